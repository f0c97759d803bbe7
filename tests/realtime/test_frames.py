"""The framing of the fast lane, held against wsproto: what one writes, the other reads."""

import os
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wsproto.connection import Connection, ConnectionState, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, Pong, TextMessage

from app.realtime.frames import (
    FrameReader,
    Opcode,
    Violation,
    close_frame,
    pong_frame,
    text_frame,
)

LIMIT = 65536
SIZES = [0, 1, 125, 126, 127, 65535, 65536]


def written(*events: Event) -> bytes:
    """Return what a client sends."""
    client = Connection(ConnectionType.CLIENT)
    return b"".join(client.send(event) for event in events)


def read(data: bytes, *, limit: int = LIMIT, step: int = 0) -> list[tuple[int, bytes]]:
    """Return what the reader makes of it, fed whole or in pieces."""
    reader = FrameReader(limit)
    found: list[tuple[int, bytes]] = []
    for at in range(0, len(data), step or max(1, len(data))):
        reader.feed(data[at : at + (step or len(data))])
        while (message := reader.next()) is not None:
            found.append(message)
    return found


def refused(data: bytes, *, limit: int = LIMIT) -> int:
    """Return the code with which the reader refuses."""
    with pytest.raises(Violation) as caught:
        read(data, limit=limit)
    return caught.value.code


@pytest.mark.parametrize("size", SIZES)
def test_a_text_is_read_as_it_was_written(size: int) -> None:
    assert read(written(TextMessage("x" * size))) == [(Opcode.TEXT, b"x" * size)]


@pytest.mark.parametrize("size", [*SIZES, 100_000])
def test_a_frame_reads_as_the_text_that_went_in(size: int) -> None:
    client = Connection(ConnectionType.CLIENT)
    client.receive_data(text_frame(b"x" * size))
    event = next(client.events())
    assert isinstance(event, TextMessage)
    assert (event.data, event.message_finished) == ("x" * size, True)


@given(st.lists(st.binary(max_size=300), max_size=6), st.integers(1, 40))
def test_pieces_of_any_size_make_the_same_messages(payloads: list[bytes], step: int) -> None:
    data = written(*(BytesMessage(payload) for payload in payloads))
    assert read(data, step=step) == [(Opcode.BINARY, payload) for payload in payloads]


def test_fragments_become_one_message_with_a_ping_in_between() -> None:
    data = written(
        TextMessage("satu ", message_finished=False),
        Ping(b"?"),
        TextMessage("dua", message_finished=True),
    )
    assert read(data, step=3) == [(Opcode.PING, b"?"), (Opcode.TEXT, b"satu dua")]


def test_a_message_over_the_limit_is_refused_before_it_is_held() -> None:
    head = written(TextMessage("x" * (LIMIT + 1)))[:10]
    assert refused(head) == 1009


def test_fragments_over_the_limit_are_refused_together() -> None:
    parts = [TextMessage("x" * 40, message_finished=False)] * 3
    assert refused(written(*parts), limit=100) == 1009


def test_empty_fragments_cannot_pile_up() -> None:
    first = written(TextMessage("", message_finished=False))
    assert refused(first + b"\x00\x80\0\0\0\0" * 200, limit=100) == 1009


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x81\x01x", 1002),  # not masked
        (b"\xc1\x80\0\0\0\0", 1002),  # a bit of an extension that was not negotiated
        (b"\x80\x80\0\0\0\0", 1002),  # continues nothing
        (b"\x01\x80\0\0\0\0\x81\x80\0\0\0\0", 1002),  # begins within a message
        (b"\x83\x80\0\0\0\0", 1002),  # an opcode that means nothing
        (b"\x8b\x80\0\0\0\0", 1002),  # a control opcode that means nothing
        (b"\x09\x80\0\0\0\0", 1002),  # a control frame in fragments
        (b"\x89\xfe\x00\x7e\0\0\0\0" + b"x" * 126, 1002),  # a control frame that is too long
        (b"\x81\x82\0\0\0\0\xff\xff", 1007),  # no UTF-8
    ],
)
def test_a_broken_frame_is_refused(data: bytes, code: int) -> None:
    assert refused(data) == code


@given(st.binary(max_size=400))
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    with suppress(Violation):
        assert all(opcode in set(Opcode) for opcode, _ in read(data))


def test_a_close_says_why_and_a_long_reason_is_cut_between_characters() -> None:
    client = Connection(ConnectionType.CLIENT)
    client.receive_data(close_frame(3001, "é" * 100))
    event = next(client.events())
    assert isinstance(event, CloseConnection)
    assert (event.code, event.reason) == (3001, "é" * 61)
    assert client.state is ConnectionState.REMOTE_CLOSING


def test_a_pong_carries_what_the_ping_did() -> None:
    payload = os.urandom(125)
    client = Connection(ConnectionType.CLIENT)
    client.receive_data(pong_frame(payload))
    event = next(client.events())
    assert isinstance(event, Pong)
    assert event.payload == payload

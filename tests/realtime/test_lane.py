"""The fast lane: its frames are what any client reads, and it steps aside when something waits."""

import asyncio

import pytest
from wsproto.connection import Connection, ConnectionType
from wsproto.events import TextMessage

from app.realtime.lane import text_frame, transport_of
from app.realtime.limits import Limits
from app.realtime.outbox import LANE_BYTES, Outbox


class Transport(asyncio.WriteTransport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.buffered = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def get_write_buffer_size(self) -> int:
        return self.buffered


async def send(message: object) -> None:
    """A server that takes everything."""


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, 100_000])
def test_a_frame_reads_as_the_text_that_went_in(size: int) -> None:
    client = Connection(ConnectionType.CLIENT)
    client.receive_data(text_frame("x" * size))
    event = next(client.events())
    assert isinstance(event, TextMessage)
    assert (event.data, event.message_finished) == ("x" * size, True)


def test_a_free_peer_is_written_to_at_once() -> None:
    lane = Transport()
    outbox = Outbox(send, Limits(), lane)
    outbox.put("a", text_frame("a"))
    assert lane.written == [text_frame("a")]
    assert not outbox.waiting


def test_order_is_kept_when_something_waits_already() -> None:
    lane = Transport()
    outbox = Outbox(send, Limits(), lane)
    outbox.put("reply")
    outbox.put("a", text_frame("a"))
    assert list(outbox.waiting) == ["reply", "a"]
    assert not lane.written


def test_a_peer_whose_buffer_is_full_is_queued_for() -> None:
    lane = Transport()
    lane.buffered = LANE_BYTES
    outbox = Outbox(send, Limits(), lane)
    outbox.put("a", text_frame("a"))
    assert list(outbox.waiting) == ["a"]


def test_a_closing_peer_gets_nothing() -> None:
    lane = Transport()
    outbox = Outbox(send, Limits(), lane)
    outbox.close(3001, "shutdown")
    outbox.put("a", text_frame("a"))
    assert not lane.written


def test_other_servers_have_no_lane() -> None:
    assert transport_of(send) is None

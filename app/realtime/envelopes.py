"""What travels on a bus: who sent it, its number, and a batch of hints."""

import os
from collections import OrderedDict
from collections.abc import Iterator

import msgspec
import structlog
from msgspec import Raw

from app.realtime.bus import Hint, Published
from app.realtime.counters import counters

VERSION = b"\x01"
HEADER = 17
"""Bytes of version, sender and number."""
REMEMBERED = 4096
"""A message that comes twice within so many is told once."""

logger = structlog.get_logger(__name__)
_encode = msgspec.msgpack.Encoder().encode
_decode_hint = msgspec.msgpack.Decoder(Hint).decode
_decode_batch = msgspec.msgpack.Decoder(list[Raw]).decode


def packed(hint: Hint, largest: int) -> bytes | None:
    """Encode a hint; an event that is too long goes without its data, others not at all."""
    data = _encode(hint)
    if len(data) <= largest:
        return data
    if isinstance(hint, Published):
        return _encode(Published(hint.channel, hint.offset, b""))
    return None


class Envelopes:
    """Seals the messages of this process and opens those of the others, each once."""

    def __init__(self) -> None:
        self._sender = VERSION + os.urandom(8)
        self._number = 0
        self._known: OrderedDict[bytes, None] = OrderedDict()

    def sealed(self, batch: list[bytes]) -> bytes:
        """Return a message; one without hints is a heartbeat."""
        self._number += 1
        return self._sender + self._number.to_bytes(8) + _encode([Raw(each) for each in batch])

    def is_mine(self, message: bytes) -> bool:
        """Tell whether this process has sent a message."""
        return message.startswith(self._sender)

    def opened(self, message: bytes) -> Iterator[Hint]:
        """Yield the hints of another process; what cannot be read is counted and left out."""
        header = message[:HEADER]
        if header in self._known:
            return
        self._known[header] = None
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        try:
            if not message.startswith(VERSION):
                raise msgspec.DecodeError("another version's message")
            batch = _decode_batch(message[HEADER:])
        except msgspec.DecodeError as error:
            _unreadable(error)
            return
        for each in batch:
            try:
                yield _decode_hint(each)
            except (msgspec.DecodeError, UnicodeError) as error:
                _unreadable(error)


def _unreadable(error: Exception) -> None:
    counters.bus_undecodable += 1
    logger.warning("a message on the bus could not be read", reason=str(error))

"""The bus over PostgreSQL's LISTEN and NOTIFY: text of at most 7,999 bytes.

What does not fit travels as a hint without its event, which the others then read from the log.
"""

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable

from app.db import notifications
from app.db.notifications import Notifications

LARGEST = notifications.LARGEST // 4 * 3 - 64
"""Bytes of hints in one message: base64 makes four of three, and the envelope needs some."""


class Postgres:
    """A database by its URL."""

    def __init__(self, url: str, name: str) -> None:
        self.url, self.name = url, name

    async def dial(self) -> "PostgresWire":
        """Connect and listen."""
        wire = PostgresWire(await Notifications.open(self.url, self.name))
        try:
            await wire.open()
        except BaseException:
            await wire.close()
            raise
        return wire


class PostgresWire:
    """One connection, used both ways."""

    def __init__(self, channel: Notifications) -> None:
        self.channel = channel
        self._heard: Callable[[bytes], None] = lambda message: None

    async def open(self) -> None:
        """Return once the server has taken the subscription."""
        await self.channel.listen(self._take)

    async def send(self, message: bytes) -> None:
        """Notify, and wait for the server's answer: meanwhile the next batch gathers."""
        await self.channel.send(b64encode(message).decode())

    async def listen(self, heard: Callable[[bytes], None]) -> None:
        """Pass on what arrives until the connection is lost."""
        self._heard = heard
        await self.channel.ended()

    async def close(self) -> None:
        """Drop the connection."""
        self.channel.close()

    def _take(self, payload: str) -> None:
        try:
            message = b64decode(payload, validate=True)
        except (Error, ValueError):
            message = payload.encode()  # not of ours: counted where messages are opened
        self._heard(message)

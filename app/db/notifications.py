"""PostgreSQL's LISTEN and NOTIFY, on a connection of their own beside the pool."""

import asyncio
from collections.abc import Callable
from typing import Any

from app.config import WrongSetting

try:
    import asyncpg
except ImportError:
    raise WrongSetting("PostgreSQL needs the extra: pip install 'sanggar[postgres]'.") from None

LARGEST = 7999
"""Bytes of one payload, as PostgreSQL bounds it."""


class Notifications:
    """One topic; every payload reaches every listener, the sender too."""

    def __init__(self, connection: Any, topic: str) -> None:
        self._connection = connection
        self._topic = topic
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(cls, url: str, topic: str) -> "Notifications":
        """Connect; `url` is a checked database URL."""
        address = "postgresql://" + url.partition("://")[2]
        return cls(await asyncpg.connect(address), topic)

    async def listen(self, heard: Callable[[str], None]) -> None:
        """Begin to call `heard` with each payload."""

        def take(connection: Any, pid: int, topic: str, payload: str) -> None:
            heard(payload)

        self._connection.add_termination_listener(self._end)
        await self._connection.add_listener(self._topic, take)

    async def send(self, payload: str) -> None:
        """Notify everyone; the payload has at most LARGEST bytes."""
        await self._connection.execute("SELECT pg_notify($1, $2)", self._topic, payload)

    async def ended(self) -> None:
        """Return when the connection has been lost."""
        await asyncio.shield(self._ended)

    def close(self) -> None:
        """Drop the connection."""
        self._connection.terminate()

    def _end(self, connection: Any) -> None:
        if not self._ended.done():
            self._ended.set_result(None)

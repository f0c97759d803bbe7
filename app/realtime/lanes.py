"""The ordinary lane: any ASGI server frames, we await its `send` and `receive`.

A lane carries one socket between its server and its Connection; the other one is `fast_lane`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from app.realtime.frames import MESSAGE_TOO_BIG
from app.realtime.limits import Limits
from app.realtime.outbox import OrdinaryOutbox, Outbox, Send

if TYPE_CHECKING:
    from app.realtime.connection import Connection

Receive = Callable[[], Awaitable[Any]]

logger = structlog.get_logger(__name__)


class Lane(Protocol):
    """What a Connection needs of the way below it."""

    @property
    def outbox(self) -> Outbox:
        """Return what waits for the peer."""

    async def serve(self, connection: "Connection") -> None:
        """Accept the upgrade and carry messages until the socket has ended."""

    def read_on(self) -> None:
        """Go on reading: the connection has room again."""

    def abort(self) -> None:
        """Cut the peer off without another byte."""


class OrdinaryLane:
    """Runs on the server's own queues and tasks."""

    def __init__(self, limits: Limits, receive: Receive, send: Send) -> None:
        self.limits = limits
        self.outbox = OrdinaryOutbox(limits, send)
        self._receive = receive
        self._room = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None

    async def serve(self, connection: "Connection") -> None:
        """See Lane."""
        await self.outbox.send({"type": "websocket.accept", "subprotocol": None, "headers": []})
        loop = asyncio.get_running_loop()
        connection.begin()
        writer = loop.create_task(self._write())
        self._reader = loop.create_task(self._read(connection))
        try:
            await asyncio.wait({self._reader})
        finally:
            self._reader.cancel()
            writer.cancel()
            await asyncio.gather(self._reader, writer, return_exceptions=True)
            await connection.end()

    def read_on(self) -> None:
        """See Lane."""
        self._room.set()

    def abort(self) -> None:
        """See Lane."""
        self.outbox.drop(*ABORTED)
        if self._reader is not None:
            self._reader.cancel()

    async def _read(self, connection: "Connection") -> None:
        while (message := await self._receive())["type"] == "websocket.receive":
            if self.outbox.closing is not None:
                continue
            data = message.get("bytes") or (message.get("text") or "").encode()
            if len(data) > self.limits.message_bytes:
                connection.close(MESSAGE_TOO_BIG, "message too big")
                continue
            connection.receive(data)
            while not connection.has_room:
                self._room.clear()
                await self._room.wait()
        connection.peer_left()

    async def _write(self) -> None:
        try:
            await self.outbox.run()
        except Exception:
            logger.info("a socket could not be written")
            self.abort()
            return
        asyncio.get_running_loop().call_later(self.limits.write_within / 2, self.abort)


ABORTED = (3009, "write error")

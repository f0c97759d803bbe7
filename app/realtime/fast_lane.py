"""The fast lane: our own protocol on the transport of a websocket that hypercorn has received.

The server in `app.server` shows the transport in the scope; the upgrade is answered here, and from
then on no byte of the socket passes through the server's own queues, locks and tasks.
"""

import asyncio
import base64
import hashlib
from typing import TYPE_CHECKING, Any

from app.realtime.frames import FrameReader, Opcode, Violation, pong_frame
from app.realtime.lanes import ABORTED, Receive
from app.realtime.limits import Limits
from app.realtime.outbox import LaneOutbox

if TYPE_CHECKING:
    from app.realtime.connection import Connection

TRANSPORT = "sanggar.transport"
"""Name of the ASGI extension that holds the socket's transport."""

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""RFC 6455, 1.3: what the client's key is hashed with."""

NORMAL = 1000


class FastLane(asyncio.Protocol):
    """Carries one socket; see `lanes.Lane`."""

    def __init__(self, limits: Limits, scope: Any, receive: Receive) -> None:
        self.limits = limits
        self.transport: asyncio.Transport = scope["extensions"][TRANSPORT]
        self.outbox = LaneOutbox(limits, self.transport, self._closing)
        self._key = next(v for name, v in scope["headers"] if name == b"sec-websocket-key")
        self._receive = receive
        self._frames = FrameReader(limits.message_bytes)
        self._is_paused = False
        self._is_deaf = False
        self._is_lost = False
        self._lost: asyncio.Future[None]
        self._server: asyncio.BaseProtocol
        self._connection: Connection
        self._timer: asyncio.TimerHandle | None = None

    async def serve(self, connection: "Connection") -> None:
        """See Lane."""
        if not self.transport.is_closing():  # it may end while the session is looked up
            await self._carry(connection)
        while (await self._receive())["type"] != "websocket.disconnect":
            pass

    async def _carry(self, connection: "Connection") -> None:
        self._connection = connection
        self._lost = asyncio.get_running_loop().create_future()
        self._server = self.transport.get_protocol()
        self.transport.set_protocol(self)
        self.transport.write(_upgraded(self._key))
        connection.begin()
        try:
            await self._lost
        finally:
            self.transport.abort()
            await connection.end()

    def read_on(self) -> None:
        """See Lane."""
        if self._is_paused:
            self._read()

    def abort(self) -> None:
        """See Lane."""
        self.outbox.drop(*ABORTED)
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take what the kernel had."""
        if not self._is_deaf:
            self._frames.feed(data)
            self._read()

    def eof_received(self) -> None:
        """Let the transport close: a websocket does not live in one direction."""

    def pause_writing(self) -> None:
        """Queue from here on."""
        self.outbox.block()

    def resume_writing(self) -> None:
        """Write what was queued."""
        self.outbox.unblock()

    def connection_lost(self, exc: Exception | None) -> None:
        """Pass the end on to the server, whose connection it is."""
        self._is_lost = True
        self._left()
        self.outbox.lost()
        if self._timer is not None:
            self._timer.cancel()
        if not self._lost.done():
            self._lost.set_result(None)
        self._server.connection_lost(exc)

    def _read(self) -> None:
        connection, frames = self._connection, self._frames
        try:
            while connection.has_room:
                found = frames.next()
                if found is None:
                    self._pause(False)
                    return
                self._take(*found)
        except Violation as violation:
            self._is_deaf = True  # and still reading: a reset would overtake our close frame
            self.outbox.drop(violation.code, violation.reason)
            if self.transport.can_write_eof():
                self.transport.write_eof()
        else:
            self._pause(True)

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode <= Opcode.BINARY:
            self._connection.receive(payload)
        elif opcode == Opcode.PING:
            if self._connection.is_within_rate():
                self.outbox.control(pong_frame(payload))
        elif opcode == Opcode.CLOSE:
            self._left()
            self.outbox.leave(int.from_bytes(payload[:2]) or NORMAL)
            self.transport.close()

    def _left(self) -> None:
        if self.outbox.closing is None:
            self._connection.peer_left()

    def _pause(self, pause: bool) -> None:
        if pause is self._is_paused or self._is_lost:
            return
        self._is_paused = pause
        if pause:
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()

    def _closing(self) -> None:
        """Give the peer a while to answer the close frame."""
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self.limits.write_within / 2, self.transport.abort)


def _upgraded(key: bytes) -> bytes:
    proof = base64.b64encode(hashlib.sha1(key + GUID, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\n"
        b"Upgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + proof + b"\r\n\r\n"
    )

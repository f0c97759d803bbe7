"""A client of few bytes, for crowds: a bare websocket, with a small window if it shall be slow."""

import asyncio
import json
import socket
import struct
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tests.faults.follower import Returning

TEXT, CLOSE, PING = 1, 8, 9


class Light(Returning):
    """Follows a channel; `window` is the size of its receive buffer in bytes, 0 the system's.

    `told` is called with the data of each event.
    """

    def __init__(self, url: str, channel: str, *, cookie: str, window: int = 0) -> None:
        super().__init__()
        parts = urlsplit(url)
        self.address = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.channel, self.cookie, self.window = channel, cookie, window
        self.epoch = ""
        self.closes: list[int] = []
        self.told: Callable[[Any], None] = lambda data: None
        self.wire: _Wire

    def stop_reading(self) -> None:
        """Leave everything to the window."""
        self.wire.transport.pause_reading()

    def read_on(self) -> None:
        """Read what the window kept, and what comes after."""
        if not self.wire.transport.is_closing():
            self.wire.transport.resume_reading()

    async def visit(self) -> None:
        loop = asyncio.get_running_loop()
        raw = socket.socket()
        raw.setblocking(False)
        if self.window:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.window)
        try:
            await loop.sock_connect(raw, self.address)
        except BaseException:
            raw.close()
            raise
        self.wire = _Wire(self._take, self._hello())
        await loop.create_connection(lambda: self.wire, sock=raw)
        try:
            self.closes.append(await self.wire.closed)
        finally:
            self.wire.transport.abort()

    def _hello(self) -> tuple[bytes, str]:
        """Return the upgrade, and the commands that follow it."""
        host = f"{self.address[0]}:{self.address[1]}"
        lines = [
            "GET /connection/websocket HTTP/1.1",
            f"Host: {host}",
            f"Origin: http://{host}",
            f"Cookie: {self.cookie}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: c2FuZ2dhcnNhbmdnYXIhIQ==",
        ]
        subscribe: dict[str, Any] = {"channel": self.channel}
        if self.start >= 0:
            subscribe |= {"recover": True, "epoch": self.epoch, "offset": self.offset}
        commands = [{"id": 1, "connect": {}}, {"id": 2, "subscribe": subscribe}]
        upgrade = "\r\n".join([*lines, "", ""]).encode()
        return upgrade, "\n".join(json.dumps(each) for each in commands)

    def _take(self, message: dict[str, Any]) -> None:
        if not message:
            self.wire.send("{}")
        elif "pub" in (push := message.get("push", {})):
            self._publication(push["pub"])
        elif message.get("id") == 2:
            self._subscribed(message["subscribe"])

    def _subscribed(self, answer: dict[str, Any]) -> None:
        first = self.start < 0
        self.epoch = answer["epoch"]
        self.joined(answer.get("offset", 0), None if first else answer.get("recovered", False))
        for publication in answer.get("publications") or []:
            self._publication(publication)

    def _publication(self, publication: dict[str, Any]) -> None:
        self.apply(publication["offset"], publication["data"]["id"])
        self.told(publication["data"]["data"])


class _Wire(asyncio.Protocol):
    """The frames of one connection; `closed` becomes the close code, 0 without one."""

    def __init__(self, take: Callable[[dict[str, Any]], None], hello: tuple[bytes, str]) -> None:
        self.take, self.hello = take, hello
        self.transport: asyncio.Transport
        self.buffer = bytearray()
        self.is_upgraded = False
        self.code = 0
        self.closed: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self.hello[0])

    def send(self, text: str) -> None:
        """Write one text frame, masked with zeros."""
        data = text.encode()
        length = struct.pack(">B", 128 | len(data))
        if len(data) > 125:
            length = struct.pack(">BH", 128 | 126, len(data))
        self.transport.write(b"\x81" + length + bytes(4) + data)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.is_upgraded and not self._upgrade():
            return
        while (frame := self._next_frame()) is not None:
            self._take_frame(*frame)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.closed.done():
            self.closed.set_result(self.code)

    def _upgrade(self) -> bool:
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return False
        if b" 101 " not in head[:14]:
            self.closed.set_exception(ConnectionError(head.split(b"\r\n")[0].decode()))
            self.transport.abort()
            return False
        self.is_upgraded, self.buffer = True, rest
        self.send(self.hello[1])
        return True

    def _next_frame(self) -> tuple[int, bytes] | None:
        if len(self.buffer) < 2:
            return None
        kind, size, start = self.buffer[0] & 15, self.buffer[1], 2
        if size > 125:
            start = 4 if size == 126 else 10
            size = int.from_bytes(self.buffer[2:start], "big")
        if len(self.buffer) < start + size:
            return None
        payload = bytes(self.buffer[start : start + size])
        del self.buffer[: start + size]
        return kind, payload

    def _take_frame(self, kind: int, payload: bytes) -> None:
        if kind == TEXT:
            for line in payload.split(b"\n"):
                self.take(json.loads(line))
        elif kind == CLOSE:
            self.code = int.from_bytes(payload[:2], "big")
            self.transport.close()
        else:
            assert kind == PING, kind

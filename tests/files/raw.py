"""HTTP written by hand, for requests that no well-behaved client would make."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass
class Wire:
    """One connection to the real server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    host: str

    async def begin(self, method: str, path: str, **headers: str) -> None:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        await self.writer.drain()

    async def chunks(self, size: int, block: bytes = bytes(65536)) -> int:
        """Send chunks until `size` bytes are out or the server hangs up; returns what went out."""
        sent = 0
        while sent < size:
            try:
                self.writer.write(f"{len(block):x}\r\n".encode() + block + b"\r\n")
                await asyncio.wait_for(self.writer.drain(), 10)
            except (ConnectionError, TimeoutError):
                return sent
            sent += len(block)
        return sent

    async def answer(self, timeout: float = 10) -> tuple[int, dict[str, str]]:
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), timeout)
        first, *rest = head.decode("latin1").strip().split("\r\n")
        headers = dict(line.split(": ", 1) for line in rest)
        return int(first.split()[1]), {name.lower(): value for name, value in headers.items()}

    async def ended(self, timeout: float = 10) -> bool:
        try:
            return await asyncio.wait_for(self.reader.read(), timeout) is not None
        except ConnectionError:
            return True

    def abort(self) -> None:
        """Cut the connection as a lost network does."""
        self.writer.transport.abort()


@asynccontextmanager
async def connected(url: str, *, window: int = 0) -> AsyncIterator[Wire]:
    """Connect; `window` is how much the kernel may take for a reader that does not read."""
    place = urlsplit(url)
    line = socket.socket()
    if window:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    line.setblocking(False)
    await asyncio.get_running_loop().sock_connect(line, (place.hostname, place.port))
    reader, writer = await asyncio.open_connection(sock=line, limit=window or 2**20)
    try:
        yield Wire(reader, writer, place.netloc)
    finally:
        writer.transport.abort()

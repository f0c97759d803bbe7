"""Files that the kernel sends: from the disk's cache to the socket, past this process's memory.

The server in `app.server` shows a Sender in the scope of a request. A body calls it after the head
of the answer is out; nobody else writes to the connection meanwhile.
"""

import asyncio
import os
import select
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

from app.storage import in_thread

SENDFILE = "sanggar.sendfile"
"""Name of the ASGI extension that holds the Sender."""
STALLED = 60.0
"""Seconds that a reader may take nothing; then its connection is cut."""
STRIDE = 8 * 1024 * 1024
"""Bytes that the kernel is asked to send at once."""
SLICE = 0.02
"""Seconds for which one download keeps a thread, however fast its reader."""
PATIENCE = 1
"""Milliseconds that a thread waits for a reader; a slower one is waited for by the loop."""
ROOM = 1024 * 1024
"""Bytes that the kernel may hold for this reader meanwhile, if the machine allows as much."""


def sender(scope: Any) -> "Sender | None":
    """Return what sends files for this request; None behind another server, HTTP/2 or TLS."""
    found: Sender | None = (scope.get("extensions") or {}).get(SENDFILE)
    return found


class Sender:
    """Sends parts of files over one connection of HTTP/1.1."""

    def __init__(
        self,
        writer: asyncio.StreamWriter,
        counted: Callable[[int], None],
        lost: Callable[[], Awaitable[None]],
    ) -> None:
        """`counted` learns how many bytes of a body went out, `lost` that nobody is there."""
        self._writer = writer
        self._transport = writer.transport
        self._counted = counted
        self._lost = lost

    async def send(self, file: int, begin: int, end: int) -> None:
        """Send the bytes of an open file from `begin` up to, not including, `end`.

        The head must be out and have told their number. A reader who goes away or takes nothing
        loses the connection, and the request is cancelled. Raises OSError when the file cannot be
        read or is shorter.
        """
        try:
            await self._empty()
            with _line(self._transport) as line:
                await _transfer(line, file, begin, end)
        except (ConnectionError, TimeoutError):
            self._transport.abort()
            await self._lost()
            await asyncio.Future()  # until the server cancels a request without a client
        self._counted(end - begin)

    async def _empty(self) -> None:
        """Wait until the kernel has the head: our bytes would overtake it."""
        low, high = cast(Any, self._transport).get_write_buffer_limits()
        self._transport.set_write_buffer_limits(0)
        try:
            async with asyncio.timeout(STALLED):
                await self._writer.drain()
        finally:
            self._transport.set_write_buffer_limits(high, low)


@contextmanager
def _line(transport: asyncio.WriteTransport) -> Iterator[socket.socket]:
    """Give the socket under a descriptor of its own, which stays ours when the transport closes."""
    if transport.is_closing():
        raise ConnectionResetError
    shown = transport.get_extra_info("socket")
    with socket.socket(fileno=os.dup(shown.fileno())) as line:
        before = line.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) // 2  # the kernel doubles it
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ROOM)
        try:
            yield line
        finally:
            with suppress(OSError):  # it may be gone
                line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, before)


async def _transfer(line: socket.socket, file: int, begin: int, end: int) -> None:
    while begin < end:
        pushing = asyncio.ensure_future(in_thread(_push, line.fileno(), file, begin, end))
        try:
            begin = await asyncio.shield(pushing)
        except asyncio.CancelledError:
            await asyncio.wait({pushing})  # it still uses both descriptors
            raise
        if begin < end:
            await _writable(line)


def _push(line: int, file: int, begin: int, end: int) -> int:
    """Send as long as the reader keeps up, for a while; return where it stands.

    In a thread, because a file that is not in the memory yet is waited for.
    """
    until = time.monotonic() + SLICE
    room = select.poll()
    room.register(line, select.POLLOUT)
    while begin < end and time.monotonic() < until:
        try:
            sent = os.sendfile(line, file, begin, min(STRIDE, end - begin))
        except BlockingIOError:
            if not room.poll(PATIENCE):
                break
            continue
        if not sent:
            raise OSError("the file is shorter than its row says")
        begin += sent
    return begin


async def _writable(line: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    loop.add_writer(line, _set, ready)
    try:
        async with asyncio.timeout(STALLED):
            await ready
    finally:
        loop.remove_writer(line)


def _set(ready: "asyncio.Future[None]") -> None:
    if not ready.done():
        ready.set_result(None)

"""A TCP proxy that misbehaves on command: late, thin, cut, reset, deaf, half closed, or down.

`async with Proxy(server.url) as proxy:` then talk to `proxy.url`, and `proxy.cut()`.
"""

import asyncio
import random
import socket
import struct
from collections import deque
from collections.abc import Iterable
from enum import Enum
from typing import cast
from urllib.parse import urlsplit

BUFFER = 64 * 1024
"""So many bytes may be under way in one direction before the sender has to wait."""
NO_LINGER = struct.pack("ii", 1, 0)


class Way(Enum):
    """A direction of the traffic."""

    TO_SERVER = "to server"
    TO_CLIENT = "to client"


BOTH = frozenset(Way)


class Proxy:
    """Passes connections on to `target` ("host:port" or a URL); all faults are methods.

    `latency` and up to `jitter` more are seconds one way, `bandwidth` is bytes a second for each
    direction of each connection (0: no bound). The three may be changed at any time; bytes keep
    their order through every change.
    """

    def __init__(
        self, target: str, *, latency: float = 0, jitter: float = 0, bandwidth: float = 0
    ) -> None:
        parts = urlsplit(target if "//" in target else f"//{target}")
        self.host, self.target_port = parts.hostname or "127.0.0.1", parts.port or 80
        self.latency, self.jitter, self.bandwidth = latency, jitter, bandwidth
        self.deaf: frozenset[Way] = frozenset()
        self.held: frozenset[Way] = frozenset()
        self.accepted = 0
        self.port = 0
        self._server: asyncio.Server | None = None
        self._links: set[_Link] = set()

    async def __aenter__(self) -> "Proxy":
        await self.up()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.down()
        self.reset()
        await asyncio.gather(*(link.over.wait() for link in self._links))

    @property
    def url(self) -> str:
        """The address to use instead of the target's."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def open(self) -> int:
        """How many connections there are now."""
        return len(self._links)

    async def up(self) -> None:
        """Accept connections, after `down()` on the same port again."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _Link(self).client, "127.0.0.1", self.port, backlog=2048
        )
        listening = self._server.sockets[0]
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)  # of what it accepts
        self.port = listening.getsockname()[1]

    async def down(self) -> None:
        """Refuse new connections; those that are open stay."""
        if self._server is not None:
            self._server.close()
            self._server = None
        await asyncio.sleep(0)

    def cut(self) -> None:
        """Close every connection with FIN to both ends; what is under way is lost."""
        for link in list(self._links):
            link.close()

    def reset(self) -> None:
        """End every connection with RST to both ends."""
        for link in list(self._links):
            link.reset()

    def half_close(self, way: Way) -> None:
        """Send FIN to one end of every connection; the other direction goes on."""
        for link in list(self._links):
            link.pipes[way].feed(b"")

    def swallow(self, ways: Iterable[Way] = BOTH) -> None:
        """Accept bytes and forward none: a black hole, for new connections too."""
        self.deaf = frozenset(ways)

    def hold(self, ways: Iterable[Way] = BOTH) -> None:
        """Stop forwarding and, with a buffer full, reading: the sender feels back-pressure."""
        self.held = frozenset(ways)

    def heal(self) -> None:
        """End `swallow` and `hold`. What was held is delivered; a stream that lost bytes to the
        black hole stays silent until its end, for it can never be whole again."""
        self.deaf = self.held = frozenset()
        for link in self._links:
            for pipe in link.pipes.values():
                pipe.deliver()

    def entered(self, link: "_Link") -> None:
        self.accepted += 1
        self._links.add(link)

    def left(self, link: "_Link") -> None:
        self._links.discard(link)


class _Link:
    """One connection: its two ends, and a pipe for each direction."""

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        self.over = asyncio.Event()
        self.client, self.server = _End(self), _End(self)
        to_server = _Pipe(proxy, Way.TO_SERVER, self.client, self.server)
        to_client = _Pipe(proxy, Way.TO_CLIENT, self.server, self.client)
        self.client.out, self.client.into = to_server, to_client
        self.server.out, self.server.into = to_client, to_server
        self.pipes = {Way.TO_SERVER: to_server, Way.TO_CLIENT: to_client}
        self._connecting: asyncio.Task[None] | None = None

    def made(self, end: "_End") -> None:
        """Take in one end; the client's comes first, and what it says waits for the server's."""
        if end is self.client:
            self.proxy.entered(self)
            end.transport.pause_reading()
            self._connecting = asyncio.create_task(self._connect())
        else:
            self.client.transport.resume_reading()
            self.pipes[Way.TO_SERVER].deliver()

    async def _connect(self) -> None:
        loop, target = asyncio.get_running_loop(), socket.socket()
        target.setblocking(False)
        target.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        try:
            await loop.sock_connect(target, (self.proxy.host, self.proxy.target_port))
        except BaseException as error:
            target.close()
            if not isinstance(error, OSError):
                raise
            self.reset()
        else:
            await loop.create_connection(lambda: self.server, sock=target)

    def ended(self) -> None:
        """Close once both directions have ended."""
        if all(pipe.is_over for pipe in self.pipes.values()):
            self.close()

    def close(self) -> None:
        for end in self._ends():
            end.transport.close()
        self._give_up_connecting()

    def reset(self) -> None:
        for end in self._ends():
            found = end.transport.get_extra_info("socket")
            if found is not None and found.fileno() >= 0:
                found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
            end.transport.abort()
        self._give_up_connecting()

    def lost(self, error: Exception | None) -> None:
        """Do to the other end what happened to the first."""
        for pipe in self.pipes.values():
            pipe.stop()
        if error is None:
            self.close()
        else:
            self.reset()
        if all(end.is_lost for end in self._ends()):
            self.proxy.left(self)
            self.over.set()

    def _ends(self) -> "list[_End]":
        return [end for end in (self.client, self.server) if end.transport is not None]

    def _give_up_connecting(self) -> None:
        if self._connecting is not None and self.server.transport is None:
            self._connecting.cancel()


class _End(asyncio.Protocol):
    """One of the two sockets; `out` carries away what it receives, `into` fills it."""

    out: "_Pipe"
    into: "_Pipe"

    def __init__(self, link: _Link) -> None:
        self.link = link
        self.transport: asyncio.Transport = None  # type: ignore[assignment]
        self.is_lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.link.made(self)

    def data_received(self, data: bytes) -> None:
        self.out.feed(data)

    def eof_received(self) -> bool:
        self.out.feed(b"")
        return True

    def pause_writing(self) -> None:
        self.into.is_blocked = True
        self.into.mind_source()

    def resume_writing(self) -> None:
        self.into.is_blocked = False
        self.into.mind_source()

    def connection_lost(self, error: Exception | None) -> None:
        self.is_lost = True
        self.link.lost(error)


class _Pipe:
    """One direction: bytes from `source` reach `sink` in order, when they are due."""

    def __init__(self, proxy: Proxy, way: Way, source: _End, sink: _End) -> None:
        self.proxy, self.way, self.source, self.sink = proxy, way, source, sink
        self.loop = asyncio.get_running_loop()
        self.under_way: deque[tuple[float, bytes]] = deque()  # b"" is the end of the stream
        self.size = 0
        self.is_blocked = self.is_paused = self.is_broken = self.is_over = False
        self._sent_at = self._last_due = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def feed(self, data: bytes) -> None:
        """Put bytes on their way."""
        proxy, now = self.proxy, self.loop.time()
        self._sent_at = max(now, self._sent_at)
        if proxy.bandwidth:
            self._sent_at += len(data) / proxy.bandwidth
        late = proxy.latency + random.random() * proxy.jitter
        self._last_due = max(self._sent_at + late, self._last_due)
        self.under_way.append((self._last_due, data))
        self.size += len(data)
        self.deliver()
        self.mind_source()

    def deliver(self) -> None:
        """Give the sink what is due, and come back for the rest."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self.under_way and self._may_deliver:
            due, data = self.under_way[0]
            if due > self.loop.time():
                self._timer = self.loop.call_at(due, self.deliver)
                break
            self.under_way.popleft()
            self.size -= len(data)
            self._hand_over(data)
        self.mind_source()

    @property
    def _may_deliver(self) -> bool:
        """Some versions of asyncio read once although they were told to pause: that waits here."""
        return self.sink.transport is not None and self.way not in self.proxy.held

    def stop(self) -> None:
        """Lose what is under way."""
        self.under_way.clear()
        self.size = 0
        self.deliver()

    def mind_source(self) -> None:
        """Read from the source only while there is room."""
        wanted = self.is_blocked or self.size > BUFFER
        if wanted == self.is_paused or self.source.is_lost:
            return
        self.is_paused = wanted
        if wanted:
            self.source.transport.pause_reading()
        else:
            self.source.transport.resume_reading()

    def _hand_over(self, data: bytes) -> None:
        self.is_broken = self.is_broken or self.way in self.proxy.deaf
        if self.is_broken or self.is_over or self.sink.transport.is_closing():
            return
        if data:
            self.sink.transport.write(data)
            return
        self.is_over = True
        self.sink.transport.write_eof()
        self.source.link.ended()

"""The outgoing queue of one socket: bounded, merged into frames; a publisher never waits."""

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from app.realtime.counters import counters
from app.realtime.frames import close_frame, text_frame
from app.realtime.limits import Limits
from app.realtime.protocol import Close

Send = Callable[[Any], Awaitable[None]]

HIGH_WATER = 32 * 1024
"""More than this below us, not yet taken by the kernel, and messages queue here instead."""

LOST = 1006
"""What RFC 6455 calls an end without a close frame; it is never sent."""


class Outbox(ABC):
    """What waits for one peer, and how it ends."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.waiting: deque[bytes] = deque()
        self.size = 0
        self.closing: tuple[int, str] | None = None
        self._idle: asyncio.Event | None = None

    @abstractmethod
    def put(self, data: bytes, frame: bytes | None = None) -> None:
        """Write or queue a message; a peer too slow for its bound loses queue and connection.

        `frame` is the message in its websocket frame, when it was built once for all listeners.
        """

    @abstractmethod
    def is_stuck(self, now: float) -> bool:
        """Tell whether the peer's kernel has taken nothing for `write_within` seconds.

        To be asked about once a second; `now` is the loop's time.
        """

    @property
    def pending(self) -> int:
        """Return how many bytes wait, here and below."""
        return self.size

    def close(self, code: int, reason: str) -> None:
        """Write what waits, then close; the first reason wins."""
        if self.closing is None:
            counters.closes[int(code)] += 1
            counters.slow_kills += code == Close.SLOW
            self._end(int(code), reason)

    def drop(self, code: int, reason: str) -> None:
        """Close without writing what waits."""
        self.waiting.clear()
        self.size = 0
        if self.closing is None:
            self.close(code, reason)
        else:
            self._wake_up()

    def leave(self, code: int) -> None:
        """Forget what waits: the peer has gone, with this code."""
        self.waiting.clear()
        self.size = 0
        self._end(code, "")

    async def drained(self) -> None:
        """Wait until nothing waits any more, or the connection is closing."""
        while self.waiting and self.closing is None:
            self._idle = self._idle or asyncio.Event()
            self._idle.clear()
            await self._idle.wait()

    @abstractmethod
    def _wake_up(self) -> None:
        """Go on after a change of what waits."""

    @abstractmethod
    def _may_count(self) -> bool:
        """Tell whether the number of messages counts: a burst in one turn is no slowness."""

    def _queue(self, data: bytes) -> None:
        self.waiting.append(data)
        self.size += len(data)
        is_too_much = self.size > self.limits.waiting_bytes and len(self.waiting) > 1
        is_too_many = len(self.waiting) > self.limits.waiting_messages and self._may_count()
        if is_too_much or is_too_many:
            self.drop(Close.SLOW, "slow")

    def _next_message(self) -> bytes:
        """Take what waits from the queue, merged up to about `frame_bytes`."""
        waiting = self.waiting
        parts = [waiting.popleft()]
        room = self.limits.frame_bytes - len(parts[0])
        while waiting and len(waiting[0]) < room:
            parts.append(waiting.popleft())
            room -= len(parts[-1])
        self.size -= sum(map(len, parts))
        return parts[0] if len(parts) == 1 else b"\n".join(parts)

    def _end(self, code: int, reason: str) -> None:
        self.closing = self.closing or (code, reason)
        if self._idle is not None:
            self._idle.set()
        self._wake_up()

    def _emptied(self) -> None:
        if self._idle is not None:
            self._idle.set()


class LaneOutbox(Outbox):
    """Writes frames straight to the transport, and queues while that is above its mark.

    `ended` is called once the close frame is on its way.
    """

    def __init__(
        self, limits: Limits, transport: asyncio.WriteTransport, ended: Callable[[], None]
    ) -> None:
        super().__init__(limits)
        self.transport = transport
        self.is_blocked = False
        self._ended: Callable[[], None] | None = ended
        self._is_burst = False
        self._written = 0
        self._taken = -1
        self._taken_at = 0.0
        transport.set_write_buffer_limits(high=HIGH_WATER)

    def put(self, data: bytes, frame: bytes | None = None) -> None:
        """Write at once, unless the peer is behind."""
        if self.closing is not None:
            return
        if self.is_blocked:
            self._queue(data)
            return
        if frame is None:
            frame = text_frame(data)
        self._written += len(frame)
        self.transport.write(frame)

    def control(self, frame: bytes) -> None:
        """Write a control frame; a peer who is behind gets none."""
        if self.closing is None and not self.is_blocked:
            self._written += len(frame)
            self.transport.write(frame)

    def is_stuck(self, now: float) -> bool:
        """See Outbox; what the kernel has taken is what was written and is not in the buffer."""
        below = self.transport.get_write_buffer_size()
        taken = self._written - below
        if not below or taken != self._taken:
            self._taken, self._taken_at = taken, now
            return False
        return now - self._taken_at >= self.limits.write_within

    @property
    def pending(self) -> int:
        """Return how many bytes wait, here and in the transport."""
        return self.size + self.transport.get_write_buffer_size()

    def lost(self) -> None:
        """Forget what waits: the transport is gone."""
        self._ended = None
        self.leave(LOST)

    def block(self) -> None:
        """Begin to queue: the transport is above its mark."""
        self.is_blocked = self._is_burst = True
        asyncio.get_running_loop().call_soon(self._end_burst)

    def unblock(self) -> None:
        """Write what has waited."""
        self.is_blocked = False
        self._wake_up()

    def _wake_up(self) -> None:
        while self.waiting and not self.is_blocked:
            frame = text_frame(self._next_message())
            self._written += len(frame)
            self.transport.write(frame)
        if self.waiting:
            return
        self._emptied()
        if self.closing is not None and self._ended is not None:
            ended, self._ended = self._ended, None
            self.transport.write(close_frame(*self.closing))
            ended()

    def _may_count(self) -> bool:
        return not self._is_burst

    def _end_burst(self) -> None:
        self._is_burst = False


class OrdinaryOutbox(Outbox):
    """Awaits an ASGI server's `send`, one frame after another, in a task that runs `run`."""

    def __init__(self, limits: Limits, send: Send) -> None:
        super().__init__(limits)
        self.send = send
        self._writing_since: float | None = None
        self._wake: asyncio.Future[None] | None = None

    def put(self, data: bytes, frame: bytes | None = None) -> None:
        """Queue a message."""
        if self.closing is None:
            self._queue(data)
            self._wake_up()

    def is_stuck(self, now: float) -> bool:
        """See Outbox; `send` returns when the server's transport has taken the frame."""
        since = self._writing_since
        return since is not None and now - since >= self.limits.write_within

    async def run(self) -> None:
        """Write until closed."""
        loop = asyncio.get_running_loop()
        while True:
            if self.waiting:
                self._writing_since = loop.time()
                await self.send({"type": "websocket.send", "text": self._next_message().decode()})
                self._writing_since = None
                continue
            self._emptied()
            if self.closing is not None:
                break
            self._wake = loop.create_future()
            await self._wake
        code, reason = self.closing
        self._writing_since = loop.time()
        await self.send({"type": "websocket.close", "code": code, "reason": reason})
        self._writing_since = None

    def _wake_up(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    def _may_count(self) -> bool:
        return self._writing_since is not None

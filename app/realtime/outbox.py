"""The outgoing queue of one socket: bounded, merged into frames, written by one task."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from app.realtime.limits import Limits
from app.realtime.protocol import Close

Send = Callable[[Any], Awaitable[None]]

LANE_BYTES = 32 * 1024
"""More than this below us, not yet taken by the kernel, and messages queue here instead."""


class Outbox:
    """Messages wait here while the peer is slow; a publisher never waits for a client."""

    def __init__(
        self, send: Send, limits: Limits, lane: asyncio.WriteTransport | None = None
    ) -> None:
        self.send = send
        self.lane = lane
        self.limits = limits
        self.waiting: deque[str] = deque()
        self.size = 0
        self.writing_since: float | None = None
        self.closing: tuple[int, str] | None = None
        self._wake: asyncio.Future[None] | None = None
        self._idle: asyncio.Event | None = None

    def put(self, text: str, frame: bytes | None = None) -> None:
        """Queue a message; a peer too slow for its bound loses the queue and the connection.

        With its `frame`, built once for all listeners, it goes straight to the transport of a peer
        for whom nothing else waits.
        """
        if self.closing is not None:
            return
        if frame is not None and self.lane is not None and self._is_free(self.lane):
            self.lane.write(frame)
            return
        self.waiting.append(text)
        self.size += len(text)
        if self._is_overflowing():
            self.drop(Close.SLOW, "slow")
        else:
            self._wake_up()

    def close(self, code: int, reason: str) -> None:
        """Write what waits, then close; the first reason wins."""
        if self.closing is None:
            self.closing = (int(code), reason)
            self._wake_up()

    def drop(self, code: int, reason: str) -> None:
        """Close without writing what waits."""
        self.waiting.clear()
        self.size = 0
        self.close(code, reason)

    async def drained(self) -> None:
        """Wait until nothing waits any more, or the connection is closing."""
        while self.waiting and self.closing is None:
            self._idle = self._idle or asyncio.Event()
            self._idle.clear()
            await self._idle.wait()

    async def run(self) -> None:
        """Write until closed."""
        loop = asyncio.get_running_loop()
        while True:
            if not self.waiting:
                if self._idle is not None:
                    self._idle.set()
                if self.closing is not None:
                    break
                self._wake = loop.create_future()
                await self._wake
                continue
            text = self._next_frame()
            self.writing_since = loop.time()
            await self.send({"type": "websocket.send", "text": text, "bytes": None})
            self.writing_since = None
        code, reason = self.closing
        self.writing_since = loop.time()
        await self.send({"type": "websocket.close", "code": code, "reason": reason})
        self.writing_since = None

    def _is_free(self, lane: asyncio.WriteTransport) -> bool:
        return (
            not self.waiting
            and self.writing_since is None
            and lane.get_write_buffer_size() < LANE_BYTES
        )

    def _next_frame(self) -> str:
        waiting = self.waiting
        if len(waiting) == 1:
            self.size = 0
            return waiting.popleft()
        parts: list[str] = []
        room = self.limits.frame_bytes
        while waiting and (not parts or len(waiting[0]) < room):
            parts.append(waiting.popleft())
            room -= len(parts[-1])
        self.size -= self.limits.frame_bytes - room
        return "\n".join(parts)

    def _is_overflowing(self) -> bool:
        """Count messages only while a write is blocked: a burst within one turn is no slowness."""
        if self.writing_since is None:
            return self.size > self.limits.waiting_bytes and len(self.waiting) > 1
        too_many = len(self.waiting) > self.limits.waiting_messages
        return too_many or self.size > self.limits.waiting_bytes

    def _wake_up(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)
        if self.closing is not None and self._idle is not None:
            self._idle.set()

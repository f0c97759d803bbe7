"""A bus to other processes, whatever wire lies below: batches, a heartbeat, and coming back.

A client library's subscription can fall silent for ever without an error (redis-py#2417, #2089),
and so can a server that was stopped. So each process sends itself a heartbeat through the bus; one
that does not arrive ends the wire, and a new one is opened.
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import structlog

from app.realtime.bus import Hello, Hint
from app.realtime.counters import counters
from app.realtime.envelopes import Envelopes, packed

WAITING_BYTES = 4 * 1024 * 1024
"""Hints that the wire has not taken yet; what comes on top is dropped, and the sweep heals it."""

logger = structlog.get_logger(__name__)


class Wire(Protocol):
    """An open way to the others and back to ourselves; any exception ends it."""

    async def send(self, message: bytes) -> None:
        """Give a message to everyone, us included; returns when the next one may follow."""

    async def listen(self, heard: Callable[[bytes], None]) -> None:
        """Call `heard` with each message, or with b"" when some were lost, until the wire ends."""

    async def close(self) -> None:
        """Close it."""


class Dialer(Protocol):
    """Knows where the others are."""

    async def dial(self) -> Wire:
        """Open a wire that already hears what is sent from now on."""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds."""

    dial: float = 2
    """A wire must be open within this."""
    beat: float = 1
    silence: float = 3
    """So long without our own heartbeat, and the wire counts as dead."""
    pause: float = 0.2
    """Before the second attempt to open a wire; each further one waits twice as long."""
    longest_pause: float = 1
    goodbye: float = 1
    """What waits at the end may still be sent so long."""


class RemoteBus:
    """Hints to and from other processes; it mends itself for as long as it runs."""

    is_alone = False

    def __init__(self, dialer: Dialer, largest: int, times: Times | None = None) -> None:
        self.dialer = dialer
        self.largest = largest
        self.times = times or Times()
        self.is_connected = False
        self._envelopes = Envelopes()
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._was_lossy = False
        self._is_beat_due = False
        self._is_ending = False
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._beat_at = 0.0
        self._task: asyncio.Task[None] | None = None
        self._receive: Callable[[Hint], None] = lambda hint: None
        self._on_gap: Callable[[], None] = lambda: None

    def send(self, hint: Hint) -> None:
        """Queue a hint; it is dropped while the bus is dead or its queue full."""
        data = packed(hint, self.largest)
        if data is None or not self.is_connected or self._size > WAITING_BYTES:
            counters.bus_dropped += 1
            self._was_lossy = self.is_connected
            return
        self._waiting.append(data)
        self._size += len(data)
        self._idle.clear()
        self._wake.set()

    async def start(self, receive: Callable[[Hint], None], on_gap: Callable[[], None]) -> None:
        """Begin; the first wire is awaited for a moment, so that a good bus is there at once."""
        self._receive, self._on_gap = receive, on_gap
        first = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._keep_open(first))
        with suppress(TimeoutError):
            async with asyncio.timeout(self.times.dial):
                await first.wait()

    async def stop(self) -> None:
        """Send what waits and end."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.times.goodbye):
                await self._idle.wait()
        if self._task is not None:
            self._is_ending = True
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _keep_open(self, connected: asyncio.Event) -> None:
        pause = self.times.pause
        is_reported = False
        while not self._is_ending:  # a task group that fails just then swallows the cancellation
            connected.clear()
            try:
                # A task of its own: Python 3.11.2 (Debian 12) leaves the task of a failed group
                # half cancelled, and a later timeout in it would end the bus for good.
                await asyncio.create_task(self._serve_one(connected))
            except* Exception as errors:
                if connected.is_set() or not is_reported:
                    reason = repr(_innermost(errors))
                    logger.warning("the bus is silent, the sweep goes on", reason=reason)
            is_reported = True
            pause = self.times.pause if connected.is_set() else pause * 2
            await asyncio.sleep(min(pause, self.times.longest_pause) * random.uniform(0.5, 1))  # noqa: S311

    async def _serve_one(self, connected: asyncio.Event) -> None:
        """Open a wire and serve it until it ends, which is always an exception."""
        async with asyncio.timeout(self.times.dial):
            wire = await self.dialer.dial()
        self._beat_at = asyncio.get_running_loop().time()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._hear(wire, connected))
                group.create_task(self._write(wire))
                group.create_task(self._watch())
        finally:
            self.is_connected = False
            self._forget_waiting()
            await _closed(wire, self.times.goodbye)

    async def _hear(self, wire: Wire, connected: asyncio.Event) -> None:
        def heard(message: bytes) -> None:
            if not message:
                self._on_gap()
            elif self._envelopes.is_mine(message):
                self._beat_at = asyncio.get_running_loop().time()
                if not self.is_connected:
                    self._joined()
                    connected.set()
            else:
                for hint in self._envelopes.opened(message):
                    self._give(hint)

        await wire.listen(heard)
        raise ConnectionError("the wire has ended")

    def _joined(self) -> None:
        """Our heartbeat came through: the bus is there, and both sides may have missed some."""
        self.is_connected = True
        counters.bus_connects += 1
        logger.info("the bus is open")
        self.send(Hello())
        self._on_gap()

    def _give(self, hint: Hint) -> None:
        counters.bus_received += 1
        try:
            self._receive(hint)
        except Exception:  # one poisoned hint must not silence the others
            counters.bus_undecodable += 1
            logger.exception("a hint could not be followed", kind=type(hint).__name__)

    async def _write(self, wire: Wire) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting or self._is_beat_due:
                await wire.send(self._next_message())
            self._idle.set()
            if self._was_lossy:
                self._was_lossy = False
                self.send(Hello())

    def _next_message(self) -> bytes:
        """Put what waits into one message: its price is paid per message, not per hint."""
        self._is_beat_due = False
        batch: list[bytes] = []
        size = 0
        while self._waiting and (not batch or size + len(self._waiting[0]) <= self.largest):
            batch.append(self._waiting.popleft())
            size += len(batch[-1])
        self._size -= size
        counters.bus_sent += len(batch)
        return self._envelopes.sealed(batch)

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            if loop.time() - self._beat_at > self.times.silence:
                raise TimeoutError("our own heartbeat does not arrive")
            self._is_beat_due = True
            self._wake.set()
            await asyncio.sleep(self.times.beat)

    def _forget_waiting(self) -> None:
        self._waiting.clear()
        self._size = 0
        self._idle.set()


async def _closed(wire: Wire, within: float) -> None:
    with suppress(Exception):
        async with asyncio.timeout(within):
            await wire.close()


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error

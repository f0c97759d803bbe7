"""The live engine of this process: its connections, topics, presence and background work."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from app.config import Settings
from app.realtime import log
from app.realtime.bus import (
    Bus,
    Ephemeral,
    Hello,
    Hint,
    InProcessBus,
    Published,
    RightsChanged,
    Seen,
    open_bus,
)
from app.realtime.counters import counters
from app.realtime.limits import Limits
from app.realtime.presence import Presence
from app.realtime.protocol import INSUFFICIENT_STATE, Close, publication_push, unsubscribe_push
from app.realtime.rights import apply_rights
from app.realtime.sweep import Sweep
from app.realtime.topics import Topic

if TYPE_CHECKING:
    from app.realtime.connection import Connection

logger = structlog.get_logger(__name__)

PAGE = 500
"""Events per query of the catch-up."""


class Hub:
    """Gives every listener of this process what was published, here or elsewhere."""

    def __init__(self, bus: Bus | None = None, limits: Limits | None = None) -> None:
        self.bus: Bus = bus or InProcessBus()
        self.limits = limits or Limits()
        self.connections: set[Connection] = set()
        self.topics: dict[str, Topic] = {}
        self.presence = Presence(self)
        self.sweep = Sweep(self)
        self.is_closing = False
        self._empty = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, settings: Settings) -> None:
        """Open the bus and begin what goes on beside the sockets."""
        self.sweep = Sweep(self)
        self.bus = open_bus(settings.bus_url, secret=settings.secret_key)
        await self.bus.start(self.receive, self._missed_some)
        self.spawn(self.sweep.keep_time())
        self.spawn(self.sweep.keep_level())
        self.spawn(self.sweep.keep_rights())

    def tell(self, hint: Hint) -> None:
        """Act on something that has just happened here, and let the other processes know."""
        self.receive(hint)
        self.bus.send(hint)

    def receive(self, hint: Hint) -> None:
        """Act on a hint from here or from another process."""
        match hint:
            case Published(channel, offset, b""):
                self.catch_up(channel, offset)
            case Published(channel, offset, data):
                topic = self.topics.get(channel)
                if topic is not None and not topic.offer(offset, data):
                    self._catch_up_soon(topic)
            case Ephemeral(channel, data, info):
                self.broadcast(channel, publication_push(channel, 0, data, info))
            case Seen():
                self.presence.hear(hint)
            case RightsChanged():
                self.sweep.knows(hint.id)
                apply_rights(self, hint)
            case Hello():
                self._missed_some()

    def catch_up(self, channel: str, head: int) -> bool:
        """Read up to a head from the log; return False when its listeners are not behind."""
        topic = self.topics.get(channel)
        if topic is None or topic.head is None or topic.head >= head:
            return False
        topic.wanted = max(topic.wanted, head)
        self._catch_up_soon(topic)
        return True

    def broadcast(self, channel: str, push: bytes) -> None:
        """Give a push without an offset to a channel's listeners."""
        topic = self.topics.get(channel)
        if topic is not None:
            topic.tell(push)

    def topic(self, channel: str) -> Topic:
        """Return the topic of a channel, made when nobody listened so far."""
        found = self.topics.get(channel)
        if found is None:
            found = self.topics[channel] = Topic(channel)
        return found

    def leave(self, connection: "Connection", channel: str) -> None:
        """End one subscription."""
        topic = self.topics.get(channel)
        if topic is not None:
            topic.leave(connection)
            if not topic.live and not topic.joining:
                del self.topics[channel]
        self.presence.leave(connection, channel)

    def enter(self, connection: "Connection") -> None:
        """Take in a socket."""
        self.connections.add(connection)

    def exit(self, connection: "Connection") -> None:
        """Forget a socket and its subscriptions."""
        self.connections.discard(connection)
        for channel in list(connection.channels):
            self.leave(connection, channel)
        if not self.connections:
            self._empty.set()

    def spawn(self, work: Coroutine[None, None, None]) -> None:
        """Run something beside the caller, until the hub stops."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    async def close_all(self, *, spread: float = 0, patience: float = 5) -> None:
        """Close every socket with 3001, spread over some seconds, and wait until they are gone."""
        self.is_closing = True
        waiting = list(self.connections)
        pause = spread / len(waiting) if waiting else 0
        for number, connection in enumerate(waiting):
            connection.close(Close.SHUTDOWN, "shutdown")
            if number % 50 == 49:
                await asyncio.sleep(pause * 50)
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._all_gone()
        for connection in list(self.connections):
            connection.abort()

    async def stop(self) -> None:
        """End all background work; sockets are closed first by `close_all`."""
        await self.close_all(patience=2)
        await self.bus.stop()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.presence.clear()
        self.topics.clear()
        self.is_closing = False

    async def _all_gone(self) -> None:
        if self.connections:
            self._empty.clear()
            await self._empty.wait()

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("background work failed", exc_info=task.exception())

    def _missed_some(self) -> None:
        """Look at the database now, and let the others know whom we have."""
        self.sweep.soon()
        self.presence.tell_all_soon()

    def _catch_up_soon(self, topic: Topic) -> None:
        if not topic.is_catching_up:
            topic.is_catching_up = True
            counters.log_reads += 1
            self.spawn(self._catch_up(topic, self.limits.gap_patience))

    async def _catch_up(self, topic: Topic, patience: float = 0) -> None:
        """Read from the log what did not arrive by itself."""
        try:
            await asyncio.sleep(patience)
            while topic.head is not None and self.topics.get(topic.name) is topic:
                furthest = topic.furthest
                events = await log.events_after(topic.name, topic.head, PAGE)
                for event in events:
                    topic.offer(event.offset, event.data)
                if len(events) < PAGE and furthest > topic.head:
                    self._give_up(topic)  # known before this read, and not in the log any more
                    break
                if len(events) < PAGE and topic.furthest <= topic.head:
                    break
        finally:
            topic.is_catching_up = False

    def _give_up(self, topic: Topic) -> None:
        """Let the clients resubscribe: events between what they have and the head are gone."""
        push = unsubscribe_push(topic.name, INSUFFICIENT_STATE, "insufficient state")
        for peer in topic.peers():
            peer.outbox.put(push)
        for connection in [c for c in self.connections if topic.name in c.channels]:
            connection.channels.discard(topic.name)
            self.leave(connection, topic.name)


hub = Hub()

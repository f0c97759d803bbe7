"""One channel in this process: its listeners, and the order in which they get its events.

Events reach a topic from commits here, from the bus and from the log, perhaps doubled or out of
order; listeners get each offset once, in order. A new listener is held until the log was read.
"""

import asyncio
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol

import structlog

from app.realtime.counters import counters
from app.realtime.frames import text_frame
from app.realtime.outbox import Outbox
from app.realtime.protocol import Close, publication_push

logger = structlog.get_logger(__name__)

HELD = 10_000
"""So many events may pass while a listener still reads its log."""

MERGED_BYTES = 64 * 1024
"""What was published within one turn of the loop goes out in frames of about this size."""


class Peer(Protocol):
    """What a topic needs of a connection."""

    outbox: Outbox

    def abort(self) -> None:
        """Cut the peer off."""


@dataclass(slots=True)
class Joining:
    """A listener before it is level with the topic: held, then skipping up to `floor`."""

    peer: Peer
    held: list[tuple[int, bytes]] | None = field(default_factory=list)
    floor: int = 0

    def take(self, offset: int, push: bytes) -> None:
        """Keep or pass on one event."""
        if self.held is None:
            if offset > self.floor:
                _put(self.peer, push)
        elif len(self.held) < HELD:
            self.held.append((offset, push))
        else:
            self.peer.outbox.drop(Close.SLOW, "slow")

    def covers(self, offset: int, head: int | None) -> bool:
        """Tell whether what is held goes on right after `offset`."""
        if head is None or head <= offset:
            return True
        following = next((held for held, _ in self.held or () if held > offset), None)
        return following == offset + 1


class Topic:
    """The listeners of one channel; `head` is the last offset given out, None before the first.

    `wanted` is the highest offset that somebody spoke of without its data.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.head: int | None = None
        self.live: dict[Peer, None] = {}
        self.joining: dict[Peer, Joining] = {}
        self.early: dict[int, bytes] = {}
        self.wanted = 0
        self.is_catching_up = False
        self._fresh: list[bytes] = []
        self._fresh_size = 0
        self._fresh_since = 0.0

    @property
    def furthest(self) -> int:
        """Return the highest offset that is known to exist, given out or not."""
        return max(self.head or 0, self.wanted, max(self.early, default=0))

    def hold(self, peer: Peer) -> Joining:
        """Register a listener whose events wait until `release`."""
        joining = self.joining[peer] = Joining(peer)
        return joining

    def begin(self, head: int) -> None:
        """Learn from the first listener's read of the log where the stream stands."""
        if self.head is None:
            self.head = head
            self._give_early()

    def release(self, joining: Joining, offset: int) -> None:
        """Give the listener, who now knows everything up to `offset`, what was held above it."""
        if self.joining.get(joining.peer) is not joining:
            return
        for held, push in joining.held or ():
            if held > offset:
                _put(joining.peer, push)
        joining.held, joining.floor = None, offset
        self._promote()

    def leave(self, peer: Peer) -> None:
        """Forget a listener, who still gets what was published before."""
        self.flush()
        self.live.pop(peer, None)
        self.joining.pop(peer, None)

    def peers(self) -> list[Peer]:
        """Return every listener, held ones too."""
        return [*self.live, *self.joining]

    def offer(self, offset: int, data: bytes) -> bool:
        """Give out an event in its turn; return False when earlier ones are missing."""
        if self.head is None:
            self.early[offset] = data
            return True
        if offset == self.head + 1:
            self._deliver(offset, data)
            if self.early:
                self._give_early()
        elif offset > self.head:
            self.early[offset] = data
        return not self.early

    def tell(self, push: bytes) -> None:
        """Pass on something without an offset to those who are already listening."""
        self._add(push)
        for joining in self.joining.values():
            if joining.held is None:
                _put(joining.peer, push)

    def flush(self) -> None:
        """Write what was published in this turn of the loop: one frame, built once for all."""
        fresh, self._fresh = self._fresh, []
        if not fresh:
            return
        self._fresh_size = 0
        data = fresh[0] if len(fresh) == 1 else b"\n".join(fresh)
        frame = text_frame(data)
        for peer in self.live:
            try:  # here and not in a function: this loop is the engine's busiest
                peer.outbox.put(data, frame)
            except Exception:
                _failed(peer)
        counters.deliveries += len(fresh) * len(self.live)
        counters.commit_to_send.observe(perf_counter() - self._fresh_since)

    def _add(self, push: bytes) -> None:
        if not self._fresh:
            self._fresh_since = perf_counter()
            asyncio.get_running_loop().call_soon(self.flush)
        self._fresh.append(push)
        self._fresh_size += len(push)
        if self._fresh_size > MERGED_BYTES:
            self.flush()

    def _deliver(self, offset: int, data: bytes) -> None:
        push = publication_push(self.name, offset, data)
        self._add(push)
        self.head = offset
        if self.joining:
            for joining in self.joining.values():
                joining.take(offset, push)
            self._promote()

    def _give_early(self) -> None:
        head = self.head or 0
        for offset in [known for known in self.early if known <= head]:
            del self.early[offset]
        while (data := self.early.pop((self.head or 0) + 1, None)) is not None:
            self._deliver((self.head or 0) + 1, data)

    def _promote(self) -> None:
        """Make those live who are level; what the others still wait for goes out first."""
        head = self.head or 0
        level = [j for j in self.joining.values() if j.held is None and j.floor <= head]
        if level:
            self.flush()
        for joining in level:
            del self.joining[joining.peer]
            self.live[joining.peer] = None


def _put(peer: Peer, data: bytes) -> None:
    """Give one listener its message; whatever is wrong with it, the others get theirs."""
    try:
        peer.outbox.put(data)
    except Exception:
        _failed(peer)


def _failed(peer: Peer) -> None:
    logger.exception("a listener could not be written to")
    peer.abort()

"""One channel in this process: its listeners, and the order in which they get its events.

Events reach a topic from commits here, from the bus and from the log, perhaps doubled or out of
order; listeners get each offset once, in order. A new listener is held until the log was read.
"""

from dataclasses import dataclass, field
from typing import Protocol

from app.realtime.lane import text_frame
from app.realtime.outbox import Outbox
from app.realtime.protocol import Close, publication_push

HELD = 10_000
"""So many events may pass while a listener still reads its log."""


class Peer(Protocol):
    """What a topic needs of a connection."""

    outbox: Outbox


@dataclass(slots=True)
class Joining:
    """A listener before it is level with the topic: held, then skipping up to `floor`."""

    peer: Peer
    held: list[tuple[int, str]] | None = field(default_factory=list)
    floor: int = 0

    def take(self, offset: int, text: str) -> None:
        """Keep or pass on one event."""
        if self.held is None:
            if offset > self.floor:
                self.peer.outbox.put(text)
        elif len(self.held) < HELD:
            self.held.append((offset, text))
        else:
            self.peer.outbox.drop(Close.SLOW, "slow")

    def covers(self, offset: int, head: int | None) -> bool:
        """Tell whether what is held goes on right after `offset`."""
        if head is None or head <= offset:
            return True
        following = next((held for held, _ in self.held or () if held > offset), None)
        return following == offset + 1


class Topic:
    """The listeners of one channel; `head` is the last offset given out, None before the first."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.head: int | None = None
        self.live: dict[Peer, None] = {}
        self.joining: dict[Peer, Joining] = {}
        self.early: dict[int, bytes] = {}
        self.is_catching_up = False

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
        for held, text in joining.held or ():
            if held > offset:
                joining.peer.outbox.put(text)
        joining.held, joining.floor = None, offset
        self._promote()

    def leave(self, peer: Peer) -> None:
        """Forget a listener."""
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

    def tell(self, text: str) -> None:
        """Pass on something without an offset to those who are already listening."""
        frame = text_frame(text)
        for peer in self.live:
            peer.outbox.put(text, frame)
        for joining in self.joining.values():
            if joining.held is None:
                joining.peer.outbox.put(text)

    def _deliver(self, offset: int, data: bytes) -> None:
        text = publication_push(self.name, offset, data)
        frame = text_frame(text)
        for peer in self.live:
            peer.outbox.put(text, frame)
        self.head = offset
        if self.joining:
            for joining in self.joining.values():
                joining.take(offset, text)
            self._promote()

    def _give_early(self) -> None:
        head = self.head or 0
        for offset in [known for known in self.early if known <= head]:
            del self.early[offset]
        while (data := self.early.pop((self.head or 0) + 1, None)) is not None:
            self._deliver((self.head or 0) + 1, data)

    def _promote(self) -> None:
        head = self.head or 0
        level = [j for j in self.joining.values() if j.held is None and j.floor <= head]
        for joining in level:
            del self.joining[joining.peer]
            self.live[joining.peer] = None

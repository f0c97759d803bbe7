"""What the engine of this process has counted since it started; `app.metrics` shows it.

Counting costs an addition: plain numbers, one thread, the event loop's.
"""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of a histogram's buckets in seconds; the last bucket has none."""


@dataclass(slots=True)
class Histogram:
    """How long something took: how many durations fell into each bucket, and their sum."""

    total: float = 0.0
    buckets: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))

    def observe(self, seconds: float) -> None:
        """Count one duration."""
        self.total += seconds
        self.buckets[bisect_left(BOUNDS, seconds)] += 1


@dataclass(slots=True)
class Counters:
    """Every number only grows; keys of the mappings come from us, never from a client."""

    connections: int = 0
    """Upgrades accepted."""
    refusals: Counter[str] = field(default_factory=Counter)
    """Upgrades and connects refused, by reason: origin, session, user, ip, full, closing."""
    closes: Counter[int] = field(default_factory=Counter)
    """Sockets that we closed, by code."""
    commands: int = 0
    """Commands that were run."""
    errors: Counter[int] = field(default_factory=Counter)
    """Commands answered with an error, by code."""
    slow_kills: int = 0
    """Queues that passed their bound (L13)."""
    write_aborts: int = 0
    """Peers whose kernel took nothing for too long (L14)."""
    recovered: int = 0
    """Subscriptions that resumed with every missed event."""
    recovery_failed: Counter[str] = field(default_factory=Counter)
    """Subscriptions that could not resume, by reason: epoch, trimmed, ahead, too_many."""
    deliveries: int = 0
    """Publications written to subscribers."""
    sweep_hits: int = 0
    """Channels that the sweep found behind their head: a hint was lost."""
    log_reads: int = 0
    """Times a channel was brought level from the log, after the sweep or before a missing event."""
    bus_sent: int = 0
    bus_received: int = 0
    bus_dropped: int = 0
    """Hints that could not travel; the sweep of the others finds their events."""
    bus_undecodable: int = 0
    bus_connects: int = 0
    trimmed: int = 0
    """Events past their retention that were removed."""
    commit_to_send: Histogram = field(default_factory=Histogram)
    """From an event's way out of its transaction to the last write to a subscriber here."""
    loop_lag: Histogram = field(default_factory=Histogram)
    """How much later than it should the event loop went on."""


counters = Counters()

"""What the engine of this process has counted since it started."""


class Histogram:
    """Durations in seconds."""

    def observe(self, seconds: float) -> None:
        """Count one duration."""


class Counters:
    """Plain numbers."""

    deliveries = slow_kills = 0
    sweep_hits = 0
    bus_sent = bus_received = bus_dropped = bus_undecodable = bus_connects = 0
    commit_to_send = Histogram()


counters = Counters()

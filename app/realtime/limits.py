"""How much one socket may ask, wait and hold; every number of the engine stands here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Times are seconds, sizes bytes."""

    message_bytes: int = 65536
    """Largest inbound frame."""
    inbox: int = 16
    """Frames that may wait for their turn; then the socket is not read any more."""
    bad_requests: int = 5
    """So many malformed commands end the connection."""
    connect_within: float = 10
    subscriptions: int = 64
    rate: float = 0
    """Commands a second that one socket may send; 0 counts nothing."""
    burst: int = 40
    channel_length: int = 255
    waiting_bytes: int = 1024 * 1024
    waiting_messages: int = 256
    write_within: float = 10
    """The kernel must take a frame within this time."""
    frame_bytes: int = 128 * 1024
    """Messages that wait are merged into frames of about this size."""
    ping_every: float = 25
    ping_spread: float = 0.2
    pong_within: float = 10
    still_valid_every: int = 8
    """Look at the session again after so many pings."""
    presence_grace: float = 20
    """A person stays present so long after the last socket died."""
    recover_events: int = 10_000
    """Who missed more than this refetches the page's state instead."""
    sweep_every: float = 2
    """How often the heads of the local channels are compared with the database."""
    gap_patience: float = 0.05
    """How long a missing offset may be late before the log is read."""

"""How much one socket may ask, wait and hold; every number of the engine stands here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from app.config import LIVE, WrongSetting


@dataclass(frozen=True, slots=True)
class Limits:
    """Times are seconds, sizes bytes, sockets those of one process; see docs/limits.md."""

    sockets: int = 12_000
    """All live sockets together; 0 counts nothing, here and in the next three."""
    sockets_per_session: int = 8
    sockets_per_user: int = 20
    sockets_per_ip: int = 50
    """Of one IPv4 address, or one IPv6 network of 64 bits."""
    message_bytes: int = 65536
    """Largest inbound frame."""
    inbox: int = 16
    """Frames that may wait for their turn; then the socket is not read any more."""
    bad_requests: int = 5
    """So many malformed commands end the connection."""
    connect_within: float = 10
    subscriptions: int = 64
    rate: float = 20
    """Commands a second that one socket may send; 0 counts nothing."""
    burst: int = 40
    channel_length: int = 255
    waiting_bytes: int = 1024 * 1024
    waiting_bytes_in_all: int = 256 * 1024 * 1024
    """For all peers of the process; beyond it the fullest queues are closed."""
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
    presence_refresh: float = 8
    """Each process tells the others so often which sockets it has."""
    presence_lost: float = 18
    """A socket of another process that was not told of for so long counts as dead."""
    recover_events: int = 10_000
    """Who missed more than this refetches the page's state instead."""
    sweep_every: float = 2
    """How often the heads of the local channels are compared with the database."""
    gap_patience: float = 0.05
    """How long a missing offset may be late before the log is read."""
    keep_events: int = 10_000
    """The newest events of a channel, which stay however old they are."""
    keep_days: float = 30
    """Younger events stay however many they are."""


MAY_BE_ZERO = frozenset(
    {
        "sockets",
        "sockets_per_session",
        "sockets_per_user",
        "sockets_per_ip",
        "rate",
        "ping_spread",
        "presence_grace",
        "gap_patience",
        "keep_days",
    }
)
MOST = {"ping_spread": 0.9, "keep_days": 36_500}
MOST_OF_ALL = 10**9


def read_limits(texts: Mapping[str, str]) -> Limits:
    """Return the limits that an installation has chosen; raises WrongSetting for a wrong one."""
    kinds = {each.name: each.type for each in fields(Limits)}
    unknown = sorted(texts.keys() - kinds.keys())
    if unknown:
        raise WrongSetting(f"{LIVE}{unknown[0].upper()} is no limit of the live engine.")
    return Limits(**{name: _number(name, text, kinds[name] is int) for name, text in texts.items()})


def _number(name: str, text: str, is_whole: bool) -> Any:
    most = MOST.get(name, MOST_OF_ALL)
    form = r"[0-9]{1,12}" if is_whole else r"[0-9]{1,12}(\.[0-9]{1,9})?"
    number = (int(text) if is_whole else float(text)) if re.fullmatch(form, text) else -1
    if (number == 0 and name in MAY_BE_ZERO) or 0 < number <= most:
        return number
    kind = "a whole number" if is_whole else "a number"
    least = "from 0" if name in MAY_BE_ZERO else "above 0 and"
    raise WrongSetting(f"{LIVE}{name.upper()} must be {kind} {least} up to {most}, not {text!r}.")

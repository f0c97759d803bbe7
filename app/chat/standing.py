"""Where a conversation stands on the studio's desk: pure rules, no database."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

RECENT = timedelta(days=14)
"""How long a conversation that nobody marked stays open after it was last touched."""
MORNING = time(8)


class Standing(StrEnum):
    """What the studio still has to do about a conversation."""

    OPEN = "open"
    PENDING = "pending"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class Queue(StrEnum):
    """The piles in which staff find conversations."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    ALL = "all"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class Pause(StrEnum):
    """For how long a conversation is put aside."""

    HOUR = "hour"
    TOMORROW = "tomorrow"
    MONDAY = "monday"


@dataclass(frozen=True, slots=True)
class Handling:
    """Who looks after a conversation, and where it stands now."""

    standing: Standing
    assignee_id: int | None = None
    assignee: str = ""
    snoozed_until: datetime | None = None
    is_urgent: bool = False


def standing_now(
    kept: Standing | None,
    changed_at: datetime | None,
    *,
    waiting_since: datetime | None,
    last_at: datetime | None,
    now: datetime,
) -> Standing:
    """Tell where a conversation stands: a customer who wrote since it was marked opens it again."""
    if waiting_since is not None and (changed_at is None or waiting_since > changed_at):
        return Standing.OPEN
    if kept is not None:
        return kept
    is_recent = last_at is not None and last_at > now - RECENT
    return Standing.OPEN if is_recent else Standing.RESOLVED


def wakes_at(pause: Pause, now: datetime, zone: str) -> datetime:
    """Tell when what is put aside comes back: in an hour, or at eight in the viewer's morning."""
    if pause is Pause.HOUR:
        return now + timedelta(hours=1)
    local = now.astimezone(ZoneInfo(zone))
    days = 1 if pause is Pause.TOMORROW else 7 - local.weekday()
    day = (local + timedelta(days=days)).date()
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(now.tzinfo)

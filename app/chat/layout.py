"""How the lines of a log stand: days, joined bubbles, times that fit into a bubble."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from app.chat.models import SYSTEM_ACTOR, Entry, Message
from app.i18n import format_datetime, format_time, ngettext
from app.i18n import gettext as _

GROUP_WITHIN = timedelta(minutes=5)


def local_day(moment: datetime, zone: str) -> str:
    """Return the calendar day of a moment where the viewer is, as 2026-11-22."""
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()


def clock_time(moment: datetime) -> str:
    """Return the time of day as in a bubble: "10.04", without the zone."""
    return format_time(moment).partition(" ")[0]


def day_name(moment: datetime) -> str:
    """Return "Today", "Yesterday" or the date in the viewer's language."""
    return format_datetime(moment).removesuffix(format_time(moment)).strip()


def wait_words(length: timedelta) -> str:
    """Say roughly how long something takes: never shorter than it is."""
    minutes = ceil(length.total_seconds() / 60)
    if minutes <= 60:
        rounded = max(5, ceil(minutes / 5) * 5)
        return ngettext("%(num)s minute", "%(num)s minutes", rounded)
    if minutes <= 24 * 60:
        return ngettext("%(num)s hour", "%(num)s hours", ceil(minutes / 60))
    return ngettext("%(num)s day", "%(num)s days", ceil(minutes / (24 * 60)))


def short_moment(moment: datetime) -> str:
    """Return the time of day for today, else the day: what fits into a list."""
    day = day_name(moment)
    return clock_time(moment) if day == _("Today") else day


def entries(
    lines: Sequence[Message], *, days: Sequence[str], first_unread: int | None
) -> list[Entry]:
    """Lay out lines: a separator where the day changes, bubbles of one author joined."""
    laid: list[Entry] = []
    for index, message in enumerate(lines):
        above = lines[index - 1] if index else None
        opens_day = above is None or days[index] != days[index - 1]
        is_first = first_unread is not None and not message.is_note and message.id == first_unread
        joins = not opens_day and not is_first and above is not None and _joins(above, message)
        laid.append(Entry(message, opens_day, joins, is_first))
    return laid


def _joins(above: Message, below: Message) -> bool:
    return (
        above.author.id == below.author.id
        and above.is_note == below.is_note
        and below.author.role != SYSTEM_ACTOR.role
        and below.created_at - above.created_at <= GROUP_WITHIN
    )

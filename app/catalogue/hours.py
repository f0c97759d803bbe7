"""When a branch is open: its week, its holidays, and how much of a wait is working time. Pure."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.catalogue.models import Branch

DAYS = 7
SPAN = re.compile(r"(\d{1,2})[.:](\d{2})\s*[-–]\s*(\d{1,2})[.:](\d{2})")
COUNTED = timedelta(days=60)
"""A longer wait is counted by its last days alone."""
Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Opening:
    """A week of opening times from Monday on, and the days on which it does not count."""

    week: tuple[tuple[Span, ...], ...] = ((),) * DAYS
    holidays: frozenset[date] = frozenset()
    zone: str = "Asia/Jakarta"

    @property
    def is_known(self) -> bool:
        """Tell whether anything was written: a studio without hours is always open."""
        return any(self.week)

    def is_open(self, at: datetime) -> bool:
        """Tell whether somebody is there at a moment."""
        return not self.is_known or any(start <= at < end for start, end in self._on(self._day(at)))

    def spent(self, since: datetime, until: datetime) -> timedelta:
        """Return the working time between two moments."""
        if not self.is_known or until <= since:
            return max(until - since, timedelta(0))
        calendar = _calendar(self, self._day(until))
        since = max(since, until - COUNTED)
        return timedelta(seconds=calendar.open_before(until) - calendar.open_before(since))

    def spans_until(self, last: date) -> list[tuple[datetime, datetime]]:
        """Return when it was open in the days that are counted, up to the end of the last one."""
        days = (last - timedelta(days=ago) for ago in range(COUNTED.days + 1, -1, -1))
        return [span for day in days for span in self._on(day)]

    def _day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    def _on(self, day: date) -> list[tuple[datetime, datetime]]:
        if day in self.holidays:
            return []
        zone = ZoneInfo(self.zone)
        return [
            (datetime.combine(day, start, zone), datetime.combine(day, end, zone))
            for start, end in self.week[day.weekday()]
        ]


@dataclass(frozen=True, slots=True)
class _Calendar:
    """Open spans in seconds since 1970, and how much was open before each: looked up, not added."""

    starts: list[float]
    ends: list[float]
    before: list[float]

    def open_before(self, moment: datetime) -> float:
        """Return the open seconds from the calendar's beginning until a moment."""
        at = moment.timestamp()
        place = bisect_right(self.starts, at) - 1
        if place < 0:
            return 0
        return self.before[place] + min(at, self.ends[place]) - self.starts[place]


@lru_cache(8)
def _calendar(opening: Opening, last: date) -> _Calendar:
    found = _Calendar([], [], [])
    total = 0.0
    for start, end in opening.spans_until(last):
        found.starts.append(start.timestamp())
        found.ends.append(end.timestamp())
        found.before.append(total)
        total += found.ends[-1] - found.starts[-1]
    return found


def opening_of(branch: Branch) -> Opening:
    """Return when a branch is open."""
    return Opening(read_week(branch.opening), read_dates(branch.holidays), branch.zone)


def read_day(text: str) -> tuple[Span, ...]:
    """Read "08.00-12.00, 13.00-17.00"; an empty text is a closed day. ValueError for the rest."""
    spans: list[Span] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = SPAN.fullmatch(part)
        if found is None:
            raise ValueError(part)
        start, end = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
        if end <= start or (spans and start < spans[-1][1]):
            raise ValueError(part)
        spans.append((start, end))
    return tuple(spans)


def write_day(spans: tuple[Span, ...]) -> str:
    """Write what `read_day` reads."""
    return ", ".join(f"{start:%H.%M}-{end:%H.%M}" for start, end in spans)


def read_week(text: str) -> tuple[tuple[Span, ...], ...]:
    """Read a week as it is kept: its days with semicolons between them."""
    days = [*text.split(";"), *[""] * DAYS][:DAYS]
    return tuple(read_day(day) for day in days)


def write_week(week: tuple[tuple[Span, ...], ...]) -> str:
    """Write a week as it is kept; nothing at all when it is closed throughout."""
    return ";".join(write_day(day) for day in week) if any(week) else ""


def read_dates(text: str) -> frozenset[date]:
    """Read days as 2026-12-25 with blanks or commas between them. ValueError for the rest."""
    return frozenset(date.fromisoformat(part) for part in re.split(r"[\s,;]+", text) if part)


def write_dates(days: frozenset[date]) -> str:
    """Write what `read_dates` reads, the earliest first."""
    return " ".join(day.isoformat() for day in sorted(days))

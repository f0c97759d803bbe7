"""The words for how long something took or waits, and for days."""

from datetime import date, datetime, timedelta

from app import clock
from app.i18n import format_date, ngettext
from app.i18n import gettext as _


def day(text: str) -> str:
    """Write a stored day for reading; nothing stays nothing."""
    return format_date(date.fromisoformat(text)) if text else ""


def age(since: datetime) -> str:
    """Say how long something has been waiting."""
    waited = clock.now() - since
    if waited < timedelta(days=2):
        return work_time(waited)
    return ngettext("%(num)s day", "%(num)s days", waited.days)


def work_time(spent: timedelta) -> str:
    """Say how long something took, in hours however many: a day's work is no day."""
    minutes = max(0, int(spent.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    return ngettext("%(num)s hour", "%(num)s hours", minutes // 60)


def in_work(spent: timedelta, *, runs: bool) -> str:
    """Say how long the studio has worked on a line, and whether that still grows."""
    if runs:
        return _("%(time)s in work", time=work_time(spent))
    return _("%(time)s in work, the clock stands", time=work_time(spent))


def ago(since: datetime) -> str:
    """Say how long ago something happened, from seconds on."""
    seconds = max(0, int((clock.now() - since).total_seconds()))
    if seconds < 60:
        return ngettext("%(num)s second", "%(num)s seconds", seconds)
    return age(since)


def age_tone(since: datetime) -> str:
    """Colour the waiting time: an hour is long, four are too long."""
    hours = (clock.now() - since).total_seconds() / 3600
    return "bad" if hours >= 4 else "warn" if hours >= 1 else "info"

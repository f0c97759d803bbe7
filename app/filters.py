"""Jinja filters: how values look on a page."""

from datetime import datetime

from app import charts, i18n, qr, text
from app.i18n import localized


def money(amount: int) -> str:
    """Write whole rupiah with a no-break form: Rp1.250.000."""
    return text.rupiah(amount)


def iso(moment: datetime) -> str:
    """Write the machine-readable form for <time datetime>."""
    return moment.isoformat()


def at_most_99(count: int) -> str:
    """Write a count as a badge shows it: 100 and more are "99+"."""
    return "99+" if count > 99 else str(count)


FILTERS = {
    "at_most_99": at_most_99,
    "money": money,
    "date": i18n.format_date,
    "time": i18n.format_time,
    "datetime": i18n.format_datetime,
    "within": i18n.format_within,
    "exact": i18n.format_exact,
    "iso": iso,
    "phone": text.phone_shown,
    "filesize": i18n.format_size,
    "tenths": i18n.format_tenths,
    "localized": localized,
    "unit_of": i18n.unit_of,
    "chart": charts.chart,
    "qr": qr.qr,
}

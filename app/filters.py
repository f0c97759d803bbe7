"""Jinja filters: how values look on a page."""

from datetime import datetime
from typing import Any

from app import charts, i18n, qr, text
from app.i18n import localized


def money(amount: int) -> str:
    """Write whole rupiah with a no-break form: Rp1.250.000."""
    return text.rupiah(amount)


def iso(moment: datetime) -> str:
    """Write the machine-readable form for <time datetime>."""
    return moment.isoformat()


def written_in(field: Any) -> str:
    """Return the language that a form's field is written in, when its name says one: title_en."""
    language = str(field.short_name).rpartition("_")[2]
    is_text = field.type in {"StringField", "TextAreaField"}
    return language if is_text and language in i18n.LOCALES else ""


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
    "written_in": written_in,
    "chart": charts.chart,
    "qr": qr.qr,
}

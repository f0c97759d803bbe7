"""Two languages: catalogues read at start, the locale of a request, dates as people say them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from math import floor
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from app import clock

LOCALES = ("id", "en")
ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
_FULL = {"id": "EEEE, d MMMM y", "en": "EEEE d MMMM y"}
UNITS = ("B", "KB", "MB", "GB")
TRANSLATIONS = Path(__file__).parent / "translations"
PLURALS = (("ies", "y"), ("xes", "x"), ("ss", "ss"), ("s", ""))
"""How English units end, and how one of them does; the first that fits."""
DAYS = 2048
"""Days that are kept as they were written: Babel takes longer than all else about a row."""
MESSAGES = 8192
"""Messages that are kept as a template writes them."""

_locale: ContextVar[str] = ContextVar("locale", default="id")
_zone: ContextVar[str] = ContextVar("zone", default="Asia/Jakarta")


def locale() -> str:
    """Return the language of the running request: "id" or "en"."""
    return _locale.get()


def zone_or(chosen: str, other: str = "") -> str:
    """Return the first of two that is a zone of ours, else that of the studio."""
    return next((zone for zone in (chosen, other) if zone in ZONES), "Asia/Jakarta")


def set_locale(language: str, zone: str = "Asia/Jakarta") -> None:
    """Choose language and time zone for the rest of the request."""
    _locale.set(language if language in LOCALES else "id")
    _zone.set(zone_or(zone))


@contextmanager
def use_locale(language: str, zone: str = "Asia/Jakarta") -> Iterator[None]:
    """Speak another language inside the block, for example in a mail."""
    before = _locale.get(), _zone.get()
    set_locale(language, zone)
    try:
        yield
    finally:
        _locale.set(before[0])
        _zone.set(before[1])


def gettext(message: str, **values: object) -> str:
    """Translate; `values` fill %(name)s."""
    text = _catalogue(_locale.get()).get(message, message)
    return str(text) % values if values else str(text)


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """Translate with the number's form; %(num)s is filled."""
    forms = _catalogue(_locale.get()).get(singular)
    if not isinstance(forms, tuple):
        forms = (singular, plural)
    form = forms[0] if num == 1 or len(forms) == 1 else forms[1]
    return form % {"num": num, **values}


class Lazy:
    """A message that is translated only when it is shown: for labels of forms."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return gettext(self.message)

    def __html__(self) -> str:
        return str(escape(str(self)))

    def __mod__(self, values: object) -> str:
        return str(self) % values


def lazy(message: str) -> Lazy:
    """Mark a message for translation at the moment it is shown."""
    return Lazy(message)


def markup_gettext(message: str, **values: object) -> Markup:
    """Translate for a template: the words are ours and safe, the values are escaped."""
    text = _safe(message, _locale.get())
    return text % values if values else text


def markup_ngettext(singular: str, plural: str, num: int, **values: object) -> Markup:
    """Translate with a number for a template; the values are escaped."""
    forms = _catalogue(_locale.get()).get(singular)
    if not isinstance(forms, tuple):
        forms = (singular, plural)
    form = Markup(forms[0] if num == 1 or len(forms) == 1 else forms[1])  # noqa: S704
    return form % {"num": num, **values}


def spoken_in(language: str, caller: Callable[[], Markup]) -> Markup:
    """Let a template say what its `call` block holds in another language than the page's."""
    with use_locale(language, _zone.get()):
        return caller()


def localized(thing: Any, name: str) -> str:
    """Pick the column `name_id` or `name_en` of a row or object, the other when it is empty."""
    here, other = (locale(), "en" if locale() == "id" else "id")
    if isinstance(thing, dict):
        return str(thing.get(f"{name}_{here}") or thing.get(f"{name}_{other}") or "")
    return str(getattr(thing, f"{name}_{here}") or getattr(thing, f"{name}_{other}") or "")


def unit_of(thing: Any, quantity: int) -> str:
    """Return the unit beside a quantity: in English one of "pieces" is a piece."""
    unit = localized(thing, "unit")
    if quantity != 1 or locale() != "en" or unit != thing.unit_en:
        return unit
    many, one = next((pair for pair in PLURALS if unit.endswith(pair[0])), ("", ""))
    return unit.removesuffix(many) + one


def today() -> date:
    """Return the calendar day where the viewer is."""
    return clock.now().astimezone(ZoneInfo(_zone.get())).date()


def format_date(moment: date | datetime) -> str:
    """Write "22 Nov 2026" in the viewer's zone."""
    day = (
        moment.astimezone(ZoneInfo(_zone.get())).date() if isinstance(moment, datetime) else moment
    )
    return _day(day, _locale.get())


def format_time(moment: datetime) -> str:
    """Write "10.04 WIB" (id) or "10:04 WIB" (en) in the viewer's zone."""
    local = moment.astimezone(ZoneInfo(_zone.get()))
    dot = "." if _locale.get() == "id" else ":"
    return f"{local:%H}{dot}{local:%M} {ZONES[_zone.get()]}"


def format_exact(moment: datetime) -> str:
    """Write "Sabtu, 22 November 2026, 10.04 WIB": what a shorter form leaves out."""
    local = moment.astimezone(ZoneInfo(_zone.get()))
    return f"{_full_day(local.date(), _locale.get())}, {format_time(moment)}"


def format_datetime(moment: datetime) -> str:
    """Write "Hari ini 10.04 WIB", "Kemarin …" or "22 Nov 2026 10.04 WIB"."""
    zone = ZoneInfo(_zone.get())
    day, now = moment.astimezone(zone).date(), today()
    if day == now:
        words = gettext("Today")
    elif day == now - timedelta(days=1):
        words = gettext("Yesterday")
    else:
        words = format_date(moment)
    return f"{words} {format_time(moment)}"


def format_within(moment: datetime) -> str:
    """Write the same as it stands within a sentence: "sampai hari ini 10.04 WIB"."""
    words = format_datetime(moment)
    near = next(
        (day for day in (gettext("Today"), gettext("Yesterday")) if words.startswith(day)), ""
    )
    return near.lower() + words.removeprefix(near)


def format_tenths(number: float) -> str:
    """Write one decimal place: 4,5 (id), 4.5 (en)."""
    return _with_mark(f"{number:.1f}")


def format_size(size: int) -> str:
    """Write bytes as people read them: 1,5 MB (id), 1.5 MB (en), counted in 1024 as Windows does.

    `file_size.js` writes the same; what is promised with it is never more than what is kept.
    """
    value, unit = float(size), 0
    while value >= 1000 and unit < len(UNITS) - 1:
        value, unit = value / 1024, unit + 1
    tenths = floor(value * 10 + 0.5)
    shown = f"{tenths / 10:g}" if tenths < 1000 else f"{floor(value + 0.5)}"
    return f"{_with_mark(shown)}\N{NO-BREAK SPACE}{UNITS[unit]}"


def _with_mark(number: str) -> str:
    """Write the decimal mark of the language."""
    return number.replace(".", ",") if locale() == "id" else number


@lru_cache(DAYS)
def _day(day: date, language: str) -> str:
    return str(babel_date(day, "d MMM y", locale=language))


@lru_cache(DAYS)
def _full_day(day: date, language: str) -> str:
    return str(babel_date(day, _FULL[language], locale=language))


@lru_cache(MESSAGES)
def _safe(message: str, language: str) -> Markup:
    return Markup(_catalogue(language).get(message, message))  # noqa: S704


@cache
def _catalogue(language: str) -> dict[str, str | tuple[str, ...]]:
    merged: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((TRANSLATIONS / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                key = message.id if isinstance(message.id, str) else message.id[0]
                text = message.string
                if not key or message.fuzzy:
                    continue
                if isinstance(text, str):
                    if text:
                        merged[key] = text
                elif text and all(text):
                    merged[key] = tuple(text)
    return merged

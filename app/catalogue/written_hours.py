"""Opening hours as a studio writes them, read into days and times for programs. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

DAYS = (
    ("Monday", "senin", "monday"),
    ("Tuesday", "selasa", "tuesday"),
    ("Wednesday", "rabu", "wednesday"),
    ("Thursday", "kamis", "thursday"),
    ("Friday", "jumat", "friday"),
    ("Saturday", "sabtu", "saturday"),
    ("Sunday", "minggu", "sunday"),
)
"""Each day's name for programs, in Indonesian and in English, lower case."""
NUMBERS = {word: number for number, (_, *words) in enumerate(DAYS) for word in words}
DAY = "|".join(NUMBERS)
EVERY_DAY = "setiap hari|every day|daily"
HOURS = re.compile(
    rf"(?:(?P<all>{EVERY_DAY})|(?P<first>{DAY})(?:\s*(?:-|to|sampai|s/d)\s*(?P<last>{DAY}))?)"
    r"[\s:,]*(?P<opens>\d{1,2}[.:]\d\d)\s*-\s*(?P<closes>\d{1,2}[.:]\d\d)"
)
DASHES = str.maketrans({"–": "-", "—": "-", "’": None, "'": None})


@dataclass(frozen=True, slots=True)
class Opening:
    """On these days (English names) it is open from one time to another, both "08:00"."""

    days: tuple[str, ...]
    opens: str
    closes: str


def openings(text: str) -> list[Opening]:
    """Read "Senin-Jumat 08.00-20.00, Sabtu 08.00-14.00"; what is not understood is left out."""
    return list(_read(text.lower().translate(DASHES)))


def _read(text: str) -> Iterator[Opening]:
    for found in HOURS.finditer(text):
        opens, closes = _time(found["opens"]), _time(found["closes"])
        if opens < closes <= "24:00":
            yield Opening(_days(found), opens, closes)


def _days(found: re.Match[str]) -> tuple[str, ...]:
    if found["all"]:
        return tuple(day for day, *_ in DAYS)
    first = NUMBERS[found["first"]]
    last = NUMBERS[found["last"] or found["first"]]
    return tuple(DAYS[(first + step) % 7][0] for step in range((last - first) % 7 + 1))


def _time(text: str) -> str:
    hours, minutes = re.split("[.:]", text)
    return f"{int(hours):02}:{minutes}"

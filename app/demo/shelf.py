"""How the demo lists what its studio sells, and the choices that many products share."""

from collections.abc import Mapping
from dataclasses import dataclass

Words = tuple[str, str]
Choice = tuple[str, str, str, int]

CATEGORIES: tuple[Words, ...] = (
    ("Promosi", "Promotion"),
    ("Undangan & Acara", "Invitations & Events"),
    ("Perkantoran", "Office"),
    ("Desain", "Design"),
    ("Video", "Video"),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One product; `prices` maps a quantity to the price of one, empty means by quotation.

    `by_area` prices are for a square metre; `rush` is the percentage and the days it takes.
    """

    sku: str
    category: str
    name: Words
    summary: Words
    description: Words
    unit: Words
    prices: Mapping[int, int]
    least: int = 1
    days: tuple[int, int] = (2, 4)
    accepted: str = "pdf ai cdr psd jpg png"
    slots: tuple[tuple[str, str, bool], ...] = ()
    options: tuple[tuple[str, str, tuple[Choice, ...]], ...] = ()
    tags: str = ""
    setup: int = 0
    minimum: int = 0
    slug: str = ""
    by_area: bool = False
    least_cm2: int = 0
    rush: tuple[int, int] = (0, 0)
    trim: tuple[int, int] = (0, 0)
    """Millimetres of the cut piece; bleed, colours and sharpness follow from what it is."""
    pages: int = 0


def paper(*choices: tuple[str, int]) -> tuple[str, str, tuple[Choice, ...]]:
    """Return the choice of paper; the surcharge is for each piece."""
    return ("Bahan", "Paper", tuple((name, name, "unit", more) for name, more in choices))


FRONT_BACK = (("Desain depan", "Front design", True), ("Desain belakang", "Back design", False))
ARTWORK = (("Berkas siap cetak", "Print-ready file", True),)
BRIEF = (("Brief dan contoh", "Brief and examples", False),)
LAMINATE = (
    "Laminasi",
    "Lamination",
    (
        ("Tanpa laminasi", "No lamination", "unit", 0),
        ("Doff", "Matt", "percent", 15),
        ("Glossy", "Glossy", "percent", 12),
    ),
)
DESIGN = (
    "Desain",
    "Design",
    (
        ("Berkas dari saya", "My own file", "order", 0),
        ("Dibuatkan Sanggar", "Made by Sanggar", "order", 150_000),
    ),
)
EXPRESS = (30, 1)

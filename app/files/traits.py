"""What was measured of a file, as the examiner tells it; what it does not know stays None."""

from dataclasses import dataclass, fields
from typing import Any

import msgspec


@dataclass(frozen=True, slots=True)
class Traits:
    """Pixels and dots per inch, millimetres of the trimmed page, colours, fonts."""

    width_px: int | None = None
    height_px: int | None = None
    dpi: float | None = None
    """What an image says of itself; its size on paper is what counts."""
    colour: str = ""
    profile: str = ""
    pages: int | None = None
    width_mm: float | None = None
    height_mm: float | None = None
    bleed_mm: float | None = None
    image_dpi: float | None = None
    """The coarsest image of a PDF, at the size of its page."""
    colours: tuple[str, ...] = ()
    fonts_missing: tuple[str, ...] = ()
    locked: bool = False
    broken: bool = False


def read_traits(told: dict[str, Any]) -> Traits:
    """Read what the examiner printed; raises msgspec.ValidationError on anything else."""
    return msgspec.convert(told, Traits, strict=True)


def as_json(traits: Traits) -> dict[str, object]:
    """Return what is kept in the row: the known values only."""
    values = {field.name: getattr(traits, field.name) for field in fields(traits)}
    return {name: value for name, value in values.items() if value not in (None, "", (), False)}

"""What a product asks of its artwork: the numbers of its page, of its template and of preflight."""

from dataclasses import dataclass, replace
from typing import Protocol

SHEET_COLUMNS = (
    "trim_width_mm",
    "trim_height_mm",
    "bleed_mm",
    "safe_mm",
    "colour",
    "min_dpi",
    "good_dpi",
    "pages",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Millimetres, dots per inch and pages; 0 and an empty text ask for nothing."""

    width_mm: float = 0
    height_mm: float = 0
    bleed_mm: float = 0
    safe_mm: float = 0
    colour: str = ""
    min_dpi: int = 150
    good_dpi: int = 300
    pages: int = 0

    @property
    def has_size(self) -> bool:
        """Tell whether the trimmed size is known."""
        return bool(self.width_mm and self.height_mm)

    def at(self, width_cm: int | None, height_cm: int | None) -> "Sheet":
        """Return the sheet for the size that was ordered, if one was."""
        if not width_cm or not height_cm:
            return self
        return replace(self, width_mm=width_cm * 10, height_mm=height_cm * 10)


class Numbers(Protocol):
    """A product, or its row: whatever carries the numbers."""

    @property
    def trim_width_mm(self) -> int: ...
    @property
    def trim_height_mm(self) -> int: ...
    @property
    def bleed_mm(self) -> int: ...
    @property
    def safe_mm(self) -> int: ...
    @property
    def colour(self) -> str: ...
    @property
    def min_dpi(self) -> int: ...
    @property
    def good_dpi(self) -> int: ...
    @property
    def pages(self) -> int: ...


def sheet_of(product: Numbers) -> Sheet:
    """Return the sheet of a product."""
    return Sheet(
        width_mm=product.trim_width_mm,
        height_mm=product.trim_height_mm,
        bleed_mm=product.bleed_mm,
        safe_mm=product.safe_mm,
        colour=product.colour,
        min_dpi=product.min_dpi,
        good_dpi=max(product.good_dpi, product.min_dpi),
        pages=product.pages,
    )


def template(sheet: Sheet) -> str:
    """Draw the sheet at its real size as SVG: bleed, cutting line and safe area."""
    width, height = sheet.width_mm + 2 * sheet.bleed_mm, sheet.height_mm + 2 * sheet.bleed_mm
    lines = [
        _line("bleed", 0, width, height, "#f7c6c6"),
        _line("trim", sheet.bleed_mm, width, height, "#ffffff"),
        _line("safe", sheet.bleed_mm + sheet.safe_mm, width, height, "none"),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {width:g} {height:g}">{"".join(lines)}</svg>\n'
    )


def _line(name: str, inset: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect id="{name}" x="{inset:g}" y="{inset:g}" width="{width - 2 * inset:g}" '
        f'height="{height - 2 * inset:g}" fill="{fill}" stroke="#666666" stroke-width="0.2"/>'
    )

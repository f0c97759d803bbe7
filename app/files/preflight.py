"""Whether a file can be printed as ordered, in plain words, from its traits alone."""

from dataclasses import dataclass
from enum import StrEnum

from app.catalogue.sheets import Sheet
from app.files.models import File
from app.files.traits import Traits, read_traits
from app.i18n import gettext as _


class Verdict(StrEnum):
    """How a file stands; warnings can be accepted, failures cannot."""

    WAITING = "waiting"
    PASSED = "passed"
    WARNINGS = "warnings"
    FAILED = "failed"


PLAIN = Sheet()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a file; `code` is for programs."""

    code: str
    words: str
    fails: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What preflight says of a file for one product."""

    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    dpi: int | None = None


def report(file: File, sheet: Sheet = PLAIN) -> Report:
    """Judge a file for a product; before it was examined there is nothing to say."""
    if file.examined_at is None or file.traits is None:
        return Report(Verdict.WAITING)
    traits = read_traits(file.traits)
    dpi = effective_dpi(traits, sheet)
    found = tuple(
        finding
        for finding in (
            _opens(traits),
            _sharp(dpi, sheet),
            _shape(traits, sheet),
            _bleed(traits, sheet),
            _colours(traits, sheet),
            _fonts(traits),
            _pages(traits, sheet),
        )
        if finding is not None
    )
    if any(finding.fails for finding in found):
        return Report(Verdict.FAILED, found, dpi)
    return Report(Verdict.WARNINGS if found else Verdict.PASSED, found, dpi)


def effective_dpi(traits: Traits, sheet: Sheet) -> int | None:
    """Return the dots per inch on paper at the ordered size, or None where no pixels count."""
    long_mm, short_mm = _sides(sheet.width_mm, sheet.height_mm)
    if traits.width_px and traits.height_px and long_mm:
        long_px, short_px = _sides(traits.width_px, traits.height_px)
        return int(min(long_px / long_mm, short_px / short_mm) * 25.4)
    if traits.image_dpi and traits.width_mm and traits.height_mm:
        return int(traits.image_dpi / _growth(traits.width_mm, traits.height_mm, sheet))
    return None


def _growth(width_mm: float, height_mm: float, sheet: Sheet) -> float:
    """Return how much larger than itself a page is printed: at the trimmed size or with bleed."""
    page, ours = _sides(width_mm, height_mm), _sides(sheet.width_mm, sheet.height_mm)
    if not ours[0]:
        return 1
    over = 2 * sheet.bleed_mm
    meant = (max((ours[0] + o) / page[0], (ours[1] + o) / page[1]) for o in (0, over))
    return min(meant, key=lambda growth: abs(growth - 1))


def _opens(traits: Traits) -> Finding | None:
    if traits.locked:
        words = _("The PDF is locked with a password. Please save it without one.")
        return Finding("locked", words, fails=True)
    if traits.broken:
        return Finding("unreadable", _("We could not look into this file; a person will."))
    return None


def _sharp(dpi: int | None, sheet: Sheet) -> Finding | None:
    if dpi is None or dpi >= sheet.good_dpi:
        return None
    if dpi < sheet.min_dpi:
        words = _(
            "Too few pixels: %(dpi)s dpi at the ordered size, at least %(least)s are needed.",
            dpi=dpi,
            least=sheet.min_dpi,
        )
        return Finding("too_coarse", words, fails=True)
    words = _(
        "It may look soft: %(dpi)s dpi at the ordered size, %(good)s are better.",
        dpi=dpi,
        good=sheet.good_dpi,
    )
    return Finding("coarse", words)


def _shape(traits: Traits, sheet: Sheet) -> Finding | None:
    ours = _sides(sheet.width_mm, sheet.height_mm)
    width, height = traits.width_mm or traits.width_px, traits.height_mm or traits.height_px
    if not ours[0] or not width or not height:
        return None
    theirs = _sides(width, height)
    with_bleed = [side + 2 * sheet.bleed_mm for side in ours]
    fits = (_ratio(*theirs) / _ratio(*side) for side in (ours, with_bleed))
    if any(abs(fit - 1) <= 0.03 for fit in fits):
        return None
    return Finding("shape", _("Its shape is not that of the product: parts would be cut off."))


def _bleed(traits: Traits, sheet: Sheet) -> Finding | None:
    if not sheet.bleed_mm or traits.width_mm is None or traits.height_mm is None:
        return None
    ours, theirs = (
        _sides(sheet.width_mm, sheet.height_mm),
        _sides(traits.width_mm, traits.height_mm),
    )
    over = min(theirs[0] - ours[0], theirs[1] - ours[1]) / 2 if ours[0] else 0
    if max(over, traits.bleed_mm or 0) >= sheet.bleed_mm - 0.2:
        return None
    words = _(
        "There is no bleed: let the background go %(mm)s mm over the edge.",
        mm=f"{sheet.bleed_mm:g}",
    )
    return Finding("bleed", words)


def _colours(traits: Traits, sheet: Sheet) -> Finding | None:
    found = {traits.colour, *traits.colours}
    if sheet.colour == "CMYK" and "RGB" in found:
        return Finding("rgb", _("It is in RGB: printed colours will be a little duller."))
    return None


def _fonts(traits: Traits) -> Finding | None:
    if not traits.fonts_missing:
        return None
    names = ", ".join(traits.fonts_missing[:5])
    words = _("Fonts are not embedded and may be replaced: %(names)s.", names=names)
    return Finding("fonts", words)


def _pages(traits: Traits, sheet: Sheet) -> Finding | None:
    if not sheet.pages or traits.pages is None or traits.pages == sheet.pages:
        return None
    words = _(
        "It has %(pages)s pages, the product has %(asked)s.",
        pages=traits.pages,
        asked=sheet.pages,
    )
    return Finding("pages", words)


def _sides(width: float, height: float) -> tuple[float, float]:
    return max(width, height), min(width, height)


def _ratio(long: float, short: float) -> float:
    return long / short

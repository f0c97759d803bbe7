"""What makes a product complete: an editor's words cleaned, and each mistake named by its field."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from app.catalogue.models import Break, Kind, Option, ProductDraft, Slot, Value
from app.catalogue.pricing import MOST
from app.errors import Invalid
from app.i18n import gettext as _
from app.text import clean_line, clean_text, fold, slug

DEAREST = 1_000_000_000
LONGEST = 365
BREAKS, OPTIONS, VALUES, SLOTS = 20, 12, 20, 8
AREA, RUSH = 100_000, 500
SIDE_MM, EDGE_MM, PAGES, DPI = 20_000, 100, 2_000, 2_400
TAKEN = {"quantity", "width", "height", "rush", "product", "sample", "promo"}
"""What the product page's own fields are called; an option may not be."""


def cleaned(draft: ProductDraft) -> ProductDraft:
    """Return the draft ready to be kept; raises Invalid with every field that is wrong."""
    draft = _tidy(draft)
    wrong = dict(_mistakes(draft))
    if wrong:
        raise Invalid(_("Please check the form."), fields=wrong)
    return draft


def search_words(draft: ProductDraft) -> str:
    """Return the folded words by which the product is found, each after a space."""
    return " " + " ".join(words_of(draft.name_id, draft.name_en, draft.sku, draft.tags))


def words_of(*texts: str) -> list[str]:
    """Return each folded word of some texts once, with the parts of those that have hyphens."""
    words = re.findall(r"[^\s,;/()]+", fold(" ".join(texts)))
    parts = [part for word in words for part in (word, *re.split(r"[-_.]", word)) if part]
    return list(dict.fromkeys(parts))


def _tidy(draft: ProductDraft) -> ProductDraft:
    lines: dict[str, Any] = {
        name: clean_line(getattr(draft, name), limit)
        for name, limit in (
            ("name_id", 120),
            ("name_en", 120),
            ("summary_id", 240),
            ("summary_en", 240),
            ("unit_id", 40),
            ("unit_en", 40),
            ("tags", 400),
        )
    }
    lines["name_en"] = lines["name_en"] or lines["name_id"]
    lines["unit_en"] = lines["unit_en"] or lines["unit_id"]
    return replace(
        draft,
        **lines,
        slug=slug(draft.slug or lines["name_id"])[:80],
        sku=clean_line(draft.sku, 20).upper(),
        description_id=clean_text(draft.description_id, 8000),
        description_en=clean_text(draft.description_en, 8000),
        accepted=tuple(dict.fromkeys(kind.strip(" .").lower() for kind in draft.accepted)),
        slots=tuple(_tidy_slots(draft.slots)),
        breaks=tuple(sorted(draft.breaks, key=lambda b: b.min_quantity)),
        options=tuple(_tidy_options(draft.options)),
    )


def _tidy_slots(slots: Iterable[Slot]) -> Iterable[Slot]:
    for slot in slots:
        name = clean_line(slot["name_id"], 80)
        other = clean_line(slot["name_en"], 80) or name
        code = slug(slot["code"] or other)[:40]
        yield Slot(code=code, name_id=name, name_en=other, required=bool(slot.get("required")))


def _tidy_options(options: Iterable[Option]) -> Iterable[Option]:
    for option in options:
        name = clean_line(option.name_id, 80)
        other = clean_line(option.name_en, 80) or name
        values = tuple(_tidy_value(value) for value in option.values)
        code = slug(option.code or other)[:60]
        yield Option(f"{code}-option" if code in TAKEN else code, name, other, values)


def _tidy_value(value: Value) -> Value:
    name = clean_line(value.name_id, 80)
    other = clean_line(value.name_en, 80) or name
    return replace(value, code=slug(value.code or other)[:60], name_id=name, name_en=other)


def _mistakes(draft: ProductDraft) -> Iterable[tuple[str, str]]:
    for name in ("name_id", "sku", "unit_id", "slug"):
        if not getattr(draft, name):
            yield name, _("Please fill this in.")
    if not 1 <= draft.min_quantity <= MOST:
        yield "min_quantity", _("Write a number between 1 and %(most)s.", most=MOST)
    if not 1 <= draft.turnaround_min <= draft.turnaround_max <= LONGEST:
        yield "turnaround_max", _("Write the days from the shortest to the longest.")
    for name in ("setup_fee", "minimum_amount"):
        if not 0 <= getattr(draft, name) <= DEAREST:
            yield name, _("Write an amount in rupiah.")
    if not 0 <= draft.minimum_area_cm2 <= AREA:
        yield "minimum_area_cm2", _("Write a number between 0 and %(most)s.", most=AREA)
    yield from _wrong_rush(draft)
    yield from _wrong_sheet(draft)
    if any(not re.fullmatch(r"[a-z0-9]{1,8}", kind) for kind in draft.accepted):
        yield "accepted", _("Write file endings such as pdf, jpg, png.")
    yield from _wrong_breaks(draft)
    yield from _wrong_options(draft)
    if len(draft.slots) > SLOTS or _doubled(s["code"] for s in draft.slots):
        yield "slots", _("Each file needs a name of its own.")


def _wrong_sheet(draft: ProductDraft) -> Iterable[tuple[str, str]]:
    limits = dict.fromkeys(("trim_width_mm", "trim_height_mm"), SIDE_MM)
    limits |= {"bleed_mm": EDGE_MM, "safe_mm": EDGE_MM, "pages": PAGES}
    limits |= dict.fromkeys(("min_dpi", "good_dpi"), DPI)
    for name, most in limits.items():
        if not 0 <= getattr(draft, name) <= most:
            yield name, _("Write a number between 0 and %(most)s.", most=most)
    if bool(draft.trim_width_mm) != bool(draft.trim_height_mm):
        yield "trim_height_mm", _("Write both sides, or neither.")
    if draft.colour not in {"", "CMYK", "RGB"}:
        yield "colour", _("Choose CMYK, RGB or neither.")


def _wrong_rush(draft: ProductDraft) -> Iterable[tuple[str, str]]:
    if not 0 <= draft.rush_percent <= RUSH:
        yield "rush_percent", _("Write a number between 0 and %(most)s.", most=RUSH)
    if not 0 <= draft.rush_days <= draft.turnaround_max:
        yield "rush_days", _("A rush may not take longer than the longest time.")
    elif draft.rush_percent and not draft.rush_days:
        yield "rush_days", _("Write in how many days a rush is ready.")


def _wrong_breaks(draft: ProductDraft) -> Iterable[tuple[str, str]]:
    breaks = draft.breaks
    if draft.priced and not breaks:
        yield "breaks", _("Write at least one price, or choose that the studio quotes.")
    if len(breaks) > BREAKS or _doubled(b.min_quantity for b in breaks):
        yield "breaks", _("Each quantity has one price.")
    elif any(not _is_sound(b) for b in breaks):
        yield "breaks", _("Write quantities and prices as whole numbers.")
    elif any(a.unit_price < b.unit_price for a, b in pairwise(breaks)):
        yield "breaks", _("The price of one piece may not rise with the quantity.")


def _is_sound(step: Break) -> bool:
    return 1 <= step.min_quantity <= MOST and 1 <= step.unit_price <= DEAREST


def _wrong_options(draft: ProductDraft) -> Iterable[tuple[str, str]]:
    options = draft.options
    if len(options) > OPTIONS or _doubled(option.code for option in options):
        yield "options", _("Each option needs a name of its own.")
    for option in options:
        if not option.name_id or not option.code or not 1 <= len(option.values) <= VALUES:
            yield "options", _("Each option needs a name and at least one choice.")
        if _doubled(value.code for value in option.values) or not all(
            value.code for value in option.values
        ):
            yield "options", _("Each choice needs a name of its own.")
        if any(not _is_fair(value) for value in option.values):
            yield "options", _("Write surcharges as whole numbers, percentages up to 500.")


def _is_fair(value: Value) -> bool:
    return 0 <= value.surcharge <= (500 if value.kind is Kind.PERCENT else DEAREST)


def _doubled(codes: Iterable[object]) -> bool:
    found = list(codes)
    return len(set(found)) < len(found)

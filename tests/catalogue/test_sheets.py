"""The file-prep sheet: edited with the product, shown on its page, drawn as a template."""

import pytest

from app.accounts.access import SYSTEM
from app.catalogue import actions, queries
from app.catalogue.models import Slot
from app.catalogue.sheets import Sheet, sheet_of, template
from app.errors import Invalid
from tests.catalogue.conftest import draft

SLOTS = (Slot(code="front", name_id="Depan", name_en="Front"),)
CARD = {
    "trim_width_mm": 90,
    "trim_height_mm": 55,
    "bleed_mm": 3,
    "safe_mm": 4,
    "pages": 2,
    "slots": SLOTS,
}


async def test_the_page_shows_the_numbers_that_preflight_uses(shelf: int, visitor) -> None:
    made = await actions.create_product(draft(shelf, **CARD, colour="CMYK"), by=SYSTEM)
    await actions.publish(made.id, True, rev=made.rev, by=SYSTEM)
    shown = await (await visitor.get(f"/products/{made.slug}")).get_data(as_text=True)
    for words in ("90 × 55 mm", "3 mm", "4 mm", "CMYK", "150", "300"):
        assert words in shown
    assert sheet_of(made) == Sheet(90, 55, 3, 4, "CMYK", 150, 300, 2)
    assert await queries.sheets_of({made.id}) == {made.id: sheet_of(made)}
    assert await queries.sheets_of([]) == {}


async def test_the_template_has_the_lines_at_their_real_size(shelf: int, visitor) -> None:
    made = await actions.create_product(draft(shelf, **CARD), by=SYSTEM)
    await actions.publish(made.id, True, rev=made.rev, by=SYSTEM)
    response = await visitor.get(f"/products/{made.slug}/template.svg")
    drawn = await response.get_data(as_text=True)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert 'width="96mm" height="61mm"' in drawn
    assert 'id="trim" x="3" y="3" width="90" height="55"' in drawn
    assert 'id="safe" x="7" y="7" width="82" height="47"' in drawn


async def test_a_product_of_any_size_has_no_template(shelf: int, mira) -> None:
    made = await actions.create_product(draft(shelf), by=SYSTEM)
    assert (await mira.get(f"/products/{made.slug}/template.svg")).status_code == 404


def test_the_ordered_size_counts_where_one_was_ordered() -> None:
    sheet = Sheet(90, 55, bleed_mm=3)
    assert sheet.at(None, None) == sheet
    assert (sheet.at(300, 100).width_mm, sheet.at(300, 100).height_mm) == (3000, 1000)
    assert template(sheet).startswith("<svg")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"trim_width_mm": -1}, "trim_width_mm"),
        ({"trim_width_mm": 90}, "trim_height_mm"),
        ({"bleed_mm": 101}, "bleed_mm"),
        ({"min_dpi": 9999}, "min_dpi"),
        ({"colour": "Lab"}, "colour"),
        ({"pages": 2001}, "pages"),
    ],
)
async def test_a_wrong_number_is_refused_by_its_field(shelf: int, wrong: dict, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await actions.create_product(draft(shelf, **wrong), by=SYSTEM)
    assert field in refused.value.fields

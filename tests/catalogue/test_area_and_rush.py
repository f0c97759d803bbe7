"""What is sold by the square metre and what is made in a rush: rules, refusals, pages, the API."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.access import SYSTEM
from app.catalogue import actions, queries
from app.catalogue.models import Break, Size
from app.catalogue.pricing import from_price, price
from app.errors import Invalid
from tests.catalogue.conftest import DESIGN, SPEED, draft
from tests.catalogue.test_pricing import product

METRES = (Break(1, 45_000), Break(10, 30_000))


def banner(**more):
    return product(**{"by_area": True, "breaks": METRES, "slug": "spanduk"} | more)


@pytest.fixture
async def spanduk(shelf):
    made = await actions.create_product(
        draft(
            shelf,
            slug="spanduk",
            sku="SPD",
            name_id="Spanduk",
            name_en="Banner",
            min_quantity=1,
            breaks=METRES,
            options=(DESIGN,),
            by_area=True,
            minimum_area_cm2=5000,
            rush_percent=30,
            rush_days=1,
        ),
        by=SYSTEM,
    )
    return await actions.publish(made.id, True, rev=made.rev, by=SYSTEM)


def test_the_area_of_all_pieces_is_charged_by_the_metre():
    counted = price(banner(), 2, {}, size=Size(120, 80))
    assert (counted.unit_price, counted.amount) == (45_000, 86_400)
    (line,) = counted.lines
    assert line.label_id == "2 × 0,96 m² @ Rp45.000"
    assert line.label_en == "2 × 0.96 m² at Rp45.000"


def test_the_total_area_is_rounded_up_and_said():
    counted = price(banner(), 3, {}, size=Size(33, 33))
    assert counted.amount == 33 * 450  # 0.3267 m² is 0.33 m²
    assert counted.lines[0].label_en == "3 × 0.1089 m², so 0.33 m² at Rp45.000"


def test_a_small_piece_counts_as_the_least_area():
    assert price(banner(minimum_area_cm2=5000), 2, {}, size=Size(20, 20)).amount == 45_000


def test_the_area_of_all_pieces_reaches_a_break():
    counted = price(banner(), 5, {}, size=Size(200, 100))
    assert (counted.unit_price, counted.amount) == (30_000, 300_000)
    below = price(banner(), 4, {}, size=Size(200, 100))
    assert [line.amount for line in below.lines] == [360_000, -60_000]
    assert below.lines[1].label_en == "No more than 10 m² would cost"


def test_a_rush_is_a_percentage_of_pieces_and_options_but_not_of_the_setup():
    rushed = product(options=(DESIGN,), setup_fee=10_000, rush_percent=30, rush_days=2)
    counted = price(rushed, 100, {"design": "made"}, rush=True)
    assert [line.amount for line in counted.lines] == [120_000, 150_000, 81_000, 10_000]
    assert counted.lines[2].label_id == "Kilat, selesai dalam 2 hari (+30%)"
    assert price(rushed, 100, {"design": "made"}).amount == 280_000


def test_what_one_metre_costs_stands_for_a_product_by_area():
    assert from_price(banner()) == 45_000
    assert from_price(banner(priced=False)) is None


@pytest.mark.parametrize(
    ("size", "named"),
    [
        (None, {"width", "height"}),
        (Size(0, 100), {"width"}),
        (Size(100, -1), {"height"}),
        (Size(2001, 100), {"width"}),
        (Size(10**9, 10**9), {"width", "height"}),
    ],
)
def test_an_impossible_size_is_refused(size, named):
    with pytest.raises(Invalid) as refused:
        price(banner(), 1, {}, size=size)
    assert refused.value.code == "bad_size"
    assert set(refused.value.fields) == named


def test_more_area_than_anybody_prints_is_refused():
    with pytest.raises(Invalid) as refused:
        price(banner(), 1_000_000, {}, size=Size(2000, 2000))
    assert set(refused.value.fields) == {"quantity"}


def test_a_size_is_refused_where_nothing_is_sold_by_size():
    with pytest.raises(Invalid) as refused:
        price(product(), 100, {}, size=Size(10, 10))
    assert set(refused.value.fields) == {"width"}


@pytest.mark.parametrize("priced", [True, False])
def test_a_rush_is_refused_where_there_is_none(priced):
    with pytest.raises(Invalid) as refused:
        price(product(priced=priced), 100, {}, rush=True)
    assert refused.value.code == "no_rush"
    assert set(refused.value.fields) == {"rush"}


SIDES = st.integers(1, 2000)
COUNTS = st.integers(1, 200)


@st.composite
def offers(draw):
    metres = sorted(draw(st.sets(st.integers(1, 500), min_size=1, max_size=5)))
    prices = st.lists(st.integers(1, 90_000), min_size=len(metres), max_size=len(metres))
    return banner(
        breaks=tuple(map(Break, metres, sorted(draw(prices), reverse=True))),
        options=(SPEED, DESIGN),
        setup_fee=draw(st.integers(0, 10**6)),
        minimum_amount=draw(st.integers(0, 10**6)),
        minimum_area_cm2=draw(st.integers(0, 100_000)),
        rush_percent=draw(st.integers(0, 500)),
        rush_days=1,
    )


CHOICES = st.fixed_dictionaries(
    {"speed": st.sampled_from(["regular", "express"]), "design": st.sampled_from(["own", "made"])}
)


@given(offers(), COUNTS, SIDES, SIDES, CHOICES, st.booleans())
def test_the_lines_add_up_to_a_whole_amount(offer, count, width, height, chosen, rush):
    counted = price(offer, count, chosen, size=Size(width, height), rush=rush)
    assert sum(line.amount for line in counted.lines) == counted.amount
    assert all(type(line.amount) is int for line in counted.lines)
    assert counted.amount >= offer.minimum_amount


@given(offers(), COUNTS, SIDES, SIDES, st.integers(0, 50), st.integers(0, 500), CHOICES)
def test_more_pieces_or_larger_ones_never_cost_less(
    offer, count, width, height, more, wider, chosen
):
    larger = Size(min(width + wider, 2000), height)
    here = price(offer, count, chosen, size=Size(width, height)).amount
    assert here <= price(offer, count + more, chosen, size=Size(width, height)).amount
    assert here <= price(offer, count, chosen, size=larger).amount


@given(offers(), COUNTS, SIDES, SIDES, CHOICES)
def test_a_rush_is_never_cheaper(offer, count, width, height, chosen):
    size = Size(width, height)
    calm = price(offer, count, chosen, size=size).amount
    assert calm <= price(offer, count, chosen, size=size, rush=True).amount


async def test_the_page_asks_for_width_and_height_and_prices_without_scripts(visitor, spanduk):
    first = await (await visitor.get("/products/spanduk")).get_data(as_text=True)
    assert 'name="width"' in first
    assert "Rp45.000 / m²" in first
    address = "/products/spanduk?quantity=2&width=120&height=80&rush=1"
    shown = await (await visitor.get(address)).get_data(as_text=True)
    assert "2 × 0,96 m² @ Rp45.000" in shown
    assert 'value="120"' in shown
    assert "Rp112.320" in shown  # 86.400 + 30 %


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("", "width"),
        ("width=100", "height"),
        ("width=&height=10", "width"),
        ("width=0&height=10", "width"),
        ("width=-5&height=10", "width"),
        ("width=12.5x&height=10", "width"),
        ("width=10&height=99999999999999999999", "height"),
    ],
)
async def test_the_api_names_the_side_that_is_wrong(visitor, spanduk, typed, named):
    answer = await visitor.get(f"/api/products/spanduk/price?quantity=1&{typed}")
    assert answer.status_code == 422
    assert named in (await answer.get_json())["error"]["fields"]
    page = await visitor.get(f"/products/spanduk?quantity=1&{typed}")
    assert page.status_code == (422 if typed else 200)


async def test_the_api_prices_size_and_rush(visitor, spanduk, flyer):
    address = "/api/products/spanduk/price?quantity=1&width=20&height=20&rush=true"
    found = await (await visitor.get(address)).get_json()
    assert (found["width"], found["height"], found["rush"]) == (20, 20, True)
    assert [line["amount"] for line in found["lines"]] == [22_500, 6_750]
    refused = await visitor.get("/api/products/flyer/price?quantity=100&rush=1")
    assert refused.status_code == 422
    assert set((await refused.get_json())["error"]["fields"]) == {"rush"}
    facts = await (await visitor.get("/api/products/spanduk")).get_json()
    assert (facts["by_area"], facts["rush_days"], facts["rush_percent"]) == (True, 1, 30)


async def test_an_editor_sets_area_and_rush(maya, spanduk):
    shown = await (await maya.get("/products/spanduk/edit")).get_data(as_text=True)
    assert 'name="by_area"' in shown
    assert 'name="rush_days"' in shown
    form = {
        "rev": str(spanduk.rev),
        "name_id": "Spanduk",
        "sku": "SPD",
        "category_id": str(spanduk.category_id),
        "unit_id": "lembar",
        "min_quantity": "1",
        "turnaround_min": "1",
        "turnaround_max": "3",
        "accepted": "pdf",
        "priced": "y",
        "by_area": "y",
        "minimum_area_cm2": "2500",
        "rush_percent": "40",
        "rush_days": "2",
        "breaks-0-min_quantity": "1",
        "breaks-0-unit_price": "50.000",
    }
    assert (await maya.post("/products/spanduk", form=form)).status_code == 303
    now = await queries.product_by_slug(SYSTEM, "spanduk")
    assert (now.by_area, now.minimum_area_cm2, now.rush_percent, now.rush_days) == (
        True,
        2500,
        40,
        2,
    )


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"minimum_area_cm2": -1}, "minimum_area_cm2"),
        ({"minimum_area_cm2": 100_001}, "minimum_area_cm2"),
        ({"rush_percent": -1, "rush_days": 1}, "rush_percent"),
        ({"rush_percent": 501, "rush_days": 1}, "rush_percent"),
        ({"rush_percent": 30, "rush_days": 0}, "rush_days"),
        ({"rush_percent": 30, "rush_days": -1}, "rush_days"),
        ({"rush_percent": 30, "rush_days": 4}, "rush_days"),
    ],
)
async def test_an_impossible_area_or_rush_is_refused(shelf, more, named):
    with pytest.raises(Invalid) as refused:
        await actions.create_product(draft(shelf, **more), by=SYSTEM)
    assert named in refused.value.fields

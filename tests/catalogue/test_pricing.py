"""What an order costs: pure rules, checked on examples and on whatever hypothesis invents."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.models import Break, Kind, Option, Product, Value
from app.catalogue.pricing import MOST, from_price, price
from app.errors import Invalid
from tests.catalogue.conftest import DESIGN, SIZE, SPEED


def product(**more) -> Product:
    values = dict.fromkeys(
        ("name_id", "name_en", "summary_id", "summary_en", "description_id", "description_en"), ""
    )
    values |= {"id": 1, "slug": "flyer", "sku": "FLY", "category_id": 1, "tags": "", "position": 0}
    values |= {"unit_id": "lembar", "unit_en": "sheets", "min_quantity": 1, "priced": True}
    values |= {"turnaround_min": 1, "turnaround_max": 2, "accepted": (), "slots": ()}
    values |= {"setup_fee": 0, "minimum_amount": 0, "published": True, "rev": 1}
    values |= {"breaks": (Break(100, 1200), Break(500, 600)), "options": ()}
    return Product(**values | {"updated_at": datetime(2026, 1, 1, tzinfo=UTC)} | more)


def test_the_break_that_is_reached_gives_the_price_of_one():
    counted = price(product(), 200, {})
    assert (counted.unit_price, counted.amount, counted.priced) == (1200, 240_000, True)
    assert price(product(), 500, {}).amount == 300_000


def test_below_a_break_nobody_pays_more_than_the_break_costs():
    counted = price(product(), 400, {})
    assert counted.amount == 300_000
    assert [line.amount for line in counted.lines] == [480_000, -180_000]
    assert "500" in counted.lines[1].label_en


def test_options_add_for_each_piece_for_the_order_or_in_percent():
    chosen = {"size": "a4", "speed": "express", "design": "made"}
    counted = price(product(options=(SIZE, SPEED, DESIGN)), 100, chosen)
    assert [line.amount for line in counted.lines] == [120_000, 40_000, 36_000, 150_000]
    assert counted.lines[1].label_id == "Ukuran: A4"


def test_nothing_chosen_means_the_usual_choice():
    assert price(product(options=(SIZE, SPEED, DESIGN)), 100, {}).amount == 120_000


def test_half_a_rupiah_is_rounded_up():
    odd = product(breaks=(Break(1, 25),), options=(SPEED,))
    assert price(odd, 1, {"speed": "express"}).amount == 25 + 8  # 7.5


def test_setup_and_the_smallest_total_have_lines_of_their_own():
    counted = price(product(setup_fee=5_000, minimum_amount=50_000, breaks=(Break(1, 100),)), 3, {})
    assert [line.amount for line in counted.lines] == [300, 5_000, 44_700]
    assert counted.amount == 50_000


def test_without_a_table_the_studio_quotes():
    counted = price(product(priced=False), 5, {})
    assert (counted.priced, counted.amount, counted.lines) == (False, 0, ())
    assert from_price(product(priced=False)) is None


@pytest.mark.parametrize("quantity", [-1, 0, 99, MOST + 1, 10**12])
def test_a_quantity_out_of_bounds_is_refused(quantity):
    with pytest.raises(Invalid) as refused:
        price(product(min_quantity=100), quantity, {})
    assert refused.value.code == "bad_quantity"
    assert "quantity" in refused.value.fields


@pytest.mark.parametrize("chosen", [{"size": "a3"}, {"colour": "red"}])
def test_an_unknown_choice_is_refused(chosen):
    with pytest.raises(Invalid) as refused:
        price(product(options=(SIZE,)), 100, chosen)
    assert refused.value.code == "bad_option"
    assert set(refused.value.fields) == set(chosen)


@st.composite
def offers(draw) -> tuple[Product, dict[str, str]]:
    quantities = sorted(draw(st.sets(st.integers(1, 5000), min_size=1, max_size=6)))
    prices = sorted(
        draw(st.lists(st.integers(1, 50_000), min_size=len(quantities), max_size=len(quantities))),
        reverse=True,
    )
    surcharges = draw(st.lists(st.tuples(st.sampled_from(Kind), st.integers(0, 400)), max_size=4))
    options = tuple(
        Option(f"o{place}", "Opsi", "Option", (Value("v", "Nilai", "Value", kind, amount),))
        for place, (kind, amount) in enumerate(surcharges)
    )
    made = product(
        breaks=tuple(map(Break, quantities, prices)),
        options=options,
        setup_fee=draw(st.integers(0, 10**6)),
        minimum_amount=draw(st.integers(0, 10**6)),
    )
    return made, {option.code: "v" for option in options}


@given(offers(), st.integers(1, 10_000), st.integers(0, 10_000))
def test_more_never_costs_less_in_total(offer, quantity, more):
    made, chosen = offer
    assert price(made, quantity, chosen).amount <= price(made, quantity + more, chosen).amount


@given(offers(), st.integers(1, MOST))
def test_the_lines_add_up_to_a_whole_amount(offer, quantity):
    made, chosen = offer
    counted = price(made, quantity, chosen)
    assert sum(line.amount for line in counted.lines) == counted.amount
    assert all(type(line.amount) is int for line in counted.lines)
    assert counted.amount >= made.minimum_amount


@pytest.mark.parametrize(
    ("unit", "one"),
    [("pieces", "piece"), ("copies", "copy"), ("boxes", "box"), ("glass", "glass"), ("set", "set")],
)
def test_one_of_a_unit_is_written_as_one(unit, one):
    counted = price(product(unit_en=unit, min_quantity=1, breaks=(Break(1, 100),)), 1, {})
    assert counted.lines[0].label_en == f"1 {one} at Rp100"
    several = price(product(unit_en=unit, min_quantity=1, breaks=(Break(1, 100),)), 2, {})
    assert several.lines[0].label_en == f"2 {unit} at Rp100"


def test_what_a_larger_count_would_cost_names_the_unit():
    steps = (Break(1, 100), Break(10, 50))
    counted = price(
        product(unit_id="lembar", unit_en="sheets", min_quantity=1, breaks=steps), 9, {}
    )
    assert counted.lines[1].label_id == "Tidak lebih mahal dari harga 10 lembar"
    assert counted.lines[1].label_en == "No more than 10 sheets would cost"

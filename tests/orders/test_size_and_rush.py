"""Orders by size and in a rush: through the form and the API, shown to customer and studio."""

from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.access import SYSTEM
from app.catalogue import actions as catalogue
from app.catalogue.models import Break, Product, ProductDraft
from app.db import database
from app.orders.changes import remember
from app.orders.tables import jobs, orders
from tests.conftest import Member
from tests.orders.conftest import Place, body, post_order

FORM: dict[str, Any] = {
    "lines-0-product": "spanduk",
    "lines-0-quantity": "2",
    "lines-0-width": "120",
    "lines-0-height": "80",
    "rush": "1",
    "idempotency_key": "form-key",
}


@pytest.fixture
async def spanduk(flyer: Product) -> Product:
    draft = ProductDraft(
        slug="spanduk",
        sku="SPD",
        category_id=flyer.category_id,
        name_id="Spanduk",
        name_en="Banner",
        unit_id="lembar",
        unit_en="pieces",
        by_area=True,
        breaks=(Break(1, 45_000),),
        rush_percent=30,
        rush_days=1,
    )
    made = await catalogue.create_product(draft, by=SYSTEM)
    return await catalogue.publish(made.id, True, rev=made.rev, by=SYSTEM)


def sized(**more: Any) -> dict[str, Any]:
    line = {"product": "spanduk", "quantity": 2, "width": 120, "height": 80}
    return {"lines": [line], "rush": True} | more


async def text(answer: Any) -> str:
    return str(await answer.get_data(as_text=True))


async def test_the_form_orders_by_size_and_in_a_rush(
    ani: Member, sari: Member, spanduk: Product
) -> None:
    answer = await ani.post("/orders", form=FORM)
    assert answer.status_code == 303, await text(answer)
    order = await database.fetch_one(select(orders))
    line = await database.fetch_one(select(jobs))
    assert order is not None
    assert line is not None
    assert (order.rush, order.total) == (True, 112_320)
    assert (line.width_cm, line.height_cm, line.unit_price) == (120, 80, 45_000)
    assert [part["amount"] for part in line.breakdown] == [86_400, 25_920]
    shown = await text(await ani.get(answer.headers["Location"]))
    assert "120 × 80\N{NO-BREAK SPACE}cm" in shown
    assert "Kilat" in shown
    feed = await text(await sari.get("/feed"))
    assert "(120 × 80\N{NO-BREAK SPACE}cm)" in feed
    assert "Kilat" in feed


async def test_the_board_shows_size_and_rush(
    ani: Member, sari: Member, dodi: Member, spanduk: Product
) -> None:
    made = await (await post_order(ani, sized())).get_json()
    await sari.post(f"/api/orders/{made['id']}/claim")
    job = made["jobs"][0]
    await sari.post(
        f"/jobs/{job['id']}/designer", form={"rev": str(job["rev"]), "designer": str(dodi.id)}
    )
    shown = await text(await dodi.get("/board"))
    assert "120 × 80\N{NO-BREAK SPACE}cm" in shown
    assert "Kilat" in shown


async def test_the_api_takes_and_gives_size_and_rush(ani: Member, spanduk: Product) -> None:
    answer = await post_order(ani, sized())
    assert answer.status_code == 201
    made = await answer.get_json()
    assert (made["rush"], made["total"]) == (True, 112_320)
    assert (made["jobs"][0]["width"], made["jobs"][0]["height"]) == (120, 80)


@pytest.mark.parametrize(
    ("sides", "named"),
    [
        ({}, {"lines-0-width", "lines-0-height"}),
        ({"width": 100}, {"lines-0-height"}),
        ({"width": 0, "height": 50}, {"lines-0-width"}),
        ({"width": -3, "height": 50}, {"lines-0-width"}),
        ({"width": 50, "height": 2001}, {"lines-0-height"}),
    ],
)
async def test_a_wrong_size_is_refused_beside_its_line(
    ani: Member, spanduk: Product, sides: dict[str, int], named: set[str]
) -> None:
    answer = await post_order(
        ani, {"lines": [{"product": "spanduk", "quantity": 1} | sides], "rush": False}
    )
    assert answer.status_code == 422
    assert set((await answer.get_json())["error"]["fields"]) == named
    typed = {f"lines-0-{name}": str(side) for name, side in sides.items()}
    form = {"lines-0-product": "spanduk", "lines-0-quantity": "1", "idempotency_key": "k"}
    page = await ani.post("/orders", form=form | typed)
    assert page.status_code == 422
    assert "sentimeter" in await text(page)
    assert not await database.fetch_all(select(orders.c.id))


async def test_a_size_for_something_without_one_is_refused(ani: Member, flyer: Product) -> None:
    sent = body(("flyer", 100))
    sent["lines"][0] |= {"width": 10, "height": 10}
    answer = await post_order(ani, sent)
    assert answer.status_code == 422
    assert set((await answer.get_json())["error"]["fields"]) == {"lines-0-width"}


async def test_a_rush_is_refused_when_one_line_cannot_be_rushed(
    ani: Member, spanduk: Product
) -> None:
    sent = sized()
    sent["lines"].append({"product": "flyer", "quantity": 100})
    answer = await post_order(ani, sent)
    assert answer.status_code == 422
    assert set((await answer.get_json())["error"]["fields"]) == {"rush"}
    more = {"lines-1-product": "flyer", "lines-1-quantity": "100"}
    page = await ani.post("/orders", form=FORM | more)
    assert page.status_code == 422
    assert "tidak dapat dikerjakan kilat" in await text(page)
    assert not await database.fetch_all(select(orders.c.id))


async def test_the_form_is_priced_while_it_is_typed(ani: Member, spanduk: Product) -> None:
    shown = await text(await ani.post("/orders/draft", form=FORM))
    assert "Rp112.320" in shown
    assert 'name="lines-0-width"' in shown
    assert 'name="rush" value="1" checked' in shown
    unsized = FORM | {"lines-0-width": "", "lines-0-height": ""}
    assert (await ani.post("/orders/draft", form=unsized)).status_code == 200


async def test_the_product_page_hands_everything_to_the_form(ani: Member, spanduk: Product) -> None:
    address = "/orders/new?product=spanduk&quantity=3&width=150&height=90&rush=1"
    shown = await text(await ani.get(address))
    for value in ("3", "150", "90"):
        assert f'value="{value}"' in shown
    assert 'name="rush" value="1" checked' in shown
    chosen = await text(await ani.get("/orders/new?product=flyer&quantity=700&paper=art260"))
    assert '<option value="art260" selected>' in chosen


async def test_the_history_knows_through_which_door(
    ani: Member, sari: Member, place: Place, spanduk: Product
) -> None:
    order = await place(("flyer", 500))
    await sari.post(f"/orders/{order.id}/claim")
    await remember(order.id, "moved", SYSTEM, after="in_work")
    found = await (await sari.get(f"/api/orders/{order.id}")).get_json()
    assert [entry["via"] for entry in reversed(found["history"])] == ["api", "ui", "system"]
    own = await (await ani.get(f"/api/orders/{order.id}")).get_json()
    assert {entry["via"] for entry in own["history"]} == {""}
    assert "lewat API" in await text(await sari.get(f"/orders/{order.id}"))
    assert "lewat API" not in await text(await ani.get(f"/orders/{order.id}"))

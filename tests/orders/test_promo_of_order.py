"""The promo of an order: taken with it, refused with a reason, given back with it."""

from sqlalchemy import select

from app.accounts.access import SYSTEM
from app.catalogue.models import Product
from app.db import database
from app.orders.models import Order
from app.orders.tables import orders
from app.promos import actions as promos
from app.promos.models import Draft, Kind, Promo
from app.promos.tables import redemptions
from tests.conftest import Member
from tests.orders.conftest import Place, body, fresh, post_order


async def running(code: str | None = "HEMAT10") -> Promo:
    draft = Draft("Hemat", "Save", code=code, kind=Kind.PERCENT, value=10)
    made = await promos.create(draft, by=SYSTEM)
    return await promos.publish(made.id, rev=made.rev, by=SYSTEM)


async def test_a_code_lowers_the_total(flyer: Product, place: Place) -> None:
    await running()
    order = await place(("flyer", 500), promo_code="hemat10")
    assert (order.subtotal, order.discount, order.total) == (400_000, 40_000, 360_000)
    assert order.promo_code == "HEMAT10"


async def test_an_automatic_promo_needs_no_code(flyer: Product, place: Place) -> None:
    await running(code=None)
    assert (await place(("flyer", 500))).discount == 40_000


async def test_an_ended_promo_is_refused_with_its_reason_and_nothing_is_written(
    ani: Member, flyer: Product
) -> None:
    promo = await running()
    await promos.end(promo.id, rev=promo.rev, by=SYSTEM)
    answer = await post_order(ani, body(("flyer", 500), promo_code="HEMAT10"))
    assert answer.status_code == 422
    error = (await answer.get_json())["error"]
    assert error["code"] == "promo_expired"
    assert error["fields"]["code"]
    assert not await database.fetch_all(select(orders.c.id))
    assert not await database.fetch_all(select(redemptions.c.id))


async def test_a_withdrawn_order_gives_its_promo_back(
    ani: Member, flyer: Product, place: Place
) -> None:
    await running()
    order: Order = await place(("flyer", 500), promo_code="HEMAT10")
    await ani.post(f"/orders/{order.id}/cancellation", form={"rev": "1"})
    row = await database.fetch_one(select(redemptions))
    assert row is not None
    assert row.released_at is not None


async def test_a_code_waits_for_the_price_of_a_quote(
    sari: Member, logo: Product, place: Place
) -> None:
    await running()
    quote = await place(("logo", 100), promo_code="HEMAT10")
    await sari.post(f"/api/orders/{quote.id}/claim")
    now = await fresh(quote)
    form = {"rev": str(now.rev), f"amount-{quote.jobs[0].id}": "1000000"}
    assert (await sari.post(f"/orders/{quote.id}/prices", form=form)).status_code == 303
    assert (await fresh(quote)).total == 900_000

"""A small catalogue, and orders placed through the product's own doors."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from quart import Quart

from app.accounts.access import SYSTEM
from app.catalogue import actions as catalogue
from app.catalogue.models import Break, Kind, Option, Product, ProductDraft, Value
from app.orders import queries
from app.orders.models import Order
from tests.conftest import Member

Place = Callable[..., Awaitable[Order]]


async def make_product(slug: str, *, priced: bool, required: bool) -> Product:
    category = await catalogue.save_category("Cetak", "Print", position=1, by=SYSTEM)
    paper = Option(
        "paper",
        "Kertas",
        "Paper",
        (
            Value("art150", "Art paper 150", "Art paper 150", is_default=True),
            Value("art260", "Art carton 260", "Art carton 260", Kind.UNIT, 500),
        ),
    )
    draft = ProductDraft(
        slug=slug,
        sku=slug.upper(),
        category_id=category,
        name_id=f"Produk {slug}",
        name_en=f"Product {slug}",
        unit_id="lembar",
        unit_en="sheets",
        min_quantity=100,
        accepted=("pdf",),
        slots=({"code": "front", "name_id": "Depan", "name_en": "Front", "required": required},),
        priced=priced,
        breaks=(Break(100, 1000), Break(500, 800)) if priced else (),
        options=(paper,),
    )
    made = await catalogue.create_product(draft, by=SYSTEM)
    return await catalogue.publish(made.id, True, rev=made.rev, by=SYSTEM)


@pytest.fixture
async def flyer(app: Quart) -> Product:
    return await make_product("flyer", priced=True, required=True)


@pytest.fixture
async def logo(app: Quart) -> Product:
    return await make_product("logo", priced=False, required=False)


def body(*lines: tuple[str, int], **more: Any) -> dict[str, Any]:
    return {"lines": [{"product": p, "quantity": q, "options": {}} for p, q in lines], **more}


async def post_order(who: Member, sent: dict[str, Any], key: str = "") -> Any:
    headers = {"Idempotency-Key": key or uuid4().hex}
    return await who.post("/api/orders", json=sent, headers=headers)


@pytest.fixture
async def place(ani: Member) -> Place:
    """Place an order as Ani: `await place(("flyer", 500))`."""

    async def placed(*lines: tuple[str, int], **more: Any) -> Order:
        answer = await post_order(ani, body(*lines, **more))
        assert answer.status_code == 201, await answer.get_data(as_text=True)
        return await queries.order_for(SYSTEM, (await answer.get_json())["id"])

    return placed


@pytest.fixture
async def order(flyer: Product, place: Place) -> Order:
    return await place(("flyer", 500))


@pytest.fixture
async def quote(logo: Product, place: Place) -> Order:
    """An order that the studio has to price."""
    return await place(("logo", 100))


async def fresh(order: Order) -> Order:
    return await queries.order_for(SYSTEM, order.id)


async def move(who: Member, order: Order, to: str, **more: Any) -> Any:
    """Move the order's first line through the API, from its present revision."""
    job = (await fresh(order)).jobs[0]
    sent = {"to": to, "rev": job.rev, **more}
    return await who.post(f"/api/jobs/{job.id}/status", json=sent)

"""Placing an order: once, at the studio's own price, with its files and its room."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from app.catalogue.models import Product
from app.db import database
from app.mail import outbox
from app.orders.tables import orders
from tests.conftest import Member
from tests.orders.conftest import body, post_order


async def count() -> int:
    return int(await database.fetch_val(select(func.count()).select_from(orders)))


async def test_an_order_has_a_code_a_price_a_room_and_waits_for_files(
    ani: Member, flyer: Product
) -> None:
    answer = await post_order(ani, body(("flyer", 500), notes="Lipat"))
    assert answer.status_code == 201
    made = await answer.get_json()
    assert made["code"].startswith("SG-")
    assert made["code"].endswith("-0001")
    assert (made["status"], made["rev"]) == ("submitted", 1)
    assert made["channel"] == f"order:{made['id']}"
    assert made["room"]["channel"] == f"room:{made['room']['id']}"
    assert [(job["status"], job["rev"]) for job in made["jobs"]] == [("awaiting_files", 1)]
    assert made["total"] == 500 * 800
    assert (await ani.get(f"/orders/{made['id']}")).status_code == 200


async def test_the_customer_gets_a_mail_with_the_code(ani: Member, flyer: Product) -> None:
    made = await (await post_order(ani, body(("flyer", 100)))).get_json()
    row = await database.fetch_one(select(outbox).order_by(outbox.c.id.desc()))
    assert row is not None
    assert made["code"] in row.subject
    assert f"site:/orders/{made['id']}" in row.body


async def test_twenty_parallel_posts_make_one_order(ani: Member, flyer: Product) -> None:
    sent = body(("flyer", 500))
    answers = await asyncio.gather(*(post_order(ani, sent, "same-key") for _ in range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({(await answer.get_json())["id"] for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 19
    assert await count() == 1


async def test_another_body_under_the_same_key_is_refused(ani: Member, flyer: Product) -> None:
    await post_order(ani, body(("flyer", 500)), "key")
    assert (await post_order(ani, body(("flyer", 600)), "key")).status_code == 422
    assert await count() == 1


async def test_a_program_must_send_a_key(ani: Member, flyer: Product) -> None:
    answer = await ani.post("/api/orders", json=body(("flyer", 500)))
    assert answer.status_code == 400
    assert await count() == 0


@pytest.mark.parametrize("quantity", [0, -5, 99, 10**12, 10**30])
async def test_an_impossible_quantity_is_refused(
    ani: Member, flyer: Product, quantity: int
) -> None:
    answer = await post_order(ani, body(("flyer", quantity)))
    assert answer.status_code == 422
    assert await count() == 0


@pytest.mark.parametrize(
    "sent",
    [
        {"lines": "flyer"},
        {"lines": [{"product": "flyer", "quantity": "many"}]},
        {"lines": [{"product": "flyer", "quantity": True}]},
        {"lines": []},
        {"lines": [{"product": "nothing", "quantity": 100}]},
        {"lines": [{"product": "flyer", "quantity": 100, "options": {"paper": "gold"}}]},
        {"lines": [{"product": "flyer", "quantity": 100, "options": {"size": "a4"}}]},
        {"lines": [{"product": "flyer", "quantity": 100}], "requested_date": "soon"},
    ],
)
async def test_wrong_bodies_are_refused(ani: Member, flyer: Product, sent: dict[str, Any]) -> None:
    assert (await post_order(ani, sent)).status_code == 422
    assert await count() == 0


async def test_what_a_customer_may_not_set_is_ignored(
    ani: Member, budi: Member, flyer: Product
) -> None:
    sent = body(("flyer", 500), role="admin", status="completed", customer_id=budi.id, total=1)
    sent["lines"][0] |= {"price": 1, "amount": 1, "unit_price": 1}
    made = await (await post_order(ani, sent)).get_json()
    assert (made["status"], made["total"]) == ("submitted", 400_000)
    row = await database.fetch_one(select(orders.c.customer_id))
    assert row is not None
    assert row.customer_id == ani.id


async def test_a_foreign_upload_is_not_found_and_nothing_is_written(
    ani: Member, flyer: Product
) -> None:
    answer = await post_order(ani, body(("flyer", 500), uploads=["0" * 32]))
    assert answer.status_code == 404
    assert await count() == 0


async def test_codes_have_no_gap_after_a_refusal(ani: Member, flyer: Product) -> None:
    first = await (await post_order(ani, body(("flyer", 100)))).get_json()
    await post_order(ani, body(("flyer", 100), uploads=["0" * 32]))
    second = await (await post_order(ani, body(("flyer", 100)))).get_json()
    assert int(second["code"][-4:]) == int(first["code"][-4:]) + 1


async def test_an_unknown_promo_code_is_refused_and_nothing_is_written(
    ani: Member, flyer: Product
) -> None:
    answer = await post_order(ani, body(("flyer", 500), promo_code="NOPE"))
    assert answer.status_code == 422
    assert (await answer.get_json())["error"]["code"] == "promo_unknown"
    assert await count() == 0


async def test_designers_and_marketing_place_no_orders(
    dodi: Member, maya: Member, flyer: Product
) -> None:
    for who in (dodi, maya):
        assert (await post_order(who, body(("flyer", 500)))).status_code == 403
    assert await count() == 0

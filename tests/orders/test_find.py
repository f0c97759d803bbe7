"""The palette's search: what the lists would show, to whom they would show it, not too often."""

import pytest

from app.orders import finding
from app.orders.models import Order
from tests.conftest import Member


@pytest.fixture(autouse=True)
def _rested() -> None:
    finding._buckets.clear()


async def test_an_order_is_found_by_its_code(sari: Member, order: Order) -> None:
    answer = await sari.get(f"/api/find?query={order.code.lower()}")
    things = (await answer.get_json())["found"]
    assert {"order"} == {thing["kind"] for thing in things}
    assert things[0]["title"] == order.code
    assert things[0]["url"] == f"/orders/{order.id}"


async def test_a_customer_is_found_with_orders_and_rooms(sari: Member, order: Order) -> None:
    things = (await (await sari.get("/api/find?query=lestari")).get_json())["found"]
    assert [thing["kind"] for thing in things] == ["order", "room", "person"]
    assert things[1]["url"] == f"/inbox?room={order.room_id}"
    assert things[2]["url"] == "/orders?query=Ani+Lestari"


async def test_an_administrator_is_led_to_the_account(adi: Member, ani: Member) -> None:
    things = (await (await adi.get("/api/find?query=lestari")).get_json())["found"]
    assert [thing["url"] for thing in things] == [f"/users/{ani.id}"]


async def test_a_designer_finds_nothing_that_is_not_theirs(dodi: Member, order: Order) -> None:
    for words in (order.code, "lestari"):
        assert (await (await dodi.get(f"/api/find?query={words}")).get_json())["found"] == []


async def test_customers_and_visitors_do_not_search(
    ani: Member, visitor: Member, order: Order
) -> None:
    assert (await ani.get("/api/find?query=lestari")).status_code == 403
    assert (await visitor.get("/api/find?query=lestari")).status_code == 401


async def test_one_letter_asks_the_database_nothing(sari: Member, order: Order) -> None:
    assert (await (await sari.get("/api/find?query=a")).get_json())["found"] == []
    assert finding._buckets == {}


async def test_who_asks_without_end_is_told_to_wait(sari: Member, rina: Member) -> None:
    answers = [await sari.get("/api/find?query=zz") for _ in range(finding.BURST + 10)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert refused[0].headers["Retry-After"] == "1"
    assert (await rina.get("/api/find?query=zz")).status_code == 200

"""Claiming: one winner, and a clear answer for everybody else."""

import asyncio

from app.orders.models import Order
from tests.conftest import Member, Server
from tests.orders.conftest import fresh


async def test_claiming_a_priced_order_confirms_it(sari: Member, order: Order) -> None:
    answer = await sari.post(f"/api/orders/{order.id}/claim")
    assert answer.status_code == 200
    claimed = await answer.get_json()
    assert (claimed["status"], claimed["rev"]) == ("confirmed", 2)
    assert (await fresh(order)).operator_id == sari.id


async def test_claiming_an_unpriced_order_begins_the_quote(sari: Member, quote: Order) -> None:
    answer = await sari.post(f"/api/orders/{quote.id}/claim")
    assert (await answer.get_json())["status"] == "quoting"


async def test_two_operators_at_once_get_one_winner_and_a_name(
    sari: Member, rina: Member, order: Order
) -> None:
    path = f"/api/orders/{order.id}/claim"
    answers = await asyncio.gather(sari.post(path), rina.post(path))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    late = next(answer for answer in answers if answer.status_code == 409)
    error = (await late.get_json())["error"]
    winner = (await fresh(order)).operator_id
    assert error["operator"]["id"] == winner
    assert error["operator"]["name"] in error["message"]
    assert error["claimed_at"]


async def test_claiming_twice_is_claiming_once(sari: Member, order: Order) -> None:
    for _ in range(2):
        assert (await sari.post(f"/api/orders/{order.id}/claim")).status_code == 200
    assert (await fresh(order)).rev == 2


async def test_the_late_one_reads_the_name_in_the_feed(
    sari: Member, rina: Member, order: Order
) -> None:
    await sari.post(f"/orders/{order.id}/claim")
    answer = await rina.post(f"/orders/{order.id}/claim", form={"origin": "feed"})
    assert answer.status_code == 409
    assert "Sari Wulandari" in await answer.get_data(as_text=True)


async def test_a_withdrawn_order_is_not_claimed(ani: Member, sari: Member, order: Order) -> None:
    await ani.post(f"/orders/{order.id}/cancellation", form={"rev": "1"})
    assert (await fresh(order)).status == "withdrawn"
    assert (await sari.post(f"/api/orders/{order.id}/claim")).status_code == 409


async def test_only_the_desk_claims(
    ani: Member, dodi: Member, maya: Member, visitor: Member, order: Order
) -> None:
    for who, status in ((ani, 403), (dodi, 403), (maya, 403), (visitor, 401)):
        assert (await who.post(f"/api/orders/{order.id}/claim")).status_code == status
    assert (await fresh(order)).operator_id is None


async def test_a_claim_reaches_the_customer_and_the_feed(
    server: Server, ani: Member, sari: Member, rina: Member, order: Order
) -> None:
    async with ani.listening(order.channel) as page, rina.listening("orders:1") as feed:
        await sari.post(f"/api/orders/{order.id}/claim")
        for heard in (page, feed):
            event = await heard.next("order.claimed")
            assert event.data["code"] == order.code
            assert event.actor["name"] == "Sari Wulandari"
            assert (await heard.next("order.confirmed")).data["step"] == 2


async def test_a_refused_claim_tells_nobody_anything(
    server: Server, ani: Member, sari: Member, order: Order
) -> None:
    async with sari.listening(order.channel) as page:
        assert (await ani.post(f"/api/orders/{order.id}/claim")).status_code == 403
        await page.quiet(0.3)

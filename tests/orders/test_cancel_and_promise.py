"""Cancelling, withdrawing, promising a date: who may, until when, and with which words."""

from datetime import date

from app.orders import queries
from app.orders.models import Order
from tests.conftest import Member, Server
from tests.orders.conftest import fresh, move


async def cancel(who: Member, order: Order, reason: str = "") -> int:
    form = {"rev": str((await fresh(order)).rev), "reason": reason}
    return int((await who.post(f"/orders/{order.id}/cancellation", form=form)).status_code)


async def test_a_customer_withdraws_before_the_studio_takes_it(ani: Member, order: Order) -> None:
    assert await cancel(ani, order) == 303
    assert (await fresh(order)).status == "withdrawn"


async def test_a_customer_cancels_until_something_is_approved(
    ani: Member, sari: Member, order: Order
) -> None:
    await sari.post(f"/api/orders/{order.id}/claim")
    for stage in ("preflight", "proofing", "approved"):
        await move(sari, order, stage)
    assert await cancel(ani, order, "Salah pesan") == 409
    assert (await fresh(order)).status == "in_work"


async def test_a_manager_cancels_with_a_reason_later_too(
    sari: Member, mira: Member, order: Order
) -> None:
    await sari.post(f"/api/orders/{order.id}/claim")
    for stage in ("preflight", "proofing", "approved"):
        await move(sari, order, stage)
    assert await cancel(mira, order) == 409
    assert await cancel(mira, order, "Pelanggan pindah kota") == 303
    ended = await fresh(order)
    assert ended.status == "cancelled"
    assert [job.status for job in ended.jobs] == ["cancelled"]


async def test_operators_do_not_cancel(sari: Member, order: Order) -> None:
    await sari.post(f"/api/orders/{order.id}/claim")
    assert await cancel(sari, order, "Ramai") == 403


async def promise(who: Member, order: Order, day: str, reason: str = "") -> int:
    form = {"rev": str((await fresh(order)).rev), "day": day, "reason": reason}
    return int((await who.post(f"/orders/{order.id}/promise", form=form)).status_code)


async def test_a_promise_is_stored_and_told(
    server: Server, ani: Member, sari: Member, order: Order
) -> None:
    async with ani.listening(order.channel) as page:
        assert await promise(sari, order, "2026-12-01") == 303
        event = await page.next("order.due_changed")
    assert event.data["promised_date"] == "2026-12-01"
    assert (await fresh(order)).promised_date == date(2026, 12, 1)


async def test_a_new_promise_needs_a_reason(sari: Member, order: Order) -> None:
    await promise(sari, order, "2026-12-01")
    assert await promise(sari, order, "2026-12-05") == 422
    assert await promise(sari, order, "2026-12-05", "Kertas terlambat") == 303
    last = (await queries.timeline(order.id))[0]
    assert (last.from_status, last.to_status) == ("2026-12-01", "2026-12-05")
    assert last.reason == "Kertas terlambat"


async def test_no_day_is_no_promise(sari: Member, order: Order) -> None:
    assert await promise(sari, order, "besok") == 422

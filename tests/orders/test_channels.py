"""Who hears an order, and what an order does when its files come."""

from io import BytesIO

import pytest
from quart.datastructures import FileStorage

from app.orders import jobs, queries
from app.orders.models import Order
from tests.conftest import Member, Server
from tests.listener import Refusal
from tests.orders.conftest import fresh, move


async def send_file(who: Member, order: Order, name: str = "depan.pdf") -> None:
    file = FileStorage(BytesIO(b"%PDF-1.7\n" + name.encode() + b"\n%%EOF\n"), filename=name)
    answer = await who.post(
        f"/orders/{order.id}/files", form={"slot": "front"}, files={"files": file}
    )
    assert answer.status_code == 303, await answer.get_data(as_text=True)


async def test_outsiders_are_refused_on_every_channel(
    server: Server, budi: Member, dodi: Member, ani: Member, maya: Member, order: Order
) -> None:
    refused = [
        (budi, order.channel),
        (budi, f"order-staff:{order.id}"),
        (budi, "orders:1"),
        (dodi, order.channel),
        (dodi, f"order-staff:{order.id}"),
        (dodi, "orders:1"),
        (ani, f"order-staff:{order.id}"),
        (ani, "orders:1"),
        (ani, "order:99999"),
        (ani, "order:x"),
        (maya, "orders:1"),
    ]
    for who, channel in refused:
        with pytest.raises(Refusal) as answer:
            async with who.listening(channel):
                pass
        assert answer.value.code == 103, (who.viewer.name, channel)


async def test_what_staff_say_among_themselves_stays_there(
    server: Server, ani: Member, sari: Member, mira: Member, order: Order
) -> None:
    for stage in ("preflight", "proofing", "approved"):
        await move(sari, order, stage)
    async with ani.listening(order.channel) as page:
        async with sari.listening(f"order-staff:{order.id}") as inside:
            await move(mira, order, "in_production", reason="Teman pemilik")
            assert (await inside.next("order.noted")).data["reason"] == "Teman pemilik"
        event = await page.next("job.state_changed")
    assert "Teman" not in str(event.data)


async def test_a_line_moves_on_when_its_files_come(ani: Member, order: Order) -> None:
    await send_file(ani, order)
    await jobs.notice_files()
    moved = await fresh(order)
    assert moved.jobs[0].status == "preflight"
    assert (await queries.timeline(order.id))[0].actor_id is None
    await jobs.notice_files()
    assert await fresh(order) == moved


async def test_opening_the_page_notices_files_too(ani: Member, order: Order) -> None:
    await send_file(ani, order)
    page = await (await ani.get(f"/orders/{order.id}")).get_data(as_text=True)
    assert 'data-status="preflight"' in page


async def test_a_line_that_was_sent_back_waits_for_a_newer_file(
    ani: Member, sari: Member, order: Order
) -> None:
    await send_file(ani, order)
    await jobs.notice_files()
    await move(sari, order, "awaiting_files", reason="Buram")
    await jobs.notice_files()
    assert (await fresh(order)).jobs[0].status == "awaiting_files"
    await send_file(ani, order, "depan-baru.pdf")
    await jobs.notice_files()
    assert (await fresh(order)).jobs[0].status == "preflight"

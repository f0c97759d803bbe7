"""The studio gives an order to another branch: with a reason, kept and told."""

import pytest
from sqlalchemy import select

from app.audit import audit
from app.catalogue.models import Product
from app.chat.queries import newest_message
from app.db import database
from app.orders.models import Order
from tests.conftest import Member
from tests.orders.branches import two_branches
from tests.orders.conftest import fresh
from tests.orders.test_delivery import HOUSE, placed
from tests.orders.test_pages import text

WHY = "Mesin di Sleman sedang diservis."


@pytest.fixture
async def routed(ani: Member, flyer: Product) -> Order:
    """An order that the rules sent to the branch in the north."""
    await two_branches()
    return await placed(ani, **HOUSE)


def asked(order: Order, **more: str) -> dict[str, str]:
    return {"rev": str(order.rev), "branch": "1", "reason": WHY} | more


async def test_another_branch_gets_it_with_a_reason(
    sari: Member, ani: Member, routed: Order
) -> None:
    answer = await sari.post(f"/orders/{routed.id}/branch", form=asked(routed))
    assert answer.status_code == 303, await text(answer)
    order = await fresh(routed)
    assert (order.branch_id, order.branch_reason, order.branch_km) == (1, "studio", 8)
    inside = await text(await sari.get(f"/orders/{order.id}"))
    assert "Sanggar Sleman → <strong>Sanggar Kotabaru</strong>" in inside
    assert WHY in inside
    row = await database.fetch_one(select(audit).where(audit.c.verb == "rerouted"))
    assert row is not None
    assert (row.subject, row.facts["reason"]) == (f"order:{order.id}", WHY)


async def test_the_customer_reads_where_and_not_why(
    sari: Member, ani: Member, routed: Order
) -> None:
    await sari.post(f"/orders/{routed.id}/branch", form=asked(routed))
    shown = await text(await ani.get(f"/orders/{routed.id}"))
    assert "Pesanan Anda kini dikerjakan di cabang Sanggar Kotabaru." in shown
    assert "Dipilih oleh studio." in shown
    assert WHY not in shown
    assert await newest_message(routed.room_id)


@pytest.mark.parametrize(
    ("wrong", "where", "words"),
    [
        ({"reason": "  "}, "branch-reason-error", "mengapa cabang lain"),
        ({"branch": "2"}, "to-branch-error", "Pilih cabang lain."),
        ({"branch": "99"}, "to-branch-error", "Pilih cabang lain."),
        ({"branch": ""}, "to-branch-error", "Pilih cabang lain."),
    ],
)
async def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(
    sari: Member, routed: Order, wrong: dict[str, str], where: str, words: str
) -> None:
    answer = await sari.post(f"/orders/{routed.id}/branch", form=asked(routed, **wrong))
    assert answer.status_code == 422
    shown = await text(answer)
    assert words in shown.split(f'id="{where}"')[1].split("</p>")[0]
    assert f'value="{WHY}"' in shown or "reason" in wrong
    assert await fresh(routed) == routed


async def test_a_stale_page_and_a_closed_order_move_nothing(
    sari: Member, ani: Member, routed: Order
) -> None:
    late = await sari.post(f"/orders/{routed.id}/branch", form=asked(routed, rev="99"))
    assert late.status_code == 409
    await ani.post(f"/orders/{routed.id}/cancellation", form={"rev": str(routed.rev)})
    over = await fresh(routed)
    closed = await sari.post(f"/orders/{routed.id}/branch", form=asked(over))
    assert closed.status_code == 409
    assert (await fresh(routed)).branch_id == routed.branch_id


async def test_only_the_desk_may(ani: Member, maya: Member, dodi: Member, routed: Order) -> None:
    for who in (ani, maya, dodi):
        answer = await who.post(f"/orders/{routed.id}/branch", form=asked(routed))
        assert answer.status_code == 403
    assert "Alihkan ke cabang lain" not in await text(await ani.get(f"/orders/{routed.id}"))


async def test_with_one_branch_there_is_nothing_to_choose(
    ani: Member, sari: Member, order: Order
) -> None:
    assert "Alihkan ke cabang lain" not in await text(await sari.get(f"/orders/{order.id}"))
    assert 'name="branch"' not in await text(await ani.get("/orders/new"))


async def test_whoever_has_the_page_open_sees_it_at_once(
    server: object, ani: Member, sari: Member, routed: Order
) -> None:
    async with ani.listening(routed.channel) as page:
        await sari.post(f"/orders/{routed.id}/branch", form=asked(routed))
        assert (await page.next("order.rerouted")).data["code"] == routed.code

"""The board: whose jobs it shows, in which shape, and where a card may go."""

import re

import pytest

from app.catalogue.models import Product
from app.orders import boards
from app.orders.models import Order
from tests.conftest import Member
from tests.orders.conftest import Place, fresh, move


async def shown(who: Member, path: str = "/board") -> str:
    answer = await who.get(path)
    assert answer.status_code == 200
    return str(await answer.get_data(as_text=True))


async def hand_over(sari: Member, order: Order, dodi: Member) -> None:
    job = (await fresh(order)).jobs[0]
    form = {"designer": str(dodi.id), "rev": str(job.rev)}
    await sari.post(f"/jobs/{job.id}/designer", form=form)


async def test_a_card_says_where_it_may_go_and_what_needs_a_reason(
    sari: Member, order: Order
) -> None:
    await move(sari, order, "preflight")
    card = re.search(r"<article.*?</article>", await shown(sari), re.DOTALL)
    assert card is not None
    text = " ".join(card.group().split())
    assert 'data-moves="awaiting_files design proofing"' in text
    assert 'data-explained="awaiting_files"' in text
    assert 'draggable="true"' in text


async def test_a_designer_sees_their_own_jobs_alone(
    sari: Member, dodi: Member, order: Order, quote: Order
) -> None:
    await hand_over(sari, order, dodi)
    page = await shown(dodi)
    assert order.code in page
    assert quote.code not in page
    assert quote.code in await shown(sari)
    assert quote.code not in await shown(sari, f"/board?designer={dodi.id}")


async def test_the_board_is_also_a_list(sari: Member, order: Order) -> None:
    page = await shown(sari, "/board?view=list")
    assert "<table" in page
    assert 'data-url="/board/stages?view=list"' in page
    rows = await shown(sari, "/board/stages?view=list")
    assert order.code in rows
    assert "<article" not in rows


async def test_without_scripts_a_move_leads_back_to_the_board(sari: Member, order: Order) -> None:
    job = (await fresh(order)).jobs[0]
    form = {"rev": str(job.rev), "to": "preflight", "reason": "Datang lewat WA", "origin": "board"}
    answer = await sari.post(f"/jobs/{job.id}/status", form=form)
    assert answer.headers["Location"] == "/board"
    late = await sari.post(f"/jobs/{job.id}/status", form=form)
    assert late.status_code == 409


async def test_customers_have_no_board(ani: Member, maya: Member) -> None:
    for who in (ani, maya):
        for path in ("/board", "/board/stages"):
            assert (await who.get(path)).status_code == 403


async def test_a_move_takes_what_the_next_stage_needs(
    sari: Member, dodi: Member, order: Order
) -> None:
    await sari.post(f"/api/orders/{order.id}/claim")
    await move(sari, order, "preflight")
    job = (await fresh(order)).jobs[0]
    page = await shown(sari, f"/orders/{order.id}")
    assert f'id="with-{job.id}"' in page
    form = {"rev": str(job.rev), "to": "design", "designer": str(dodi.id)}
    assert (await sari.post(f"/jobs/{job.id}/status", form=form)).status_code == 303
    job = (await fresh(order)).jobs[0]
    assert (job.status, job.designer_id) == ("design", dodi.id)


async def test_a_wrong_designer_leaves_the_item_where_it_was(
    sari: Member, ani: Member, order: Order
) -> None:
    await move(sari, order, "preflight")
    job = (await fresh(order)).jobs[0]
    form = {"rev": str(job.rev), "to": "design", "designer": str(ani.id)}
    assert (await sari.post(f"/jobs/{job.id}/status", form=form)).status_code == 422
    assert (await fresh(order)).jobs[0] == job


async def test_the_ticket_has_what_the_shop_needs(
    sari: Member, dodi: Member, ani: Member, order: Order
) -> None:
    ticket = await shown(sari, f"/orders/{order.id}/ticket")
    for words in (order.code, "Ani Lestari", "500 lembar", "Produk flyer"):
        assert words in ticket
    assert (await ani.get(f"/orders/{order.id}/ticket")).status_code == 403
    assert (await dodi.get(f"/orders/{order.id}/ticket")).status_code == 404


async def test_what_a_board_cannot_hold_is_said_and_reached(
    sari: Member, order: Order, quote: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "SHOWN", 1)
    first = await shown(sari)
    assert order.code in first
    assert quote.code not in first
    assert f'href="/board?after={order.id}"' in first
    later = await shown(sari, f"/board?after={order.id}")
    assert quote.code in later
    assert order.code not in later
    assert f'data-url="/board/stages?after={order.id}"' in later
    assert 'rel="next"' not in later


async def test_a_card_has_the_customers_brief(sari: Member, place: Place, flyer: Product) -> None:
    await place(("flyer", 500), notes="Logo di kiri, tulisan emas.")
    assert "Logo di kiri, tulisan emas." in await shown(sari)

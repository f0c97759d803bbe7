"""The operators' feed: its views, its marks, and what can be taken back."""

from datetime import timedelta

import pytest
from quart.wrappers import Response
from sqlalchemy import func, select

from app import clock
from app.accounts.access import SYSTEM
from app.db import database
from app.mail import outbox
from app.orders import feeds, undoing
from app.orders.models import UNDO_TIME, Order
from tests.conftest import Member, Server
from tests.orders.conftest import Place, fresh, move


async def shown(who: Member, path: str) -> str:
    answer = await who.get(path)
    assert answer.status_code == 200
    return str(await answer.get_data(as_text=True))


async def waiting_mails(words: str) -> int:
    query = select(func.count()).where(
        outbox.c.state == "waiting", outbox.c.subject.contains(words)
    )
    return int(await database.fetch_val(query))


async def marked(who: Member, path: str, *ids: object) -> Response:
    body = "&".join(f"order={order_id}" for order_id in ids).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return await who.post(path, data=body, headers=form)


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    moment = clock.now() + by
    monkeypatch.setattr(clock, "now", lambda: moment)


async def test_each_view_shows_its_orders_and_no_other(
    sari: Member, rina: Member, order: Order, quote: Order
) -> None:
    await sari.post(f"/api/orders/{quote.id}/claim")
    for path, has_order, has_quote in (
        ("/feed/rows", True, True),
        ("/feed/rows?view=mine", False, True),
        ("/feed/rows?view=price", False, True),
        ("/feed/rows?view=rush", False, False),
        ("/feed/rows?view=late", False, False),
        (f"/feed/rows?query={order.code}", True, False),
        ("/feed/rows?query=lestari", True, True),
        ("/feed/rows?view=nonsense", True, True),
    ):
        rows = await shown(sari, path)
        assert (order.code in rows, quote.code in rows) == (has_order, has_quote), path
    assert quote.code not in await shown(rina, "/feed/rows?view=mine")


async def test_one_branch_says_nothing_in_a_row(sari: Member, order: Order) -> None:
    """A second one is named: tests/orders/test_delivery.py."""
    assert "Sanggar Yogyakarta" not in await shown(sari, "/feed/rows")


async def test_an_unanswered_customer_has_a_view_and_a_word(
    ani: Member, sari: Member, order: Order
) -> None:
    assert order.code not in await shown(sari, "/feed/rows?view=unanswered")
    said = {"id": "0195f000-0000-7000-8000-000000000001", "body": "Kapan jadi?"}
    await ani.post(f"/rooms/{order.room_id}/messages", form=said)
    rows = await shown(sari, "/feed/rows?view=unanswered")
    assert order.code in rows
    assert f'href="/rooms/{order.room_id}"' in rows


async def test_the_newest_order_stands_first_unless_the_address_says_otherwise(
    sari: Member, order: Order, place: Place
) -> None:
    second = await place(("flyer", 500))
    rows = await shown(sari, "/feed/rows")
    assert rows.index(second.code) < rows.index(order.code)
    rows = await shown(sari, "/feed/rows?sort=oldest")
    assert rows.index(order.code) < rows.index(second.code)


async def test_the_addresses_of_the_page_keep_its_filter(sari: Member, order: Order) -> None:
    page = await shown(sari, "/feed?view=mine&density=compact")
    assert 'data-url="/feed/rows?view=mine&amp;density=compact"' in page
    assert 'href="/feed?view=late&amp;density=compact"' in page


async def test_marked_orders_are_taken_together_and_given_back_together(
    sari: Member, order: Order, place: Place
) -> None:
    second = await place(("flyer", 500))
    answer = await marked(sari, "/feed/claims", order.id, second.id)
    assert answer.headers["Location"] == f"/feed?taken={order.id}%2C{second.id}"
    assert (await fresh(order)).operator_id == (await fresh(second)).operator_id == sari.id
    answer = await marked(sari, "/feed/claims/undo", order.id, second.id)
    assert answer.headers["Location"] == "/feed"
    for one in (order, second):
        assert ((await fresh(one)).operator_id, (await fresh(one)).status) == (None, "submitted")


async def test_what_others_were_faster_with_stays_theirs(
    sari: Member, rina: Member, order: Order, place: Place
) -> None:
    second = await place(("flyer", 500))
    await rina.post(f"/api/orders/{order.id}/claim")
    answer = await marked(sari, "/feed/claims", order.id, second.id, 999999, "x")
    assert answer.headers["Location"] == f"/feed?taken={second.id}&missed=2"
    assert (await fresh(order)).operator_id == rina.id


async def test_a_claim_given_back_rings_again_and_its_mail_never_goes_out(
    server: Server, sari: Member, rina: Member, order: Order
) -> None:
    await sari.post(f"/api/orders/{order.id}/claim")
    assert await waiting_mails("dikonfirmasi") == 1
    async with rina.listening("orders:1") as feed:
        assert (await sari.post(f"/orders/{order.id}/claim/undo")).status_code == 303
        assert (await feed.next("order.released")).data["status"] == "submitted"
    assert await waiting_mails("dikonfirmasi") == 0
    assert (await rina.post(f"/api/orders/{order.id}/claim")).status_code == 200


async def test_only_ones_own_claim_is_given_back_and_only_at_once(
    sari: Member, rina: Member, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/orders/{order.id}/claim/undo"
    assert (await sari.post(path)).status_code == 409
    await sari.post(f"/api/orders/{order.id}/claim")
    assert (await rina.post(path)).status_code == 409
    later(monkeypatch, UNDO_TIME + timedelta(seconds=1))
    assert (await sari.post(path)).status_code == 409
    assert (await fresh(order)).operator_id == sari.id


async def test_a_move_is_taken_back_by_who_made_it(
    sari: Member, rina: Member, order: Order
) -> None:
    await move(sari, order, "preflight")
    job = (await fresh(order)).jobs[0]
    assert (await rina.post(f"/api/jobs/{job.id}/status/undo")).status_code == 409
    answer = await sari.post(f"/api/jobs/{job.id}/status/undo")
    assert answer.status_code == 200
    assert (await answer.get_json())["jobs"][0]["status"] == "awaiting_files"
    assert (await sari.post(f"/api/jobs/{job.id}/status/undo")).status_code == 409
    page = await shown(sari, f"/orders/{order.id}")
    assert "Dibatalkan langkahnya" in page


async def test_after_somebody_went_on_nothing_is_taken_back(
    sari: Member, mira: Member, order: Order
) -> None:
    await move(sari, order, "preflight")
    await move(mira, order, "proofing")
    job = (await fresh(order)).jobs[0]
    assert (await sari.post(f"/jobs/{job.id}/status/undo")).status_code == 409
    assert (await fresh(order)).jobs[0].status == "proofing"


async def test_the_mail_about_new_files_is_taken_back_with_its_move(
    sari: Member, order: Order
) -> None:
    await move(sari, order, "preflight")
    await move(sari, order, "awaiting_files", reason="Gambarnya pecah")
    assert await waiting_mails("berkas baru") == 1
    job = (await fresh(order)).jobs[0]
    await sari.post(f"/api/jobs/{job.id}/status/undo")
    assert await waiting_mails("berkas baru") == 0


async def test_a_cancelled_item_stays_cancelled(mira: Member, order: Order) -> None:
    await move(mira, order, "cancelled", reason="Salah pesan")
    job = (await fresh(order)).jobs[0]
    assert (await mira.post(f"/api/jobs/{job.id}/status/undo")).status_code == 409


async def test_the_order_page_offers_the_undo_for_a_moment(
    sari: Member, rina: Member, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sari.post(f"/api/orders/{order.id}/claim")
    path = f"/orders/{order.id}"
    assert f'action="{path}/claim/undo"' in await shown(sari, path)
    assert "claim/undo" not in await shown(rina, path)
    later(monkeypatch, UNDO_TIME + timedelta(seconds=1))
    assert "claim/undo" not in await shown(sari, path)


async def test_customers_and_designers_take_nothing_back(
    ani: Member, dodi: Member, sari: Member, order: Order
) -> None:
    await sari.post(f"/api/orders/{order.id}/claim")
    for who in (ani, dodi):
        assert (await who.post(f"/orders/{order.id}/claim/undo")).status_code == 403
        assert (
            await who.post("/feed/claims/undo", form={"order": [str(order.id)]})
        ).status_code == 403
    assert undoing.undoable(SYSTEM, [], order) is None


async def test_a_feed_that_cannot_hold_all_says_so_and_leads_to_the_rest(
    sari: Member, order: Order, quote: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Lebih dari" not in await shown(sari, "/feed")
    monkeypatch.setattr(feeds, "SHOWN", 1)
    page = await shown(sari, "/feed")
    assert "Lebih dari 1 pesanan menunggu" in page
    assert quote.code in page
    assert 'href="/orders?status=submitted"' in page
    assert order.code in await shown(sari, "/orders?status=submitted")

"""An order on hold: who may let it rest, who reads why, what stands still, and how it goes on."""

from typing import Any

import pytest
from sqlalchemy import select

from app.audit import audit
from app.db import database
from app.orders import queries
from app.orders.links import path_of
from app.orders.models import Order
from tests.conftest import Member, Server
from tests.orders.conftest import fresh, move
from tests.orders.test_feed import waiting_mails

WHY = "Warna logonya belum dipastikan"


async def hold(who: Member, order: Order, waiting_on: str = "customer", **more: Any) -> Any:
    sent = {"waiting_on": waiting_on, "reason": WHY, "rev": (await fresh(order)).rev, **more}
    return await who.post(f"/api/orders/{order.id}/hold", json=sent)


async def resume(who: Member, order: Order) -> Any:
    sent = {"rev": (await fresh(order)).rev}
    return await who.post(f"/api/orders/{order.id}/resumption", json=sent)


async def text(who: Member, path: str) -> str:
    answer = await who.get(path)
    assert answer.status_code == 200
    return str(await answer.get_data(as_text=True))


async def code_of(answer: Any) -> str:
    return str((await answer.get_json())["error"]["code"])


async def hand_over(sari: Member, order: Order, dodi: Member) -> None:
    job = (await fresh(order)).jobs[0]
    form = {"designer": str(dodi.id), "rev": str(job.rev)}
    await sari.post(f"/jobs/{job.id}/designer", form=form)


async def test_a_hold_and_its_end_leave_the_order_where_it_was(sari: Member, order: Order) -> None:
    await sari.post(f"/api/orders/{order.id}/claim")
    await move(sari, order, "preflight")
    before = await fresh(order)
    answer = await hold(sari, order, "stock")
    assert answer.status_code == 200
    told = (await answer.get_json())["hold"]
    assert (told["waiting_on"], told["reason"]) == ("stock", WHY)
    held = await fresh(order)
    assert (held.status, held.stages) == (before.status, before.stages)
    assert (await resume(sari, order)).status_code == 200
    after = await fresh(order)
    assert (after.hold, after.status, after.stages) == (None, before.status, before.stages)
    entries = (await queries.timeline(order.id))[:2]
    assert [(e.kind, e.from_status, e.to_status, e.reason) for e in entries] == [
        ("resumed", "stock", "", ""),
        ("held", "", "stock", WHY),
    ]
    trail = select(audit.c.verb).where(audit.c.subject == f"order:{order.id}")
    assert [row.verb for row in await database.fetch_all(trail)][-2:] == ["held", "resumed"]


async def test_a_designer_holds_the_orders_in_their_own_hands_alone(
    sari: Member, dodi: Member, order: Order
) -> None:
    assert (await hold(dodi, order)).status_code == 404
    await hand_over(sari, order, dodi)
    assert (await hold(dodi, order)).status_code == 200
    assert (await resume(dodi, order)).status_code == 200


async def test_desk_and_managers_hold_orders(
    rina: Member, mira: Member, adi: Member, order: Order
) -> None:
    for who in (rina, mira, adi):
        assert (await hold(who, order)).status_code == 200
        assert (await resume(who, order)).status_code == 200


async def test_customers_and_marketing_hold_nothing(
    ani: Member, maya: Member, order: Order
) -> None:
    for who in (ani, maya):
        assert (await hold(who, order)).status_code == 403
        assert (await resume(who, order)).status_code == 403
        assert (await who.get(f"/orders/{order.id}/hold")).status_code == 403


async def test_what_rests_already_is_not_put_on_hold_again(
    sari: Member, rina: Member, order: Order
) -> None:
    await hold(sari, order, "vendor")
    answer = await hold(rina, order)
    assert (answer.status_code, await code_of(answer)) == (409, "already_held")
    kept = (await fresh(order)).hold
    assert kept is not None
    assert kept.waiting_on == "vendor"


async def test_what_does_not_rest_cannot_go_on(sari: Member, order: Order) -> None:
    answer = await resume(sari, order)
    assert (answer.status_code, await code_of(answer)) == (409, "not_held")


async def test_a_hold_on_a_stale_page_is_refused_and_its_words_stay(
    sari: Member, rina: Member, order: Order
) -> None:
    await rina.post(f"/api/orders/{order.id}/claim")
    form = {"rev": str(order.rev), "waiting_on": "payment", "reason": "Uang muka"}
    answer = await sari.post(f"/orders/{order.id}/hold", form=form)
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Rina Hapsari" in page
    assert 'value="Uang muka"' in page
    assert f'name="rev" value="{(await fresh(order)).rev}"' in page
    assert (await fresh(order)).hold is None


async def test_a_stale_end_of_a_hold_is_refused(sari: Member, rina: Member, order: Order) -> None:
    await hold(sari, order)
    stale = {"rev": order.rev}
    answer = await rina.post(f"/api/orders/{order.id}/resumption", json=stale)
    assert (answer.status_code, await code_of(answer)) == (409, "stale")


async def test_an_order_that_is_over_is_not_put_on_hold(
    ani: Member, sari: Member, order: Order
) -> None:
    await ani.post(f"/orders/{order.id}/cancellation", form={"rev": "1"})
    answer = await hold(sari, order)
    assert (answer.status_code, await code_of(answer)) == (409, "order_open")
    leads = await sari.get(f"/orders/{order.id}/hold")
    assert leads.headers["Location"] == f"/orders/{order.id}#actions"


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"waiting_on": "weather"}, "waiting_on"), ({"reason": "  "}, "reason")],
)
async def test_a_hold_says_why_and_for_what(
    sari: Member, order: Order, sent: dict[str, str], field: str
) -> None:
    answer = await hold(sari, order, **sent)
    assert answer.status_code == 422
    assert field in (await answer.get_json())["error"]["fields"]
    assert (await fresh(order)).hold is None


async def test_no_item_moves_and_nothing_is_handed_over_while_the_order_rests(
    sari: Member, mira: Member, order: Order
) -> None:
    await hold(sari, order, "machine")
    for who, more in ((sari, {}), (mira, {"reason": "Mendesak"})):
        answer = await move(who, order, "preflight", **more)
        assert (answer.status_code, await code_of(answer)) == (409, "not_on_hold")
    assert (await move(mira, order, "cancelled", reason="Salah pesan")).status_code == 200


async def test_an_order_that_ends_rests_no_more(ani: Member, sari: Member, order: Order) -> None:
    await hold(sari, order)
    form = {"rev": str((await fresh(order)).rev)}
    assert (await ani.post(f"/orders/{order.id}/cancellation", form=form)).status_code == 303
    assert (await fresh(order)).hold is None


async def test_a_customer_who_is_waited_for_reads_what_to_do(
    ani: Member, sari: Member, order: Order
) -> None:
    await move(sari, order, "preflight")
    assert 'data-task="' not in await text(ani, "/home")
    await hold(sari, order, "payment")
    page = await text(ani, f"/orders/{order.id}")
    for words in (WHY, "begitu pembayaran Anda kami terima", 'data-turn="customer"'):
        assert words in page
    home = await text(ani, "/home")
    assert 'data-task="hold"' in home
    assert WHY in home
    said = await (await ani.get(f"/api/rooms/{order.room_id}/messages")).get_json()
    assert WHY in said["messages"][-1]["body"]
    assert await waiting_mails("menunggu Anda") == 1
    counted = await (await ani.get("/api/counts")).get_json()
    assert counted["turns"] == 1
    told = await (await ani.get(f"/api/orders/{order.id}")).get_json()
    assert told["hold"]["waiting_on"] == "payment"
    await resume(sari, order)
    assert await waiting_mails("menunggu Anda") == 0
    assert 'data-task="' not in await text(ani, "/home")


async def test_the_studios_own_reasons_stay_in_the_studio(
    ani: Member, sari: Member, order: Order
) -> None:
    await move(sari, order, "preflight")
    await hold(sari, order, "vendor")
    for path in (f"/orders/{order.id}", "/home", "/orders"):
        shown = await text(ani, path)
        assert WHY not in shown
        assert "pemasok" not in shown
    told = await (await ani.get(f"/api/orders/{order.id}")).get_json()
    assert (told["hold"], told["turn"]) == (None, "studio")
    assert [entry["kind"] for entry in told["history"]] == ["job_moved", "submitted"]
    own = await (await ani.post("/account/data")).get_data(as_text=True)
    assert order.code in own
    assert WHY not in own
    assert WHY in await text(sari, f"/orders/{order.id}")


async def test_files_that_are_waited_for_lead_to_where_they_are_sent(
    ani: Member, sari: Member, order: Order
) -> None:
    await hold(sari, order, "files")
    assert f'href="/orders/{order.id}#send-files"' in await text(ani, "/home")


async def test_a_short_link_never_says_why(
    visitor: Member, ani: Member, sari: Member, order: Order
) -> None:
    await hold(sari, order, "customer")
    shown = await text(visitor, path_of(await fresh(order)))
    assert WHY not in shown
    assert "Giliran Anda" in shown


async def test_board_feed_and_list_say_it_in_words(
    sari: Member, order: Order, quote: Order
) -> None:
    await hold(sari, order, "stock")
    for path in ("/board", "/board?view=list", "/feed"):
        assert "Ditunda: menunggu bahan" in await text(sari, path), path
    for path, has_order, has_quote in (
        ("/board/stages?hold=held", True, False),
        ("/board/stages?hold=stock", True, False),
        ("/board/stages?hold=vendor", False, False),
        ("/board/stages?hold=nonsense", True, True),
        ("/feed/rows?view=held", True, False),
    ):
        rows = await text(sari, path)
        assert (order.code in rows, quote.code in rows) == (has_order, has_quote), path


async def test_without_scripts_a_card_is_put_on_hold_and_goes_on(
    sari: Member, order: Order
) -> None:
    form_path = f"/orders/{order.id}/hold"
    assert f'href="{form_path}?from=board"' in await text(sari, "/board")
    page = await text(sari, f"{form_path}?from=board")
    assert 'name="origin" type="hidden" value="board"' in page
    form = {"rev": str(order.rev), "waiting_on": "machine", "reason": WHY, "origin": "board"}
    answer = await sari.post(form_path, form=form)
    assert answer.headers["Location"] == "/board"
    board = await text(sari, "/board")
    assert f'formaction="/orders/{order.id}/resumption"' in board
    assert 'draggable="true"' not in board
    back = {"rev": str((await fresh(order)).rev), "origin": "board"}
    answer = await sari.post(f"/orders/{order.id}/resumption", form=back)
    assert answer.headers["Location"] == "/board"
    assert (await fresh(order)).hold is None


async def test_what_was_typed_outlives_a_refusal(sari: Member, order: Order) -> None:
    form = {"rev": str(order.rev), "waiting_on": "", "reason": "Menunggu lem"}
    answer = await sari.post(f"/orders/{order.id}/hold", form=form)
    assert answer.status_code == 422
    assert 'value="Menunggu lem"' in await answer.get_data(as_text=True)


async def test_a_hold_on_the_customer_reaches_everybody_at_once(
    server: Server, ani: Member, sari: Member, rina: Member, order: Order
) -> None:
    async with ani.listening(order.channel) as page, rina.listening("orders:1") as feed:
        await hold(sari, order, "customer")
        for heard in (page, feed):
            event = await heard.next("order.hold_set")
            assert event.data["waiting_on"] == "customer"
            assert event.data["turn"] == "customer"
        await resume(sari, order)
        assert (await page.next("order.hold_cleared")).data["waiting_on"] == ""


async def test_a_hold_of_the_studios_own_reaches_the_studio_alone(
    server: Server, ani: Member, sari: Member, rina: Member, dodi: Member, order: Order
) -> None:
    await hand_over(sari, order, dodi)
    async with (
        ani.listening(order.channel) as page,
        rina.listening("orders:1") as feed,
        dodi.listening(f"user:{dodi.id}") as board,
    ):
        await hold(sari, order, "machine")
        for heard in (feed, board):
            event = await heard.next("order.hold_set")
            assert (event.data["waiting_on"], event.data["reason"]) == ("machine", WHY)
        assert await page.quiet(0.3)


async def test_a_resting_job_waits_for_no_designer(
    sari: Member, dodi: Member, order: Order
) -> None:
    await move(sari, order, "preflight")
    await hand_over(sari, order, dodi)
    await move(sari, order, "design")
    await hold(sari, order, "customer")
    counted = await (await dodi.get("/api/counts")).get_json()
    assert counted["turns"] == 0

"""Moving a line: from a known revision, by the right people, under the right conditions."""

import pytest

from app.orders import queries
from app.orders.models import Order
from tests.conftest import Member, Server
from tests.orders.conftest import fresh, move

WAY = ["preflight", "design", "proofing", "approved", "in_production", "quality_check", "done"]


async def test_the_whole_way_ends_ready_and_is_remembered(
    ani: Member, sari: Member, order: Order
) -> None:
    await sari.post(f"/api/orders/{order.id}/claim")
    for stage in WAY:
        answer = await move(sari, order, stage)
        assert answer.status_code == 200, (stage, await answer.get_data(as_text=True))
    ready = await fresh(order)
    assert (ready.status, ready.progress.step, ready.progress.turn) == ("ready", 7, "customer")
    told = [e.to_status for e in await queries.timeline(order.id) if e.job_id][::-1]
    assert told == WAY
    await sari.post(f"/orders/{order.id}/completion", form={"rev": str(ready.rev)})
    assert (await fresh(order)).status == "completed"


async def test_a_stale_move_is_refused_and_says_who_was_faster(
    sari: Member, rina: Member, order: Order
) -> None:
    assert (await move(rina, order, "preflight")).status_code == 200
    stale = {"to": "design", "rev": order.jobs[0].rev}
    answer = await sari.post(f"/api/jobs/{order.jobs[0].id}/status", json=stale)
    assert answer.status_code == 409
    error = (await answer.get_json())["error"]
    assert (error["code"], error["status"], error["rev"]) == ("stale", "preflight", 2)
    assert error["moved_by"] == "Rina Hapsari"
    assert (await fresh(order)).jobs[0].status == "preflight"


async def test_stages_are_not_skipped(mira: Member, order: Order) -> None:
    for stage in ("approved", "done", "in_production"):
        answer = await move(mira, order, stage, reason="Cepat")
        assert answer.status_code == 409
        assert (await answer.get_json())["error"]["code"] == "move_not_allowed"


@pytest.mark.parametrize("to", ["finished", "", "DONE"])
async def test_an_unknown_stage_is_refused(sari: Member, order: Order, to: str) -> None:
    assert (await move(sari, order, to)).status_code == 422


async def test_wrong_types_are_refused(sari: Member, order: Order) -> None:
    path = f"/api/jobs/{order.jobs[0].id}/status"
    for sent in ({"to": "preflight", "rev": "1"}, {"to": 5, "rev": 1}, {"rev": 1}, []):
        assert (await sari.post(path, json=sent)).status_code == 422
    assert (
        await sari.post("/api/jobs/9999/status", json={"to": "design", "rev": 1})
    ).status_code == 404


async def test_production_waits_for_the_confirmation_unless_a_manager_says_why(
    sari: Member, mira: Member, order: Order
) -> None:
    for stage in WAY[:4]:
        await move(sari, order, stage)
    refused = await move(sari, order, "in_production", reason="Mendesak")
    assert refused.status_code == 409
    assert (await refused.get_json())["error"]["code"] == "order_confirmed"
    assert (await move(mira, order, "in_production")).status_code == 409
    assert (await move(mira, order, "in_production", reason="Sudah bayar")).status_code == 200
    last = (await queries.timeline(order.id))[0]
    assert last.kind == "override"
    assert (last.reason, last.skipped) == ("Sudah bayar", ["order_confirmed"])


async def test_a_managers_reason_is_not_shown_to_the_customer(
    ani: Member, sari: Member, mira: Member, order: Order
) -> None:
    for stage in WAY[:4]:
        await move(sari, order, stage)
    await move(mira, order, "in_production", reason="Pelanggan lama")
    page = await (await ani.get(f"/orders/{order.id}")).get_data(as_text=True)
    assert "Pelanggan lama" not in page
    told = await (await ani.get(f"/api/orders/{order.id}")).get_json()
    assert (told["history"][0]["to_status"], told["history"][0]["reason"]) == ("in_production", "")
    inside = await (await sari.get(f"/orders/{order.id}")).get_data(as_text=True)
    assert "Pelanggan lama" in inside


async def test_the_desk_may_check_files_early_and_the_history_lists_the_skip(
    sari: Member, order: Order
) -> None:
    assert (await move(sari, order, "preflight")).status_code == 200
    last = (await queries.timeline(order.id))[0]
    assert (last.kind, last.skipped) == ("job_moved", ["files_complete"])


async def test_going_back_to_the_files_needs_a_reason(sari: Member, order: Order) -> None:
    await move(sari, order, "preflight")
    assert (await move(sari, order, "awaiting_files")).status_code == 422
    assert (await move(sari, order, "awaiting_files", reason="Buram")).status_code == 200


async def test_a_designer_works_only_on_own_jobs(sari: Member, dodi: Member, order: Order) -> None:
    await move(sari, order, "preflight")
    await move(sari, order, "design")
    assert (await move(dodi, order, "proofing")).status_code == 404
    job = (await fresh(order)).jobs[0]
    form = {"rev": str(job.rev), "designer": str(dodi.id)}
    assert (await sari.post(f"/jobs/{job.id}/designer", form=form)).status_code == 303
    assert (await move(dodi, order, "proofing")).status_code == 200
    assert (await move(dodi, order, "approved")).status_code == 200
    assert (await move(dodi, order, "in_production")).status_code == 403


async def test_nothing_moves_in_a_closed_order(ani: Member, sari: Member, order: Order) -> None:
    await ani.post(f"/orders/{order.id}/cancellation", form={"rev": "1"})
    assert (await move(sari, order, "preflight")).status_code == 409


async def test_a_refused_move_is_shown_on_the_page_as_it_is_now(
    sari: Member, rina: Member, order: Order
) -> None:
    await move(rina, order, "preflight")
    form = {"rev": "1", "to": "preflight"}
    answer = await sari.post(f"/jobs/{order.jobs[0].id}/status", form=form)
    assert answer.status_code == 409
    assert "Rina Hapsari" in await answer.get_data(as_text=True)


async def test_a_move_reaches_the_customer_and_the_feed(
    server: Server, ani: Member, sari: Member, rina: Member, order: Order
) -> None:
    await sari.post(f"/api/orders/{order.id}/claim")
    async with ani.listening(order.channel) as page, rina.listening("orders:1") as feed:
        await move(sari, order, "preflight")
        for heard in (page, feed):
            event = await heard.next("job.state_changed")
            assert (event.data["step"], event.data["turn"]) == (3, "studio")
            assert event.data["jobs"] == [{"id": order.jobs[0].id, "status": "preflight", "rev": 2}]


async def test_a_refused_move_tells_nobody_anything(
    server: Server, ani: Member, sari: Member, order: Order
) -> None:
    async with ani.listening(order.channel) as page:
        assert (await move(sari, order, "done")).status_code == 409
        await page.quiet(0.3)

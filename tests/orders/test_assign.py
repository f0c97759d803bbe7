"""Handing a line to a designer: with files, room and channel, and taking all of it back."""

from app.accounts.access import SYSTEM
from app.chat.queries import members_of
from app.files.actions import add_small
from app.files.queries import folder_for
from app.orders import queries
from app.orders.models import Order
from tests.conftest import Member, Server
from tests.orders.conftest import fresh

PDF = b"%PDF-1.4\n%%EOF\n"


async def hand(who: Member, order: Order, designer: int | str) -> int:
    job = (await fresh(order)).jobs[0]
    form = {"rev": str(job.rev), "designer": str(designer)}
    return int((await who.post(f"/jobs/{job.id}/designer", form=form)).status_code)


async def test_the_designer_hears_of_it_and_sees_order_files_and_room(
    server: Server, sari: Member, dodi: Member, order: Order
) -> None:
    async with dodi.listening(f"user:{dodi.id}") as desk:
        assert await hand(sari, order, dodi.id) == 303
        event = await desk.next("job.assigned")
    assert event.data["code"] == order.code
    assert (await dodi.get(f"/orders/{order.id}")).status_code == 200
    assert await members_of(order.room_id) == [dodi.id]
    assert (await folder_for(dodi.viewer, order.folder_id)).id == order.folder_id
    board = await (await dodi.get("/board")).get_data(as_text=True)
    assert order.code in board


async def test_taking_it_back_closes_every_door(sari: Member, dodi: Member, order: Order) -> None:
    await hand(sari, order, dodi.id)
    assert await hand(sari, order, "") == 303
    assert (await dodi.get(f"/orders/{order.id}")).status_code == 404
    assert await members_of(order.room_id) == []
    assert not await queries.may_see(dodi.viewer, order.id)


async def test_only_designers_get_jobs_and_only_the_desk_hands_them_out(
    ani: Member, sari: Member, dodi: Member, maya: Member, order: Order
) -> None:
    assert await hand(sari, order, ani.id) == 422
    assert await hand(sari, order, 9999) == 422
    for who in (ani, dodi, maya):
        assert await hand(who, order, dodi.id) == 403
    assert (await fresh(order)).jobs[0].designer_id is None


async def test_a_stale_hand_over_is_refused(sari: Member, dodi: Member, order: Order) -> None:
    await hand(sari, order, dodi.id)
    form = {"rev": "1", "designer": ""}
    answer = await sari.post(f"/jobs/{order.jobs[0].id}/designer", form=form)
    assert answer.status_code == 409
    assert (await queries.order_for(SYSTEM, order.id)).jobs[0].designer_id == dodi.id


async def test_what_the_designer_has_not_opened_is_visible_until_it_is(
    ani: Member, sari: Member, dodi: Member, order: Order
) -> None:
    file = await add_small(PDF, name="depan.pdf", by=ani.viewer, folder_id=order.folder_id)
    await hand(sari, order, dodi.id)
    for who in (sari, dodi):
        assert "belum dibuka" in (await _text(who, "/board")).lower()
        assert "Belum dibuka desainer" in await _text(who, f"/orders/{order.id}")
    assert "Belum dibuka desainer" not in await _text(ani, f"/orders/{order.id}")
    assert (await dodi.get(f"/files/{file.id}")).status_code == 200
    for who in (sari, dodi):
        assert "belum dibuka" not in (await _text(who, "/board")).lower()
        assert "Belum dibuka desainer" not in await _text(who, f"/orders/{order.id}")


async def _text(who: Member, path: str) -> str:
    return str(await (await who.get(path)).get_data(as_text=True))

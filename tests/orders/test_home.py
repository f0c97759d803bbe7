"""A customer's start: exactly what waits for them, each with the way to it."""

from uuid import uuid4

from app.catalogue.models import Product
from tests.conftest import Member
from tests.orders.test_pages import FORM, text


async def test_nothing_waits_for_somebody_new(ani: Member) -> None:
    shown = await text(await ani.get("/home"))
    assert "data-task" not in shown
    assert "/catalogue" in shown


async def test_missing_files_and_unread_answers_are_two_things(
    ani: Member, sari: Member, flyer: Product
) -> None:
    placed = await ani.post("/orders", form=FORM)
    number = placed.headers["Location"].removeprefix("/orders/").partition("?")[0]
    row = (await (await ani.get("/api/rooms")).get_json())["rooms"][0]
    path = f"/api/rooms/{row['id']}/messages"
    await sari.post(path, json={"id": str(uuid4()), "body": "Sudah kami terima"})
    shown = await text(await ani.get("/home"))
    assert "2 hal" in shown
    assert f'href="/orders/{number}#send-files"' in shown
    assert 'data-task="answers"' in shown
    last = (await (await ani.get(path)).get_json())["messages"][-1]["id"]
    from app.chat.actions import mark_read

    await mark_read(ani.viewer, row["id"], last)
    assert 'data-task="answers"' not in await text(await ani.get("/home"))

"""Whoever is not in a room finds no door: it looks as if it did not exist."""

from uuid import uuid4

import pytest

from app.chat import actions
from app.chat.models import Room
from tests.chat.conftest import say, shown
from tests.conftest import Member
from tests.listener import Refusal

PAGES = ["/rooms/{id}", "/rooms/{id}/messages", "/api/rooms/{id}/messages"]


@pytest.fixture
async def outsiders(budi: Member, dodi: Member) -> list[Member]:
    """Another customer, and a designer who was not added to the general room."""
    return [budi, dodi]


async def test_a_foreign_room_answers_like_a_missing_one(
    outsiders: list[Member], general: Room
) -> None:
    for outsider in outsiders:
        for page in PAGES:
            foreign = await outsider.get(page.format(id=general.id))
            missing = await outsider.get(page.format(id=999_999))
            assert (foreign.status_code, missing.status_code) == (404, 404)


async def test_an_outsider_writes_nothing(
    ani: Member, outsiders: list[Member], general: Room
) -> None:
    for outsider in outsiders:
        new = {"id": str(uuid4()), "body": "Menyusup"}
        answers = [
            await outsider.post(f"/api/rooms/{general.id}/messages", json=new),
            await outsider.post(f"/rooms/{general.id}/messages", form=new),
            await outsider.post(f"/rooms/{general.id}/notes", form=new),
        ]
        assert {answer.status_code for answer in answers} <= {403, 404}
    assert await shown(ani, general) == []


async def test_a_visitor_is_asked_to_sign_in(visitor: Member, general: Room) -> None:
    for page in ("/rooms", "/inbox", "/rooms/general", f"/rooms/{general.id}"):
        response = await visitor.get(page)
        assert response.status_code == 303
        assert "/login" in response.headers["Location"]
    assert (await visitor.get("/api/rooms")).status_code == 401
    assert (await visitor.get(f"/api/rooms/{general.id}/messages")).status_code == 401
    new = {"id": str(uuid4()), "body": "Halo"}
    posted = await visitor.post(f"/api/rooms/{general.id}/messages", json=new)
    assert posted.status_code == 401


async def test_a_customer_has_no_inbox(ani: Member) -> None:
    assert (await ani.get("/inbox")).status_code == 403


async def test_sockets_refuse_outsiders_alike(
    server: object, outsiders: list[Member], general: Room
) -> None:
    calls = [
        ("chat.send", {"room": general.id, "id": str(uuid4()), "body": "Menyusup"}),
        ("chat.typing", {"room": general.id}),
        ("chat.read", {"room": general.id, "message": 1}),
    ]
    for outsider in outsiders:
        async with outsider.listening() as page:
            for name in (f"room:{general.id}", "room:999999", "room:x", f"room:0{general.id}"):
                with pytest.raises(Refusal) as refused:
                    await page.subscribe(name)
                assert refused.value.code == 103
            for method, params in calls:
                with pytest.raises(Refusal) as refused:
                    await page.rpc(method, params)
                assert refused.value.code == 103


async def test_customers_and_designers_hear_no_inbox(
    server: object, ani: Member, dodi: Member
) -> None:
    for member in (ani, dodi):
        async with member.listening() as page:
            with pytest.raises(Refusal) as refused:
                await page.subscribe("inbox")
            assert refused.value.code == 103


async def test_a_designer_taken_out_of_a_room_hears_and_sees_no_more(
    server: object, ani: Member, dodi: Member, room: Room
) -> None:
    async with dodi.listening(f"room:{room.id}") as page:
        await say(ani, room, "Untuk Dodi")
        assert (await page.next("message.posted")).data["body"] == "Untuk Dodi"
        await actions.remove_member(room.id, dodi.id)
        await page.next("unsubscribed", timeout=2)
        await say(ani, room, "Bukan untuk Dodi")
        assert await page.quiet()
    assert (await dodi.get(f"/rooms/{room.id}")).status_code == 404

"""Two people in a room: one acts, the other sees it at once, once, and after a cut still."""

import asyncio
from uuid import uuid4

import pytest

from app.chat import actions, live
from app.chat.models import Room
from tests.chat.conftest import say
from tests.conftest import Member
from tests.listener import Refusal


async def test_a_message_over_the_socket_reaches_the_other_side(
    server: object, ani: Member, sari: Member, room: Room
) -> None:
    key = str(uuid4())
    async with ani.listening(room.channel) as phone, sari.listening(room.channel) as desk:
        reply = await phone.rpc("chat.send", {"room": room.id, "id": key, "body": "Halo"})
        heard = await desk.next("message.posted")
        assert heard.data == reply
        assert heard.data["client_id"] == key
        assert heard.actor["name"] == ani.viewer.name
        assert (await phone.next("message.posted")).id == heard.id


async def test_a_repeat_over_the_socket_is_heard_once(
    server: object, ani: Member, room: Room
) -> None:
    message = {"room": room.id, "id": str(uuid4()), "body": "Halo"}
    async with ani.listening(room.channel) as phone:
        first = await phone.rpc("chat.send", message)
        assert await phone.rpc("chat.send", message) == first
        await phone.next("message.posted")
        assert await phone.quiet()
        with pytest.raises(Refusal):
            await phone.rpc("chat.send", {**message, "body": "Lain"})
        with pytest.raises(Refusal) as refused:
            await phone.rpc("chat.send", {**message, "id": "x"})
        assert refused.value.code == 107
        with pytest.raises(Refusal) as refused:
            await phone.rpc("chat.send", {**message, "room": "satu"})
        assert refused.value.code == 107


async def test_lists_and_badges_are_told_lightly(
    server: object, ani: Member, sari: Member, dodi: Member, room: Room
) -> None:
    async with (
        ani.listening(f"user:{ani.id}") as phone,
        sari.listening("inbox") as desk,
        dodi.listening(f"user:{dodi.id}") as studio,
    ):
        message = await say(ani, room, "Halo")
        touched = (await desk.next("room.touched")).data
        assert (touched["room"], touched["message"], touched["waiting"]) == (room.id, message, 1)
        assert "body" not in touched
        assert (await phone.next("room.touched")).data["unread"] == 0
        assert (await studio.next("room.touched")).data["unread"] == 1
        await say(sari, room, "Selamat pagi")
        assert (await desk.next("room.touched")).data["waiting"] == 0
        assert (await phone.next("room.touched")).data["unread"] == 1


async def test_everyone_in_the_room_hears_their_own_number(
    server: object, ani: Member, dodi: Member, maya: Member, room: Room, general: Room
) -> None:
    await actions.add_member(room.id, maya.id)
    await actions.add_member(general.id, maya.id)
    await say(ani, general, "Halo")
    await actions.mark_read(dodi.viewer, room.id, await say(ani, room, "Halo"))
    async with (
        dodi.listening(f"user:{dodi.id}") as one,
        maya.listening(f"user:{maya.id}") as other,
        ani.listening(f"user:{ani.id}") as phone,
    ):
        await say(dodi, room, "Selamat pagi")
        assert (await one.next("room.touched")).data["unread"] == 0
        assert (await other.next("room.touched")).data["unread"] == 2
        assert (await phone.next("room.touched")).data["unread"] == 1


async def test_reading_changes_the_ticks_and_the_badge_of_other_devices(
    server: object, ani: Member, sari: Member, room: Room
) -> None:
    message = await say(sari, room, "Halo")
    async with (
        sari.listening(room.channel) as desk,
        ani.listening(f"user:{ani.id}") as tablet,
        ani.listening() as phone,
    ):
        params = {"room": room.id, "message": message}
        assert await phone.rpc("chat.read", params) == {"message": message}
        read = (await desk.next("room.read")).data
        assert (read["user"], read["side"], read["message"]) == (ani.id, "customer", message)
        assert (await tablet.next("room.read")).data["unread"] == 0
        await phone.rpc("chat.read", params)
        assert await desk.quiet()


async def test_typing_is_seen_for_a_moment_and_never_kept(
    server: object, ani: Member, sari: Member, room: Room
) -> None:
    live._typed.clear()
    async with sari.listening(room.channel) as desk, ani.listening() as phone:
        for _ in range(3):
            await phone.rpc("chat.typing", {"room": room.id})
        typing = await desk.next("typing")
        assert typing.offset == 0
        assert typing.data["user"]["name"] == ani.viewer.name
        assert await desk.quiet()
    page = await (await ani.get(f"/api/rooms/{room.id}/messages")).get_json()
    assert page["position"]["offset"] == 0


async def test_who_comes_in_is_seen(server: object, ani: Member, sari: Member, room: Room) -> None:
    async with sari.listening(room.channel) as desk, ani.listening(room.channel):
        joined = [await asyncio.wait_for(desk.joins.get(), 3) for _ in range(2)]
        assert [join["join"]["info"]["user"] for join in joined] == [str(sari.id), str(ani.id)]
        here = await desk.command("presence", {"channel": room.channel})
        people = {client["user"] for client in here["presence"].values()}
        assert people == {str(ani.id), str(sari.id)}


async def test_the_page_before_plus_the_events_is_the_page_after(
    server: object, ani: Member, sari: Member, room: Room
) -> None:
    await say(ani, room, "Sebelum")
    path = f"/api/rooms/{room.id}/messages?limit=100"
    before = await (await ani.get(path)).get_json()
    speakers = [ani, sari] * 5
    await asyncio.gather(*(say(who, room, f"pesan {n}") for n, who in enumerate(speakers)))
    after = await (await ani.get(path)).get_json()
    async with ani.listening(room.channel, since=before["position"]) as page:
        assert page.subscription["recovered"] is True
        offsets = range(before["position"]["offset"] + 1, after["position"]["offset"] + 1)
        heard = [await page.next() for _ in offsets]
    assert [event.offset for event in heard] == list(offsets)
    posted = [event.data for event in heard if event.type == "message.posted"]
    assert len(posted) == len(speakers)
    assert before["messages"] + posted == after["messages"]


async def test_what_is_refused_is_not_heard(server: object, ani: Member, room: Room) -> None:
    async with ani.listening(room.channel) as page:
        response = await ani.post(f"/api/rooms/{room.id}/messages", json={"id": "x", "body": "y"})
        assert response.status_code == 422
        assert await page.quiet()

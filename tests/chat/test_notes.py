"""Internal notes: staff see them in the room; no customer's door ever shows one."""

from uuid import uuid4

import pytest

from app.chat import notes
from app.chat.models import Room
from app.errors import Refused
from tests.chat.conftest import say
from tests.conftest import Member
from tests.listener import Refusal

SECRET = "Pelanggan ini menunggak bulan lalu"


async def write(who: Member, room: Room, body: str = SECRET) -> int:
    form = {"id": str(uuid4()), "body": body}
    return (await who.post(f"/rooms/{room.id}/notes", form=form)).status_code


async def test_staff_in_the_room_see_the_note_with_its_label(
    ani: Member, sari: Member, dodi: Member, room: Room
) -> None:
    assert await write(sari, room) == 303
    for member in (sari, dodi):
        html = await (await member.get(f"/rooms/{room.id}")).get_data(as_text=True)
        assert SECRET in html
        assert "message--note" in html


async def test_a_note_sent_twice_is_one_note(sari: Member, room: Room) -> None:
    form = {"id": str(uuid4()), "body": SECRET}
    for _ in range(2):
        assert (await sari.post(f"/rooms/{room.id}/notes", form=form)).status_code == 303
    html = await (await sari.get(f"/rooms/{room.id}")).get_data(as_text=True)
    assert html.count(SECRET) == 1


async def test_an_empty_note_comes_back(sari: Member, room: Room) -> None:
    assert await write(sari, room, " ") == 422


async def test_no_page_or_api_shows_a_customer_the_note(
    ani: Member, sari: Member, room: Room
) -> None:
    await say(ani, room, "Halo")
    await write(sari, room)
    await say(sari, room, "Selamat pagi")
    for path in (
        f"/rooms/{room.id}",
        f"/rooms/{room.id}/messages",
        f"/rooms/{room.id}/messages?before=999",
        f"/rooms/{room.id}/messages?after=0",
        "/rooms",
        "/api/rooms",
        f"/api/rooms/{room.id}/messages",
        f"/api/rooms/{room.id}/messages?after=0",
    ):
        response = await ani.get(path)
        assert response.status_code == 200, path
        text = await response.get_data(as_text=True)
        assert SECRET not in text, path
        assert "room-staff" not in text, path
        assert "message--note" not in text, path


async def test_a_customer_writes_no_note(ani: Member, sari: Member, room: Room) -> None:
    assert await write(ani, room) == 403
    with pytest.raises(Refused):
        await notes.write_note(ani.viewer, room.id, str(uuid4()), SECRET)
    html = await (await sari.get(f"/rooms/{room.id}")).get_data(as_text=True)
    assert SECRET not in html


async def test_a_customers_socket_never_hears_a_note(
    server: object, ani: Member, sari: Member, room: Room
) -> None:
    async with ani.listening(f"room:{room.id}") as page, sari.listening() as desk:
        for command in (
            {"channel": room.staff_channel},
            {"channel": room.staff_channel, "recover": True, "epoch": "x", "offset": 0},
        ):
            with pytest.raises(Refusal) as refused:
                await page.command("subscribe", command)
            assert refused.value.code == 103
        with pytest.raises(Refusal):
            await page.command("history", {"channel": room.staff_channel, "limit": 10})
        await desk.subscribe(room.staff_channel)
        await write(sari, room)
        assert (await desk.next("note.posted")).data["body"] == SECRET
        assert await page.quiet()
    since = {"epoch": page.subscription["epoch"], "offset": 0}
    async with ani.listening(f"room:{room.id}", since=since) as again:
        assert await again.quiet()

"""Moving a message to the room of the order that it is about, with all that belongs to it."""

from io import BytesIO
from uuid import uuid4

import pytest
from quart.datastructures import FileStorage
from sqlalchemy import select

from app.audit import audit
from app.chat import actions, moving, queries
from app.chat.models import Room
from app.db import database
from app.errors import Refused
from tests.chat.conftest import say, shown
from tests.conftest import Member

PDF = b"%PDF-1.4\n%%EOF\n"


async def move(who: Member, message: int, to: int) -> int:
    form = {"room": str(to), "next": "/inbox"}
    return (await who.post(f"/messages/{message}/room", form=form)).status_code


async def say_with_file(who: Member, room: Room, key: str = "") -> dict[str, object]:
    """Send a message with a file and return it as the API shows it."""
    response = await who.post(
        f"/rooms/{room.id}/messages",
        form={"id": key or str(uuid4()), "body": "Ini filenya"},
        files={"files": FileStorage(BytesIO(PDF), filename="brosur.pdf")},
    )
    assert response.status_code == 303
    page = await (await who.get(f"/api/rooms/{room.id}/messages")).get_json()
    message: dict[str, object] = page["messages"][-1]
    return message


async def test_a_message_moves_with_its_author_time_and_number(
    ani: Member, sari: Member, room: Room, general: Room
) -> None:
    message = await say(ani, general, "Tolong ganti warnanya")
    before = await (await ani.get(f"/api/rooms/{general.id}/messages")).get_json()
    await say(sari, room, "Selamat pagi")
    assert await move(sari, message, room.id) == 303
    after = await (await ani.get(f"/api/rooms/{room.id}/messages")).get_json()
    assert after["messages"][0] == {**before["messages"][0], "room": room.id}
    gone = await shown(ani, general)
    assert gone == [f"{sari.viewer.name} memindahkan sebuah pesan ke {room.title_id}."]
    assert (await shown(ani, room))[-1] == (
        f"{sari.viewer.name} memindahkan pesan {ani.viewer.name} dari obrolan umum ke sini."
    )
    row = await database.fetch_one(select(audit).where(audit.c.verb == "moved_message"))
    assert row is not None
    assert row.subject == f"message:{message}"
    assert row.facts == {"before": f"room:{general.id}", "to": f"room:{room.id}"}


async def test_moving_twice_is_moving_once_and_it_may_come_back(
    ani: Member, sari: Member, room: Room, general: Room
) -> None:
    message = await say(ani, general, "Halo")
    for _ in range(2):
        assert await move(sari, message, room.id) == 303
    assert len(await shown(ani, room)) == 2
    assert await move(sari, message, general.id) == 303
    assert "Halo" in await shown(ani, general)
    assert "Halo" not in await shown(ani, room)


async def test_sending_it_again_after_the_move_doubles_nothing(
    ani: Member, sari: Member, room: Room, general: Room
) -> None:
    body = {"id": str(uuid4()), "body": "Sekali saja"}
    path = f"/api/rooms/{general.id}/messages"
    first = await (await ani.post(path, json=body)).get_json()
    await move(sari, first["id"], room.id)
    again = await ani.post(path, json=body)
    assert again.status_code == 200
    assert await again.get_json() == {**first, "room": room.id}
    assert "Sekali saja" not in await shown(ani, general)
    other = await ani.post(path, json={**body, "body": "Lain"})
    assert other.status_code == 409


async def test_a_message_meets_no_other_of_the_same_id(
    ani: Member, sari: Member, room: Room, general: Room
) -> None:
    key = str(uuid4())
    sent = []
    for place in (general, room):
        path = f"/api/rooms/{place.id}/messages"
        response = await ani.post(path, json={"id": key, "body": "Halo"})
        sent.append((await response.get_json())["id"])
    assert await move(sari, sent[0], room.id) == 409
    assert await shown(ani, general) == ["Halo"]


async def test_the_waiting_goes_with_the_message(
    ani: Member, sari: Member, room: Room, general: Room
) -> None:
    message = await say(ani, general, "Kapan selesai?")
    await move(sari, message, room.id)
    assert (await queries.room_for(sari.viewer, general.id)).waiting_since is None
    waiting = (await queries.room_for(sari.viewer, room.id)).waiting_since
    assert waiting is not None
    assert await queries.waiting_rooms() == 1


async def test_only_staff_of_both_rooms_move(
    ani: Member, budi: Member, sari: Member, dodi: Member, room: Room, general: Room
) -> None:
    message = await say(ani, general, "Halo")
    assert await move(ani, message, room.id) == 403
    assert await move(budi, message, room.id) == 403
    assert await move(dodi, message, room.id) == 404
    mine = await say(ani, room, "Untuk pesanan")
    assert await move(dodi, mine, general.id) == 404
    assert await move(sari, 999_999, room.id) == 404
    assert await move(sari, message, 999_999) == 404
    with pytest.raises(Refused):
        await moving.move_message(ani.viewer, message, room.id)
    assert await shown(ani, general) == ["Halo"]
    assert await shown(ani, room) == ["Untuk pesanan"]


async def test_a_message_stays_with_its_customer(
    ani: Member, budi: Member, sari: Member, general: Room
) -> None:
    message = await say(ani, general, "Rahasia Ani")
    other = await actions.general_room(budi.id)
    assert await move(sari, message, other) == 422
    assert await shown(ani, general) == ["Rahasia Ani"]


async def test_what_the_system_said_stays(ani: Member, sari: Member, room: Room) -> None:
    await actions.post_event(room.id, "Siap", "Ready")
    page = await (await ani.get(f"/api/rooms/{room.id}/messages")).get_json()
    general = await actions.general_room(ani.id)
    assert await move(sari, page["messages"][0]["id"], general) == 422


async def test_its_file_opens_for_exactly_the_people_of_the_new_room(
    ani: Member, budi: Member, sari: Member, dodi: Member, room: Room, general: Room
) -> None:
    from app.files.actions import grant

    await grant(room.folder_id, dodi.id)
    message = await say_with_file(ani, general)
    url = str(message["files"][0]["url"])  # type: ignore[index]
    assert (await dodi.get(url)).status_code == 404
    await move(sari, int(str(message["id"])), room.id)
    for member in (ani, sari, dodi):
        assert (await member.get(url)).status_code == 200
    assert (await budi.get(url)).status_code == 404
    await move(sari, int(str(message["id"])), general.id)
    assert (await dodi.get(url)).status_code == 404
    assert (await ani.get(url)).status_code == 200


async def test_a_file_that_is_used_elsewhere_keeps_its_message(
    ani: Member, sari: Member, maya: Member, room: Room, general: Room
) -> None:
    from app.files.actions import use_in_slot

    message = await say_with_file(ani, room)
    number, file = int(str(message["id"])), message["files"][0]["id"]  # type: ignore[index]
    assert await move(maya, number, general.id) == 403
    body = {"id": str(uuid4()), "body": "Lihat lagi", "files": [file]}
    again = await ani.post(f"/api/rooms/{room.id}/messages", json=body)
    assert await move(sari, number, general.id) == 409
    await move(sari, (await again.get_json())["id"], general.id)
    await use_in_slot(file, "front", ani.viewer)
    assert await move(sari, number, general.id) == 409
    assert len(await shown(ani, room)) == 2


async def test_open_pages_of_both_rooms_follow(
    server: object, ani: Member, sari: Member, room: Room, general: Room
) -> None:
    message = await say(ani, general, "Pindahkan saya")
    async with ani.listening(general.channel) as old, ani.listening(room.channel) as new:
        await move(sari, message, room.id)
        left = await old.next("message.moved")
        assert left.data == {"id": message, "from": general.id, "to": room.id}
        come = await new.next("message.moved")
        assert come.data["message"]["body"] == "Pindahkan saya"
        assert come.data["message"]["room"] == room.id
        assert (await old.next("message.posted")).data["author"]["role"] == "system"
        assert (await new.next("message.posted")).data["author"]["role"] == "system"


async def test_only_staff_see_the_menu_and_only_where_there_is_another_room(
    ani: Member, sari: Member, dodi: Member, room: Room, general: Room
) -> None:
    await say(ani, room, "Halo")
    path = f"/rooms/{room.id}"
    assert "message__move" in (await (await sari.get(path)).get_data(as_text=True))
    for member in (ani, dodi):
        html = await (await member.get(path)).get_data(as_text=True)
        assert "message__move" not in html

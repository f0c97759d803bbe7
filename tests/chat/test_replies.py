"""An answer shows the beginning of what it answers, from its own room alone."""

from uuid import uuid4

from app.chat import corrections, moving
from app.chat.models import Room
from app.chat.notes import write_note
from tests.chat.conftest import say
from tests.conftest import Member


async def answer(who: Member, room: Room, to: int, body: str = "Jawab") -> dict[str, object]:
    sent = {"id": str(uuid4()), "body": body, "reply_to": to}
    response = await who.post(f"/api/rooms/{room.id}/messages", json=sent)
    assert response.status_code == 201, await response.get_data(as_text=True)
    found: dict[str, object] = await response.get_json()
    return found


async def last(who: Member, room: Room) -> dict[str, object]:
    page = await (await who.get(f"/api/rooms/{room.id}/messages")).get_json()
    found: dict[str, object] = page["messages"][-1]
    return found


async def test_an_answer_carries_the_beginning_of_what_it_answers(
    ani: Member, sari: Member, room: Room
) -> None:
    asked = await say(ani, room, "Kapan selesai?\n" + "panjang " * 40)
    sent = await answer(sari, room, asked)
    quote = sent["reply"]
    assert isinstance(quote, dict)
    assert quote["id"] == asked
    assert quote["author"]["name"] == ani.viewer.name
    assert quote["body"].startswith("Kapan selesai? panjang")
    assert len(quote["body"]) <= 140
    assert await last(ani, room) == sent
    html = await (await ani.get(f"/rooms/{room.id}")).get_data(as_text=True)
    assert f'href="/rooms/{room.id}?around={asked}#message-{asked}"' in html


async def test_the_plain_form_answers_too(ani: Member, sari: Member, room: Room) -> None:
    asked = await say(ani, room, "Kapan?")
    html = await (await sari.get(f"/rooms/{room.id}?reply={asked}")).get_data(as_text=True)
    assert f'name="reply_to" value="{asked}"' in html
    form = {"id": str(uuid4()), "body": "Besok", "reply_to": str(asked)}
    assert (await sari.post(f"/rooms/{room.id}/messages", form=form)).status_code == 303
    assert (await last(ani, room))["reply"]["id"] == asked  # type: ignore[index]


async def test_what_stands_in_another_room_cannot_be_answered(
    ani: Member, budi: Member, sari: Member, room: Room, general: Room
) -> None:
    asked = await say(ani, general, "Rahasia")
    for wanted in (asked, 999_999):
        body = {"id": str(uuid4()), "body": "Jawab", "reply_to": wanted}
        path = f"/api/rooms/{room.id}/messages"
        assert (await sari.post(path, json=body)).status_code == 404
    html = await (await sari.get(f"/rooms/{room.id}?reply={asked}")).get_data(as_text=True)
    assert "Rahasia" not in html


async def test_a_note_never_leaks_through_an_answer(ani: Member, sari: Member, room: Room) -> None:
    note = await write_note(sari.viewer, room.id, str(uuid4()), "Pelanggan sulit")
    body = {"id": str(uuid4()), "body": "Apa ini?", "reply_to": note.id}
    await ani.post(f"/api/rooms/{room.id}/messages", json=body)
    await say(ani, room, "Halo")
    for path in (
        f"/rooms/{room.id}?reply={note.id}",
        f"/rooms/{room.id}?edit={note.id}",
        f"/rooms/{room.id}?around={note.id}",
        f"/rooms/{room.id}/search?q=sulit",
        f"/rooms/{room.id}/transcript",
        f"/rooms/{room.id}/transcript.txt",
        f"/api/rooms/{room.id}/messages",
    ):
        assert "Pelanggan sulit" not in await (await ani.get(path)).get_data(as_text=True)


async def test_an_answer_to_a_deleted_message_says_so(
    ani: Member, sari: Member, room: Room
) -> None:
    asked = await say(ani, room, "Salah tulis")
    await answer(sari, room, asked)
    await corrections.delete_message(ani.viewer, asked)
    quote = (await last(sari, room))["reply"]
    assert (quote["body"], quote["deleted"]) == ("", True)  # type: ignore[index]


async def test_an_answer_follows_the_edit(ani: Member, sari: Member, room: Room) -> None:
    asked = await say(ani, room, "Lama")
    await answer(sari, room, asked)
    await corrections.edit_message(ani.viewer, asked, "Baru")
    assert (await last(sari, room))["reply"]["body"] == "Baru"  # type: ignore[index]


async def test_a_moved_answer_shows_nothing_of_the_other_room(
    ani: Member, sari: Member, dodi: Member, room: Room, general: Room
) -> None:
    asked = await say(ani, general, "Hanya untuk ruang umum")
    sent = await answer(ani, general, asked, "Pindahkan saya")
    await moving.move_message(sari.viewer, int(str(sent["id"])), room.id)
    page = await (await dodi.get(f"/api/rooms/{room.id}/messages")).get_json()
    assert "Hanya untuk ruang umum" not in str(page)
    assert "Hanya untuk ruang umum" not in await (await dodi.get(f"/rooms/{room.id}")).get_data(
        as_text=True
    )


async def test_the_same_send_with_another_answer_is_a_conflict(ani: Member, room: Room) -> None:
    first, second = await say(ani, room, "Satu"), await say(ani, room, "Dua")
    sent = {"id": str(uuid4()), "body": "Jawab", "reply_to": first}
    path = f"/api/rooms/{room.id}/messages"
    assert [(await ani.post(path, json=sent)).status_code for _ in range(2)] == [201, 200]
    assert (await ani.post(path, json=sent | {"reply_to": second})).status_code == 409

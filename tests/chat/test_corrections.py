"""Editing and deleting one's own words: in time, once, for everybody, and undone when wished."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app import clock
from app.chat import corrections, history, queries
from app.chat.models import Room
from app.chat.tables import messages
from app.db import database
from app.errors import Conflict
from tests.chat.conftest import say, shown
from tests.conftest import Member


async def say_with_file(who: Member, room: Room) -> dict[str, object]:
    from app.files.actions import add_small

    file = await add_small(b"%PDF-1.4 tiny", name="a.pdf", by=who.viewer, folder_id=room.folder_id)
    body = {"id": str(uuid4()), "body": "Ini berkasnya", "files": [file.id]}
    response = await who.post(f"/api/rooms/{room.id}/messages", json=body)
    found: dict[str, object] = await response.get_json()
    return found


async def test_new_words_take_the_place_of_the_old_ones(ani: Member, room: Room) -> None:
    message = await say(ani, room, "Cetak 100 lebar")
    answer = await ani.patch(f"/api/messages/{message}", json={"body": "Cetak 100 lembar"})
    facts = await answer.get_json()
    assert (facts["body"], facts["id"]) == ("Cetak 100 lembar", message)
    assert facts["edited_at"]
    assert await shown(ani, room) == ["Cetak 100 lembar"]
    html = await (await ani.get(f"/rooms/{room.id}")).get_data(as_text=True)
    assert "data-edited" in html


async def test_the_plain_form_edits_too(ani: Member, room: Room) -> None:
    message = await say(ani, room, "Salah")
    html = await (await ani.get(f"/rooms/{room.id}?edit={message}")).get_data(as_text=True)
    assert f'action="/messages/{message}"' in html
    assert ">Salah</textarea>" in html
    form = {"body": "Benar", "next": "/orders/1"}
    response = await ani.post(f"/messages/{message}", form=form)
    assert (response.status_code, response.headers["Location"]) == (303, "/orders/1")
    assert await shown(ani, room) == ["Benar"]


async def test_an_edit_is_refused_after_five_minutes(ani: Member, room: Room) -> None:
    message = await say(ani, room, "Halo")
    with clock.shifted(timedelta(minutes=6)):
        assert (await corrections.edit_message(ani.viewer, message, "Halo")).body == "Halo"
        with pytest.raises(Conflict) as late:
            await corrections.edit_message(ani.viewer, message, "Hai")
        assert late.value.code == "too_late"
    assert await shown(ani, room) == ["Halo"]


async def test_only_the_author_edits_and_deletes(
    ani: Member, budi: Member, sari: Member, room: Room
) -> None:
    message = await say(ani, room, "Milik Ani")
    for who, status in ((sari, 403), (budi, 404)):
        path = f"/api/messages/{message}"
        assert (await who.patch(path, json={"body": "Bukan"})).status_code == status
        assert (await who.delete(path)).status_code == status
        assert (await who.delete(f"{path}/deletion")).status_code == status
        assert (await who.post(f"/messages/{message}", form={"body": "x"})).status_code == status
        assert (await who.post(f"/messages/{message}/deletion")).status_code == status
    assert (await ani.patch("/api/messages/999999", json={"body": "x"})).status_code == 404
    assert await shown(ani, room) == ["Milik Ani"]


@pytest.mark.parametrize(("body", "code"), [("", "empty"), ("x" * 4001, "too_long")])
async def test_wrong_words_change_nothing(ani: Member, room: Room, body: str, code: str) -> None:
    message = await say(ani, room, "Halo")
    response = await ani.patch(f"/api/messages/{message}", json={"body": body})
    assert response.status_code == 422
    assert (await response.get_json())["error"]["code"] == code
    assert await shown(ani, room) == ["Halo"]


async def test_a_refused_edit_comes_back_with_what_was_typed(ani: Member, room: Room) -> None:
    message = await say(ani, room, "Halo")
    response = await ani.post(f"/messages/{message}", form={"body": "y" * 4001})
    assert response.status_code == 422
    assert "y" * 4001 in await response.get_data(as_text=True)


async def test_a_repeated_send_finds_the_message_as_it_is_now(ani: Member, room: Room) -> None:
    path, sent = f"/api/rooms/{room.id}/messages", {"id": str(uuid4()), "body": "Satu"}
    first = await (await ani.post(path, json=sent)).get_json()
    await ani.patch(f"/api/messages/{first['id']}", json={"body": "Dua"})
    again = await ani.post(path, json=sent)
    assert (again.status_code, (await again.get_json())["body"]) == (200, "Dua")
    await ani.delete(f"/api/messages/{first['id']}")
    assert (await ani.post(path, json=sent)).status_code == 200
    assert await shown(ani, room) == [""]


async def test_a_deleted_message_leaves_no_words_anywhere(
    ani: Member, sari: Member, room: Room
) -> None:
    message = await say(ani, room, "Rahasia yang salah kirim")
    answer = await ani.delete(f"/api/messages/{message}")
    assert (await answer.get_json())["deleted_at"]
    for path in (f"/rooms/{room.id}", "/inbox", f"/rooms/{room.id}/transcript"):
        html = await (await sari.get(path)).get_data(as_text=True)
        assert "Rahasia" not in html
        assert "Pesan dihapus" in html
    found = await (await sari.get(f"/rooms/{room.id}/search?q=rahasia")).get_data(as_text=True)
    assert "salah kirim" not in found


async def test_a_deletion_is_undone(ani: Member, room: Room) -> None:
    message = await say(ani, room, "Jangan hilang")
    for _ in range(2):
        assert (await ani.post(f"/messages/{message}/deletion", form={})).status_code == 303
    html = await (await ani.get(f"/rooms/{room.id}")).get_data(as_text=True)
    assert f'action="/messages/{message}/restoration"' in html
    for _ in range(2):
        assert (await ani.post(f"/messages/{message}/restoration", form={})).status_code == 303
    assert await shown(ani, room) == ["Jangan hilang"]


async def test_a_deletion_is_refused_after_an_hour_and_its_undoing_after_ten_minutes(
    ani: Member, room: Room
) -> None:
    message = await say(ani, room, "Halo")
    with clock.shifted(timedelta(minutes=61)), pytest.raises(Conflict):
        await corrections.delete_message(ani.viewer, message)
    await corrections.delete_message(ani.viewer, message)
    with clock.shifted(timedelta(minutes=11)):
        with pytest.raises(Conflict) as late:
            await corrections.restore_message(ani.viewer, message)
        assert late.value.code == "too_late"
        with pytest.raises(Conflict) as gone:
            await corrections.edit_message(ani.viewer, message, "Halo lagi")
        assert gone.value.code == "deleted"


async def test_the_words_are_forgotten_when_nothing_can_be_undone(ani: Member, room: Room) -> None:
    message = await say(ani, room, "Rahasia")
    await corrections.delete_message(ani.viewer, message)
    kept = messages.select().where(messages.c.id == message)
    await corrections.forget_deleted()
    assert (await database.fetch_one(kept)).body == "Rahasia"  # type: ignore[union-attr]
    with clock.shifted(timedelta(minutes=11)):
        await corrections.forget_deleted()
    assert (await database.fetch_one(kept)).body == ""  # type: ignore[union-attr]


async def test_its_file_goes_and_comes_back_with_it(ani: Member, sari: Member, room: Room) -> None:
    message = await say_with_file(ani, room)
    url, path = message["files"][0]["url"], f"/api/messages/{message['id']}"  # type: ignore[index]
    await ani.delete(path)
    assert (await sari.get(url)).status_code == 404
    back = await (await ani.delete(f"{path}/deletion")).get_json()
    assert [file["url"] for file in back["files"]] == [url]
    assert (await sari.get(url)).status_code == 200


async def test_artwork_stays_when_its_message_goes(ani: Member, sari: Member, room: Room) -> None:
    from app.files.actions import use_in_slot

    message = await say_with_file(ani, room)
    file = message["files"][0]  # type: ignore[index]
    await use_in_slot(file["id"], "front", ani.viewer)
    await ani.delete(f"/api/messages/{message['id']}")
    assert (await sari.get(file["url"])).status_code == 200


async def test_nobody_waits_for_an_answer_to_a_deleted_message(ani: Member, room: Room) -> None:
    message = await say(ani, room, "Halo?")
    assert await queries.waiting_rooms() == 1
    await corrections.delete_message(ani.viewer, message)
    assert await queries.waiting_rooms() == 0
    await corrections.restore_message(ani.viewer, message)
    assert await queries.waiting_rooms() == 1
    first = (await history.named([message]))[message]
    assert (await queries.room_for(ani.viewer, room.id)).waiting_since == first.created_at


async def test_open_pages_follow_and_the_page_before_plus_the_events_is_the_page_after(
    server: object, ani: Member, sari: Member, room: Room
) -> None:
    first = await say(ani, room, "Satu")
    second = await say(sari, room, "Dua")
    path = f"/api/rooms/{room.id}/messages"
    before = await (await sari.get(path)).get_json()
    async with ani.listening() as phone:
        await phone.rpc("chat.edit", {"message": first, "body": "Satu lagi"})
        answer = {"room": room.id, "id": str(uuid4()), "body": "Tiga", "reply_to": second}
        third = (await phone.rpc("chat.send", answer))["id"]
        await phone.rpc("chat.delete", {"message": first})
        await phone.rpc("chat.restore", {"message": first})
        await phone.rpc("chat.delete", {"message": third})
        await phone.rpc("chat.received", {"room": room.id, "message": second})
    after = await (await sari.get(path)).get_json()
    known = {message["id"]: message for message in before["messages"]}
    async with sari.listening(room.channel, since=before["position"]) as page:
        offsets = range(before["position"]["offset"] + 1, after["position"]["offset"] + 1)
        heard = [await page.next() for _ in offsets]
    told = {"message.posted", "message.edited", "message.deleted", "message.restored"}
    known |= {event.data["id"]: event.data for event in heard if event.type in told}
    assert list(known.values()) == after["messages"]
    assert [event.type for event in heard] == [
        "message.edited",
        "message.posted",
        "room.read",
        "message.deleted",
        "message.restored",
        "message.deleted",
        "room.received",
    ]


async def test_lists_are_told_that_words_changed(
    server: object, ani: Member, sari: Member, room: Room
) -> None:
    message = await say(ani, room, "Halo")
    async with sari.listening("inbox") as desk:
        await corrections.delete_message(ani.viewer, message)
        changed = await desk.next("room.changed")
        assert changed.data == {"room": room.id, "message": message, "waiting": 0}

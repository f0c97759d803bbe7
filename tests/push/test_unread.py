"""What was read in time stays silent; what was not is told once, to those whom it concerns."""

import pytest
from sqlalchemy import func, select

from app.accounts import changes
from app.accounts.access import SYSTEM
from app.chat import actions as chat
from app.chat import pushes, queries
from app.chat.models import Room
from app.db import database
from app.push.tables import push_outbox
from tests.chat.conftest import general, room, say
from tests.conftest import Member
from tests.push.conftest import Post

__all__ = ["general", "room"]
SECRET = "Harganya Rp1.250.000, jangan bilang siapa-siapa"


async def begin() -> None:
    """Look once: what was said before there were pushes is not news."""
    await pushes.tell_unread()


async def test_an_unread_answer_is_told_without_its_words(
    ani: Member, sari: Member, room: Room, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = await post.subscribe(ani)
    await begin()
    await say(sari, room, SECRET)
    await pushes.tell_unread()
    await post.deliver()
    assert post.service.received == []  # she may be reading it just now
    await post.later(monkeypatch)
    (received,) = post.service.received
    shown = device.note(received)
    assert shown["title"] == "Pesan baru dari studio"
    assert shown["body"] == room.title_id
    assert (shown["url"], shown["unread"]) == (f"/rooms/{room.id}", 1)
    assert "Rp" not in str(shown)
    assert sari.viewer.name not in str(shown)
    await post.later(monkeypatch)
    assert len(post.service.received) == 1


async def test_the_room_is_called_in_the_language_of_whose_device_it_is(
    ani: Member, sari: Member, room: Room, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await changes.choose_language(ani.viewer, locale="en")
    device = await post.subscribe(ani)
    await begin()
    await say(sari, room, "Halo")
    await post.later(monkeypatch)
    (received,) = post.service.received
    assert device.note(received)["body"] == "SG-2611-0001 · Business cards"


async def test_an_answer_that_was_read_stays_silent(
    ani: Member, sari: Member, room: Room, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.subscribe(ani)
    await begin()
    message = await say(sari, room, "Sudah dibaca")
    await chat.mark_read(ani.viewer, room.id, message)
    await post.later(monkeypatch)
    assert post.service.received == []


async def test_several_unread_messages_of_a_room_are_one_note(
    ani: Member, sari: Member, room: Room, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.subscribe(ani)
    await begin()
    for words in ("Satu", "Dua", "Tiga"):
        await say(sari, room, words)
    await post.later(monkeypatch)
    assert len(post.service.received) == 1


async def test_the_desk_hears_of_customers_and_the_author_of_nothing(
    ani: Member,
    sari: Member,
    dodi: Member,
    budi: Member,
    room: Room,
    post: Post,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    devices = {who.id: await post.subscribe(who) for who in (ani, sari, dodi, budi)}
    await begin()
    await say(ani, room, "Halo?")
    await post.later(monkeypatch)
    told = {received.path: received for received in post.service.received}
    assert set(told) == {"/push/sari", "/push/dodi"}
    shown = devices[sari.id].note(told["/push/sari"])
    assert shown["title"] == "Pelanggan menunggu jawaban"
    assert ani.viewer.name not in str(shown)


async def test_colleagues_do_not_disturb_the_desk(
    sari: Member, rina: Member, room: Room, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.subscribe(rina)
    await begin()
    await say(sari, room, "Saya yang jawab")
    await post.later(monkeypatch)
    assert post.service.received == []


async def test_what_was_said_before_the_first_look_is_not_news(
    ani: Member, sari: Member, general: Room, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.subscribe(ani)
    await say(sari, general, "Lama sekali")
    await post.later(monkeypatch)
    assert post.service.received == []


async def test_the_systems_own_lines_are_left_to_the_steps_of_orders(
    ani: Member, room: Room, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.subscribe(ani)
    await begin()
    await chat.post_event(room.id, "Pesanan dicetak.", "The order is printing.")
    await post.later(monkeypatch)
    assert post.service.received == []
    assert await database.fetch_val(select(func.count()).select_from(push_outbox)) == 0
    assert (await queries.room_for(SYSTEM, room.id)).id == room.id

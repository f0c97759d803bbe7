"""One mail about what a customer has not read: not for each message, never twice about one."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import clock
from app.accounts import changes
from app.accounts.tables import users
from app.chat import actions
from app.chat.digests import LOOK_BACK, PATIENCE, PAUSE, tell_by_mail
from app.chat.models import Room
from app.db import database
from app.mail import outbox
from tests.chat.conftest import say
from tests.conftest import Member

LATER = PATIENCE + timedelta(minutes=1)


async def mails(after: timedelta) -> list[str]:
    """Let the job look after a while; returns the subjects and words of all mails so far."""
    with clock.shifted(after):
        await tell_by_mail()
    rows = await database.fetch_all(
        select(outbox).where(outbox.c.body.contains("/rooms/")).order_by(outbox.c.id)
    )
    return [f"{row.subject}\n{row.body}" for row in rows]


async def test_what_waits_in_several_rooms_comes_in_one_mail(
    sari: Member, dodi: Member, room: Room, general: Room
) -> None:
    await say(sari, general, "Rahasia dapur")
    await say(sari, room, "Satu")
    await say(dodi, room, "Dua")
    assert await mails(PATIENCE - timedelta(minutes=1)) == []
    (mail,) = await mails(LATER)
    for words in (
        "3 pesan dari",
        "SG-2611-0001 · Kartu nama: 2 pesan",
        f"site:/rooms/{general.id}",
        "1 pesan",
    ):
        assert words in mail
    assert "Rahasia" not in mail


async def test_a_mail_about_one_order_names_it_in_its_subject(sari: Member, room: Room) -> None:
    await say(sari, room, "Satu")
    (mail,) = await mails(LATER)
    assert mail.startswith("1 pesan tentang SG-2611-0001 · Kartu nama menunggu Anda\n")


async def test_nobody_is_told_twice_about_the_same(sari: Member, room: Room) -> None:
    await say(sari, room, "Satu")
    assert len(await mails(LATER)) == 1
    assert len(await mails(LATER + PAUSE + PAUSE)) == 1


async def test_new_words_are_told_after_a_pause(sari: Member, room: Room) -> None:
    await say(sari, room, "Satu")
    assert len(await mails(LATER)) == 1
    with clock.shifted(LATER + timedelta(minutes=5)):
        await say(sari, room, "Dua")
    assert len(await mails(LATER + LATER + timedelta(minutes=5))) == 1
    assert len(await mails(LATER + PAUSE)) == 2


async def test_what_was_read_is_not_told(ani: Member, sari: Member, room: Room) -> None:
    said = await say(sari, room, "Satu")
    await actions.mark_read(ani.viewer, room.id, said)
    assert await mails(LATER) == []


async def test_ones_own_and_deleted_words_are_no_news(
    ani: Member, sari: Member, room: Room
) -> None:
    await say(ani, room, "Halo")
    said = await say(sari, room, "Salah kirim")
    assert (await sari.delete(f"/api/messages/{said}")).status_code == 200
    assert await mails(LATER) == []


async def test_old_news_is_left_to_the_page(sari: Member, room: Room) -> None:
    await say(sari, room, "Satu")
    assert await mails(LOOK_BACK + timedelta(hours=1)) == []


@pytest.mark.parametrize(
    "fact", [{"wants_unread_mail": False}, {"email": None}, {"disabled_at": clock.now()}]
)
async def test_who_does_not_want_it_or_cannot_get_it_is_left_alone(
    ani: Member, sari: Member, room: Room, fact: dict[str, object]
) -> None:
    await say(sari, room, "Satu")
    await database.execute(update(users).where(users.c.id == ani.id).values(**fact))
    assert await mails(LATER) == []


async def test_the_account_has_the_switch(ani: Member, sari: Member, room: Room) -> None:
    page = await (await ani.get("/account")).get_data(as_text=True)
    assert 'name="settings-unread"' in page
    form = {"settings-locale": "id", "settings-zone": "Asia/Jakarta"}
    assert (await ani.post("/account/settings", form=form)).status_code == 303
    await say(sari, room, "Satu")
    assert await mails(LATER) == []
    assert (await ani.post("/account/settings", form=form | {"settings-unread": "y"})).status_code
    assert len(await mails(LATER)) == 1
    staff = await (await sari.get("/account")).get_data(as_text=True)
    assert 'name="settings-unread"' not in staff


async def test_the_mail_calls_the_rooms_in_the_language_of_its_reader(
    ani: Member, sari: Member, room: Room
) -> None:
    await changes.choose_language(ani.viewer, locale="en")
    await say(sari, room, "Halo")
    (mail,) = await mails(LATER)
    assert "SG-2611-0001 · Business cards: 1 message" in mail

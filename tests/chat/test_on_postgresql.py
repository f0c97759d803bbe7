"""The rooms on PostgreSQL: the same promises when many transactions run beside each other."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest
from quart import Quart
from sqlalchemy import func, select

from app import clock
from app.accounts import queries as accounts
from app.accounts.access import Viewer
from app.accounts.models import Contact
from app.chat import actions, digests, history, queries
from app.chat.tables import messages
from app.config import Settings
from app.db import database
from app.errors import Conflict
from app.mail import outbox
from app.realtime import log
from tests import cast
from tests.postgres import postgres_cluster, postgres_url

__all__ = ["postgres_cluster", "postgres_url"]

Studio = dict[str, Viewer]


@pytest.fixture
async def studio(
    one_app: Quart, plain_settings: Settings, postgres_url: str
) -> AsyncIterator[Studio]:
    """The cast, in a database of PostgreSQL."""
    await cast.hire(replace(plain_settings, database_url=postgres_url))
    await database.open(postgres_url)
    try:
        people = {}
        for name in ("ani", "budi", "sari", "rina"):
            user = await accounts.user_with(Contact(cast.email(name), None))
            assert user is not None
            people[name] = user.as_viewer(1)
        yield people
    finally:
        await database.close()


async def test_a_crowd_in_two_rooms_loses_nothing_and_leaves_no_gap(studio: Studio) -> None:
    rooms = [await actions.general_room(studio[name].id) for name in ("ani", "budi")]
    speakers = [("ani", rooms[0]), ("budi", rooms[1])]
    speakers += [(name, room) for name in ("sari", "rina") for room in rooms]

    async def chat(name: str, room: int) -> None:
        for number in range(10):
            said = await actions.post_message(studio[name], room, str(uuid4()), f"{number}")
            assert await actions.mark_read(studio[name], room, said.id) >= said.id

    await asyncio.gather(*(chat(*speaker) for speaker in speakers))
    assert await database.fetch_val(select(func.count()).select_from(messages)) == 60
    heads = await database.fetch_all(select(log.stream).where(log.stream.c.channel != log.ROOT))
    assert len(heads) >= 5
    for stream in heads:
        events = await log.events_after(stream["channel"], 0, 1000)
        assert [event.offset for event in events] == list(range(1, stream["head"] + 1))


async def test_parallel_sends_of_one_id_make_one_message(studio: Studio) -> None:
    ani, key = studio["ani"], str(uuid4())
    room = await actions.general_room(ani.id)
    sent = await asyncio.gather(
        *(actions.post_message(ani, room, key, "Sekali saja") for _ in range(20))
    )
    assert len({message.id for message in sent}) == 1
    assert [message.replayed for message in sent].count(False) == 1
    with pytest.raises(Conflict):
        await actions.post_message(ani, room, key, "Lain")
    assert len(await history.stretch(room, before=None, after=None, limit=10)) == 1


async def test_numbers_and_cursors_are_as_elsewhere(studio: Studio) -> None:
    ani, sari = studio["ani"], studio["sari"]
    room = await queries.room_for(ani, await actions.general_room(ani.id))
    await actions.add_member(room.id, sari.id)
    last = await actions.post_message(ani, room.id, str(uuid4()), "Halo")
    assert (await queries.badges(room)).waiting == 1
    assert (await queries.badges(room)).unread == {ani.id: 0, sari.id: 1}
    assert await actions.mark_read(sari, room.id, last.id + 100) == last.id
    await actions.post_message(sari, room.id, str(uuid4()), "Selamat pagi")
    found = await queries.badges(room)
    assert (found.waiting, found.unread) == (0, {ani.id: 1, sari.id: 0})
    assert await queries.unread(ani) == 1


async def test_what_waits_unread_is_told_once(studio: Studio) -> None:
    ani, sari = studio["ani"], studio["sari"]
    room = await actions.general_room(ani.id)
    for words in ("Satu", "Dua"):
        await actions.post_message(sari, room, str(uuid4()), words)
    for _ in range(2):
        with clock.shifted(digests.PATIENCE * 2):
            await digests.tell_by_mail()
    subjects = [row.subject for row in await database.fetch_all(select(outbox.c.subject))]
    assert [subject.partition(" ")[0] for subject in subjects] == ["2"]

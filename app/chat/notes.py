"""Writing internal notes, calling colleagues in them, and noting that they have looked."""

from dataclasses import replace

from sqlalchemy import insert, update

from app import clock
from app.accounts.access import Can, Viewer, actor, check
from app.chat import colleagues, history, live, queries
from app.chat.mentions import mentioned
from app.chat.models import Message, Room
from app.chat.tables import mentions, notes
from app.chat.words import clean_words
from app.db import database, transaction
from app.errors import Conflict
from app.i18n import gettext as _
from app.realtime.actor import Actor


async def write_note(viewer: Viewer, room_id: int, client_id: str, body: str) -> Message:
    """Write an internal note, exactly once; only staff ever see it, or are called by it."""
    check(viewer, Can.NOTES)
    words = clean_words(client_id, body, may_be_empty=False)
    async with transaction():
        room = await queries.room_for(viewer, room_id, lock=True)
        written = await history.note_written(room_id, viewer.id, client_id.lower())
        if written is not None:
            if written.body != words.body:
                message = _("Another message was already sent under this id.")
                raise Conflict(message, code="same_id")
            return replace(written, replayed=True)
        note = await _insert(room, actor(viewer), client_id.lower(), words.body)
        await live.note_posted(room, note)
        for person in note.mentions:
            await live.note_mentioned(room, note, person)
    return note


async def see_mentions(viewer: Viewer, room_id: int) -> None:
    """Note that the viewer has opened a room whose notes call them."""
    if not viewer.can(Can.NOTES) or not await colleagues.unseen_in(room_id, viewer.id):
        return
    async with transaction():
        room = await queries.room_for(viewer, room_id, lock=True)
        unseen = await colleagues.unseen_in(room_id, viewer.id)
        await database.execute(
            update(mentions)
            .where(mentions.c.user_id == viewer.id, mentions.c.note_id.in_(unseen))
            .values(seen_at=clock.now())
        )
        await live.mentions_seen(room, viewer)


async def _insert(room: Room, author: Actor, client_id: str, body: str) -> Message:
    moment = clock.now()
    note_id = await database.fetch_val(
        insert(notes)
        .values(
            room_id=room.id,
            author_id=author.id,
            client_id=client_id,
            body=body,
            created_at=moment,
        )
        .returning(notes.c.id)
    )
    others = [one for one in await colleagues.colleagues_in(room.id) if one.id != author.id]
    called = tuple(mentioned(body, others))
    for person in called:
        await database.execute(insert(mentions).values(note_id=note_id, user_id=person.id))
    return Message(note_id, room.id, author, client_id, body, moment, is_note=True, mentions=called)

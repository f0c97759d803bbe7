"""What people do in rooms; the only writer of the rooms' tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import uuid4

from sqlalchemy import insert, select, update

from app import clock
from app.accounts.access import Can, Viewer, actor, check
from app.accounts.tables import users
from app.chat import history, live, queries, statements
from app.chat.models import (
    FILES_LIMIT,
    SYSTEM_ACTOR,
    Kind,
    Message,
    Quote,
    Room,
    quote_of,
    room_channel,
    staff_channel,
)
from app.chat.tables import message_files, room_members, rooms
from app.chat.words import Words, clean_words
from app.db import commit_together, database, transaction
from app.errors import Conflict, Invalid, NotFound
from app.files.actions import adopt, open_folder
from app.files.models import FileFacts
from app.i18n import gettext as _
from app.realtime.actor import Actor
from app.realtime.publish import recheck_channel


@dataclass(frozen=True, slots=True)
class Said:
    """One send: the words under the id that their author made, with files and what they answer."""

    client_id: str
    words: Words
    file_ids: tuple[int, ...] = ()
    upload_ids: tuple[str, ...] = ()
    reply_to: int | None = None
    via: str = ""


async def open_room(
    *, kind: str, customer_id: int, title: Words, subject: str, url: str, folder_id: int
) -> Room:
    """Open a room; the caller's transaction holds the thing that the room is about.

    `title` says in both languages what that is.
    """
    moment = clock.now()
    async with transaction():
        row = await database.fetch_one(
            insert(rooms)
            .values(
                kind=Kind(kind),
                customer_id=customer_id,
                title_id=title.body[:200],
                title_en=title.body_en[:200],
                subject=subject,
                url=url,
                folder_id=folder_id,
                created_at=moment,
                touched_at=moment,
            )
            .returning(*statements.ROOM)
        )
        if row is None:
            raise RuntimeError("the room was not written")
        return queries.as_room(row)


async def general_room(customer_id: int) -> int:
    """Return the customer's general room, made on the first visit exactly once."""
    found = await queries.general_room_id(customer_id)
    if found is not None:
        return found
    async with transaction():
        # The row lock makes first visits at the same moment take turns on PostgreSQL.
        await database.fetch_one(
            select(users.c.id).where(users.c.id == customer_id).with_for_update()
        )
        found = await queries.general_room_id(customer_id)
        return await _make_general_room(customer_id) if found is None else found


async def add_member(room_id: int, user_id: int) -> None:
    """Let somebody into a room who does not reach it by role; twice is once."""
    async with transaction():
        if user_id not in await queries.members_of(room_id):
            touched = select(rooms.c.touched_at).where(rooms.c.id == room_id).scalar_subquery()
            await database.execute(
                insert(room_members).values(room_id=room_id, user_id=user_id, touched_at=touched)
            )


async def remove_member(room_id: int, user_id: int) -> None:
    """Take somebody out of a room; their open sockets stop hearing it."""
    async with transaction():
        await database.execute(
            room_members.delete().where(
                room_members.c.room_id == room_id, room_members.c.user_id == user_id
            )
        )
        await recheck_channel(room_channel(room_id))
        await recheck_channel(staff_channel(room_id))


async def post_message(
    viewer: Viewer,
    room_id: int,
    client_id: str,
    body: str,
    file_ids: Sequence[int] = (),
    *,
    upload_ids: Sequence[str] = (),
    reply_to: int | None = None,
    via: str = "",
) -> Message:
    """Say something, exactly once per client-made id; the same id with other words conflicts.

    Files lie in the room's folder already (`file_ids`) or are the viewer's own finished uploads;
    `reply_to` is a message of the same room; `via` is "mail" for what came so.
    """
    check(viewer, Can.CHAT)
    words = clean_words(client_id, body, may_be_empty=bool(file_ids or upload_ids))
    said = Said(client_id.lower(), words, tuple(file_ids), tuple(upload_ids), reply_to, via)
    post = partial(_post, viewer, room_id, said)
    if not upload_ids:
        return await commit_together(post)
    async with transaction():  # the bytes of uploads are more than the database's work
        return await post()


async def post_event(room_id: int, text_id: str, text_en: str) -> None:
    """Let the system say something in both languages, such as a change of status."""
    async with transaction():
        row = await database.fetch_one(select(*statements.ROOM).where(rooms.c.id == room_id))
        if row is None:
            raise NotFound(_("There is no such conversation."))
        room = queries.as_room(row)
        said = Said(str(uuid4()), Words(text_id, text_en))
        message = await _insert_message(room, SYSTEM_ACTOR, said)
        if message is not None:
            await live.message_posted(room, message)


async def show_typing(viewer: Viewer, room_id: int) -> None:
    """Show the room that the viewer is writing."""
    check(viewer, Can.CHAT)
    live.typing(await queries.room_for(viewer, room_id), actor(viewer))


async def mark_read(viewer: Viewer, room_id: int, message_id: int) -> int:
    """Move the viewer's cursor forward, never back; returns where it stands."""
    check(viewer, Can.CHAT)

    async def read() -> int:
        room = await queries.room_for(viewer, room_id, lock=True)
        return await _advance(room, viewer, message_id)

    return await commit_together(read)


async def _post(viewer: Viewer, room_id: int, said: Said) -> Message:
    room = await queries.room_for(viewer, room_id, lock=True)
    message = None
    if not await queries.is_moved(room_id, viewer.id, said.client_id):
        message = await _insert_message(room, actor(viewer), said)
    if message is None:
        return await _sent_before(viewer, room, said)
    files = await _files_of(room, said, by=viewer)
    for file in files:
        await database.execute(insert(message_files).values(message_id=message.id, file_id=file.id))
    quote = await _quote(room, said.reply_to) if said.reply_to is not None else None
    message = replace(message, files=tuple(files), quote=quote)
    await live.message_posted(room, message)
    await _advance(room, viewer, message.id)
    return message


async def _sent_before(viewer: Viewer, room: Room, said: Said) -> Message:
    """Answer a repetition with the message as it is now, or refuse one that says something else."""
    sent = await history.message_sent(room.id, viewer.id, said.client_id)
    if sent is None:
        raise RuntimeError("the message was neither written nor sent before")
    if sent.edited_at or sent.deleted_at:  # its author has changed their mind since
        return replace(sent, replayed=True)
    files: Sequence[FileFacts] = sent.files
    if sent.room_id == room.id:  # else staff moved it meanwhile, with its files
        files = await _files_of(room, said, by=viewer)
    said_now = said.words.body, said.reply_to, {file.id for file in files}
    if said_now != (sent.body, sent.reply_to, {file.id for file in sent.files}):
        raise Conflict(_("Another message was already sent under this id."), code="same_id")
    return replace(sent, replayed=True)


async def _quote(room: Room, message_id: int) -> Quote:
    found = await history.quoted_in(room.id, message_id)
    if found is None:
        raise NotFound(_("There is no such message."))
    return quote_of(found)


async def _files_of(room: Room, said: Said, *, by: Viewer) -> list[FileFacts]:
    wanted = set(said.file_ids)
    if len(wanted) + len(set(said.upload_ids)) > FILES_LIMIT:
        message = _("A message carries at most %(limit)s files.", limit=FILES_LIMIT)
        raise Invalid(message, code="too_many_files", fields={"files": message})
    if said.upload_ids:
        wanted |= {file.id for file in await adopt(said.upload_ids, room.folder_id, by)}
    found = await history.files_in(room.folder_id, wanted)
    if len(found) != len(wanted):
        raise NotFound(_("One of the files is not in this conversation."))
    return found


async def _insert_message(room: Room, author: Actor, said: Said) -> Message | None:
    """Write a message and bring its room up in the lists; None when it was sent before."""
    moment, words = clock.now(), said.words
    message_id = await statements.new_message.fetch_val(
        room_id=room.id,
        author_id=author.id or None,
        client_id=said.client_id,
        body=words.body,
        body_en=words.body_en,
        created_at=moment,
        reply_to=said.reply_to,
        via=said.via,
    )
    if message_id is None:
        return None
    await statements.touched_room.execute(
        room=room.id, author_id=author.id, message_id=message_id, moment=moment
    )
    if room.kind is Kind.ORDER:  # nobody is added to a general room
        await statements.touched_members.execute(room=room.id, moment=moment)
    return Message(
        id=message_id,
        room_id=room.id,
        author=author,
        client_id=said.client_id,
        body=words.body,
        body_en=words.body_en,
        created_at=moment,
        reply_to=said.reply_to,
        via=said.via,
    )


async def _make_general_room(customer_id: int) -> int:
    moment = clock.now()
    room_id = await database.fetch_val(
        insert(rooms)
        .values(
            kind=Kind.GENERAL,
            customer_id=customer_id,
            general_of=customer_id,
            created_at=moment,
            touched_at=moment,
        )
        .returning(rooms.c.id)
    )
    folder_id = await open_folder(customer_id, channel=room_channel(room_id))
    await database.execute(
        update(rooms)
        .where(rooms.c.id == room_id)
        .values(folder_id=folder_id, url=f"/rooms/{room_id}")
    )
    return int(room_id)


async def _advance(room: Room, viewer: Viewer, until: int) -> int:
    """Move the cursor forward; others hear of it when it passes something that they said."""
    reading = await queries.reading(room.id, viewer.id, until)
    if reading.newest <= reading.seen:
        return reading.seen
    await statements.moved_cursor.execute(
        room=room.id, reader=viewer.id, until=reading.newest, moment=clock.now()
    )
    if reading.others_spoke:
        await live.room_read(room, viewer, reading.newest)
    return reading.newest

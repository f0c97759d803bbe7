"""Reading what was said: rows of messages, notes and their files, as dataclasses."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from app.accounts.tables import users
from app.chat.colleagues import called_in
from app.chat.models import SYSTEM_ACTOR, Message, Room
from app.chat.tables import message_files, messages, notes
from app.db import Row, database
from app.files.models import FileFacts
from app.files.tables import files
from app.realtime.actor import Actor

NOTES_LIMIT = 100

_FILE = (
    files.c.id,
    files.c.name,
    files.c.size,
    files.c.media_type,
    files.c.slot,
    files.c.version,
    files.c.state,
    files.c.sha256,
)


async def stretch(
    room_id: int, *, before: int | None, after: int | None, limit: int
) -> list[Message]:
    """Return up to `limit` messages beside one (or the newest), the nearest to it first."""
    query = _messages().where(messages.c.room_id == room_id).limit(limit)
    if after is not None:
        query = query.where(messages.c.id > after).order_by(messages.c.id)
    else:
        if before is not None:
            query = query.where(messages.c.id < before)
        query = query.order_by(messages.c.id.desc())
    return await _with_files(await database.fetch_all(query))


async def named(message_ids: Sequence[int]) -> dict[int, Message]:
    """Return messages by id."""
    if not message_ids:
        return {}
    rows = await database.fetch_all(_messages().where(messages.c.id.in_(message_ids)))
    return {message.id: message for message in await _with_files(rows)}


async def notes_between(
    room_id: int, since: datetime | None, until: datetime | None
) -> list[Message]:
    """Return the latest internal notes of a stretch of time, oldest first."""
    query = _notes().where(notes.c.room_id == room_id)
    if since is not None:
        query = query.where(notes.c.created_at >= since)
    if until is not None:
        query = query.where(notes.c.created_at <= until)
    rows = await database.fetch_all(query.order_by(notes.c.id.desc()).limit(NOTES_LIMIT))
    return await _with_mentions(rows[::-1])


async def message_sent(room_id: int, author_id: int, client_id: str) -> Message | None:
    """Return what the author already sent under this client-made id, if anything."""
    rows = await database.fetch_all(
        _messages().where(
            or_(messages.c.room_id == room_id, messages.c.moved_from == room_id),
            messages.c.author_id == author_id,
            messages.c.client_id == client_id,
        )
    )
    return (await _with_files(rows))[0] if rows else None


async def waits_since(room: Room) -> datetime | None:
    """Return when the customer said the first thing that nobody of the studio answered."""
    here = messages.c.room_id == room.id
    answers = select(func.max(messages.c.id)).where(here, messages.c.author_id != room.customer_id)
    answered = await database.fetch_val(answers) or 0
    found: datetime | None = await database.fetch_val(
        select(func.min(messages.c.created_at)).where(
            here, messages.c.author_id == room.customer_id, messages.c.id > answered
        )
    )
    return found


async def is_attached_elsewhere(file_ids: Collection[int], message_id: int) -> bool:
    """Tell whether another message carries one of the files too."""
    query = select(message_files.c.file_id).where(
        message_files.c.file_id.in_(file_ids), message_files.c.message_id != message_id
    )
    return bool(file_ids) and await database.fetch_val(query.limit(1)) is not None


async def note_written(room_id: int, author_id: int, client_id: str) -> Message | None:
    """Return the note that the author already wrote under this client-made id, if any."""
    rows = await database.fetch_all(
        _notes().where(
            notes.c.room_id == room_id,
            notes.c.author_id == author_id,
            notes.c.client_id == client_id,
        )
    )
    return (await _with_mentions(rows))[0] if rows else None


async def files_in(folder_id: int, file_ids: Collection[int]) -> list[FileFacts]:
    """Return those of the files that lie in the room's folder."""
    if not file_ids:
        return []
    rows = await database.fetch_all(
        select(*_FILE)
        .where(files.c.folder_id == folder_id, files.c.id.in_(file_ids))
        .order_by(files.c.id)
    )
    return [_file(row) for row in rows]


async def _with_files(rows: Sequence[Row]) -> list[Message]:
    ids = [row.id for row in rows]
    found: dict[int, list[FileFacts]] = defaultdict(list)
    if ids:
        for row in await database.fetch_all(_attached(ids)):
            found[row.message_id].append(_file(row))
    return [_message(row, tuple(found[row.id])) for row in rows]


async def _with_mentions(rows: Sequence[Row]) -> list[Message]:
    called = await called_in([row.id for row in rows])
    return [_note(row, called[row.id]) for row in rows]


def _messages() -> Select[Any]:
    author = messages.outerjoin(users, users.c.id == messages.c.author_id)
    return select(messages, users.c.name, users.c.role).select_from(author)


def _notes() -> Select[Any]:
    author = notes.join(users, users.c.id == notes.c.author_id)
    return select(notes, users.c.name, users.c.role).select_from(author)


def _attached(message_ids: Sequence[int]) -> Select[Any]:
    return (
        select(message_files.c.message_id, *_FILE)
        .join(files, files.c.id == message_files.c.file_id)
        .where(message_files.c.message_id.in_(message_ids))
        .order_by(message_files.c.file_id)
    )


def _message(row: Row, attached: tuple[FileFacts, ...]) -> Message:
    author = SYSTEM_ACTOR
    if row.author_id is not None:
        author = Actor(id=row.author_id, name=row.name, role=row.role)
    return Message(
        id=row.id,
        room_id=row.room_id,
        author=author,
        client_id=row.client_id,
        body=row.body,
        body_en=row.body_en,
        created_at=row.created_at,
        files=attached,
        moved_from=row.moved_from,
    )


def _note(row: Row, called: tuple[Actor, ...]) -> Message:
    return Message(
        id=row.id,
        room_id=row.room_id,
        author=Actor(id=row.author_id, name=row.name, role=row.role),
        client_id=row.client_id,
        body=row.body,
        created_at=row.created_at,
        is_note=True,
        mentions=called,
    )


def _file(row: Row) -> FileFacts:
    return FileFacts(
        id=row.id,
        name=row.name,
        size=row.size,
        media_type=row.media_type,
        slot=row.slot,
        version=row.version,
        state=row.state,
        sha256=row.sha256,
        url=f"/files/{row.id}",
    )

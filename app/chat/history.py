"""Reading what was said: rows of messages, notes and their files, as dataclasses."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select

from app.accounts.tables import users
from app.chat.colleagues import called_in
from app.chat.models import SYSTEM_ACTOR, Message, Quote, Room
from app.chat.statements import LONG_AGO
from app.chat.tables import message_files, messages, notes
from app.chat.words import excerpt
from app.db import Id, Prepared, Row, among, database, prepared
from app.files.models import FileFacts
from app.files.tables import files
from app.realtime.actor import Actor

NOTES_LIMIT = 100
LONG_HENCE = datetime(9999, 1, 1, tzinfo=UTC)
NEVER_REACHED = 2**63 - 1
"""Above the id of every message."""

_FILE = (
    files.c.id,
    files.c.name,
    files.c.size,
    files.c.media_type,
    files.c.slot,
    files.c.version,
    files.c.state,
    files.c.sha256,
    files.c.preview_key,
)
_quoted, _quoted_author = messages.alias("quoted"), users.alias("quoted_author")
_QUOTE = (
    _quoted.c.id.label("quoted_id"),
    _quoted.c.author_id.label("quoted_author_id"),
    _quoted.c.body.label("quoted_body"),
    _quoted.c.body_en.label("quoted_body_en"),
    _quoted.c.deleted_at.label("quoted_deleted_at"),
    _quoted_author.c.name.label("quoted_name"),
    _quoted_author.c.role.label("quoted_role"),
)


async def stretch(
    room_id: int, *, before: int | None, after: int | None, limit: int
) -> list[Message]:
    """Return up to `limit` messages beside one (or the newest), the nearest to it first."""
    newer = after is not None
    place = after if newer else NEVER_REACHED if before is None else before
    query = _stretch(newer=newer)
    return await _with_files(await query.fetch_all(room_id=room_id, place=place, most=limit))


async def named(message_ids: Sequence[int]) -> dict[int, Message]:
    """Return messages by id."""
    if not message_ids:
        return {}
    rows = await _named.fetch_all(message_ids=message_ids)
    return {message.id: message for message in await _with_files(rows)}


async def quoted_in(room_id: int, message_id: int | None) -> Message | None:
    """Return a message that stands in the room now, or None."""
    if message_id is None:
        return None
    found = (await named([message_id])).get(message_id)
    return found if found is not None and found.room_id == room_id else None


async def notes_between(
    room_id: int, since: datetime | None, until: datetime | None
) -> list[Message]:
    """Return the latest internal notes of a stretch of time, oldest first."""
    given = {"since": since or LONG_AGO, "until": until or LONG_HENCE}
    rows = await _notes_between.fetch_all(room_id=room_id, **given)
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
            here,
            messages.c.author_id == room.customer_id,
            messages.c.id > answered,
            messages.c.deleted_at.is_(None),
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
    ids = [row.id for row in rows] + [row.quoted_id for row in rows if row.quoted_id is not None]
    found: dict[int, list[FileFacts]] = defaultdict(list)
    if ids:
        for row in await _attached.fetch_all(message_ids=ids):
            found[row.message_id].append(_file(row))
    return [
        _message(row, tuple(found[row.id]), files_quoted=len(found.get(row.quoted_id, ())))
        for row in rows
    ]


async def _with_mentions(rows: Sequence[Row]) -> list[Message]:
    called = await called_in([row.id for row in rows])
    return [_note(row, called[row.id]) for row in rows]


@cache
def _stretch(*, newer: bool) -> Prepared:
    number, place = messages.c.id, bindparam("place", type_=Id)
    beside, order = (number > place, number) if newer else (number < place, number.desc())
    here = messages.c.room_id == bindparam("room_id")
    return prepared(
        lambda: _messages().where(here, beside).order_by(order).limit(bindparam("most"))
    )


@prepared
def _named() -> Any:
    return _messages().where(among(messages.c.id, "message_ids"))


@prepared
def _notes_between() -> Any:
    moment, kind = notes.c.created_at, notes.c.created_at.type
    between = moment >= bindparam("since", type_=kind), moment <= bindparam("until", type_=kind)
    query = _notes().where(notes.c.room_id == bindparam("room_id"), *between)
    return query.order_by(notes.c.id.desc()).limit(NOTES_LIMIT)


def _messages() -> Select[Any]:
    answered = _quoted.c.id == messages.c.reply_to, _quoted.c.room_id == messages.c.room_id
    joined = (
        messages.outerjoin(users, users.c.id == messages.c.author_id)
        .outerjoin(_quoted, and_(*answered))
        .outerjoin(_quoted_author, _quoted_author.c.id == _quoted.c.author_id)
    )
    return select(messages, users.c.name, users.c.role, *_QUOTE).select_from(joined)


def _notes() -> Select[Any]:
    author = notes.join(users, users.c.id == notes.c.author_id)
    return select(notes, users.c.name, users.c.role).select_from(author)


@prepared
def _attached() -> Any:
    return (
        select(message_files.c.message_id, *_FILE)
        .join(files, files.c.id == message_files.c.file_id)
        .where(among(message_files.c.message_id, "message_ids"))
        .order_by(message_files.c.file_id)
    )


def _message(row: Row, attached: tuple[FileFacts, ...], *, files_quoted: int) -> Message:
    is_deleted = row.deleted_at is not None
    return Message(
        id=row.id,
        room_id=row.room_id,
        author=_author(row.author_id, row.name, row.role),
        client_id=row.client_id,
        body="" if is_deleted else row.body,
        body_en="" if is_deleted else row.body_en,
        created_at=row.created_at,
        files=() if is_deleted else attached,
        moved_from=row.moved_from,
        reply_to=row.reply_to,
        via=row.via,
        quote=None if is_deleted or row.quoted_id is None else _quote(row, files_quoted),
        edited_at=row.edited_at,
        deleted_at=row.deleted_at,
    )


def _quote(row: Row, files_quoted: int) -> Quote:
    author = _author(row.quoted_author_id, row.quoted_name, row.quoted_role)
    if row.quoted_deleted_at is not None:
        return Quote(row.quoted_id, author, "", deleted=True)
    return Quote(
        id=row.quoted_id,
        author=author,
        body=excerpt(row.quoted_body),
        body_en=excerpt(row.quoted_body_en),
        files=files_quoted,
    )


def _author(user_id: int | None, name: str, role: str) -> Actor:
    return SYSTEM_ACTOR if user_id is None else Actor(id=user_id, name=name, role=role)


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
        preview=f"/files/{row.id}/preview" if row.preview_key else None,
    )

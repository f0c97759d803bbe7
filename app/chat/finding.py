"""Finding things in one room: words, a day; and the whole of it on paper."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from app.accounts.access import Viewer
from app.chat import history, queries
from app.chat.models import Message, Room
from app.chat.tables import messages
from app.db import database
from app.text import clean_line

FOUND_LIMIT = 50
WORDS_LIMIT = 8
WHOLE_LIMIT = 5000
"""So many of the latest messages go onto paper."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a room; `more` tells that only the latest are here."""

    room: Room
    messages: list[Message]
    more: bool = False


async def said(viewer: Viewer, room_id: int, text: str) -> Found:
    """Return the messages that hold every word of a text, the latest first."""
    room = await queries.room_for(viewer, room_id)
    words = clean_line(text, 100).split()[:WORDS_LIMIT]
    if not words:
        return Found(room, [])
    body = func.lower(messages.c.body)
    holds = [body.contains(word.lower(), autoescape=True) for word in words]
    return await _latest(room, *holds, messages.c.author_id.is_not(None))


async def first_on(viewer: Viewer, room_id: int, day: date) -> int | None:
    """Return the first message of a day where the viewer is, or of the next day that has one."""
    room = await queries.room_for(viewer, room_id)
    begin = datetime.combine(day, time.min, ZoneInfo(viewer.zone))
    found = await database.fetch_val(
        select(func.min(messages.c.id)).where(
            messages.c.room_id == room.id, messages.c.created_at >= begin
        )
    )
    return None if found is None else int(found)


async def whole(viewer: Viewer, room_id: int) -> Found:
    """Return all that was said in a room, oldest first; never an internal note."""
    room = await queries.room_for(viewer, room_id)
    found = await history.stretch(room.id, before=None, after=None, limit=WHOLE_LIMIT + 1)
    return Found(room, found[:WHOLE_LIMIT][::-1], more=len(found) > WHOLE_LIMIT)


async def _latest(room: Room, *wanted: ColumnElement[bool]) -> Found:
    rows = await database.fetch_all(
        select(messages.c.id)
        .where(messages.c.room_id == room.id, messages.c.deleted_at.is_(None), *wanted)
        .order_by(messages.c.id.desc())
        .limit(FOUND_LIMIT + 1)
    )
    ids = [int(row.id) for row in rows[:FOUND_LIMIT]]
    known = await history.named(ids)
    return Found(room, [known[one] for one in ids], more=len(rows) > FOUND_LIMIT)

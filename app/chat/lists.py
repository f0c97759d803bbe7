"""Lists of rooms: a customer's conversations, and the inbox that staff work on.

A page begins below the last row of the page above: every list is read along an index, however
many rooms there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, tuple_

from app.accounts.access import Scope, Thing, Viewer, scope
from app.accounts.tables import users
from app.accounts.words import matching
from app.chat import history, queries
from app.chat.models import Kind, Listing, Summary
from app.chat.statements import LONG_AGO, ROOM, news, rooms_and_cursor
from app.chat.tables import messages, read_cursors, room_members, rooms
from app.db import Id, Prepared, UtcDateTime, among, count_up_to, database, prepared, snapshot
from app.realtime.actor import Actor
from app.realtime.log import position

PAGE = 50
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list ends: the moment by which the row stands there, and its room."""

    is_waiting: bool
    at: datetime
    room_id: int

    def __str__(self) -> str:
        """Write the place for an address: `w` (waiting) or `a` (answered), microseconds, room."""
        part = "w" if self.is_waiting else "a"
        return f"{part}{(self.at - LONG_AGO) // _MICROSECOND}-{self.room_id}"


def place_of(text: str) -> Place | None:
    """Read what `str` of a place wrote; anything else is the beginning of the list."""
    at, dash, room_id = text[1:].partition("-")
    if text[:1] not in {"w", "a"} or not dash or len(text) > 40:
        return None
    if not (at.isascii() and at.isdigit() and room_id.isascii() and room_id.isdigit()):
        return None
    if len(at) > 16 or len(room_id) > 18:
        return None
    return Place(text[0] == "w", LONG_AGO + int(at) * _MICROSECOND, int(room_id))


async def listing(viewer: Viewer, after: Place | None = None) -> Listing:
    """Return a page of a customer's rooms as their page lists them, with its channel's position."""
    channel = f"user:{viewer.id}"
    async with snapshot():
        at = await position(channel)
        found = await room_list(viewer, after)
    shown, following = cut(found)
    return Listing(shown, channel, at, following=following)


def cut(found: Sequence[Summary], *, waiting_first: bool = False) -> tuple[list[Summary], str]:
    """Return the rows of one page, and where the next one begins if there is one."""
    shown = list(found[:PAGE])
    if len(found) <= PAGE:
        return shown, ""
    return shown, str(_place(shown[-1], waiting_first=waiting_first))


async def room_list(viewer: Viewer, after: Place | None = None) -> list[Summary]:
    """Return the viewer's rooms, the last touched first; one more than a page if there is more."""
    return await _summaries(viewer, await _touched(viewer, after, PAGE + 1))


async def inbox(
    viewer: Viewer, after: Place | None = None, *narrowed: ColumnElement[bool]
) -> list[Summary]:
    """Return the rooms that staff work on: who waits longest first, then the last touched.

    One more than a page tells that there is more.
    """
    ids: list[int] = []
    if after is None or after.is_waiting:
        ids = await _waiting(viewer, after, *narrowed)
        after = None
    if len(ids) <= PAGE:
        spoken = or_(rooms.c.last_message_at.is_not(None), rooms.c.kind == Kind.ORDER)
        answered = and_(rooms.c.waiting_since.is_(None), spoken)
        ids += await _touched(viewer, after, PAGE + 1 - len(ids), answered, *narrowed)
    return await _summaries(viewer, ids)


async def rooms_of(viewer: Viewer, words: str, limit: int) -> list[Summary]:
    """Return the rooms of customers whom these words name, the last touched first."""
    named = rooms.c.customer_id.in_(matching(select(users.c.id), words))
    return await _summaries(viewer, await _touched(viewer, None, limit, named))


async def _waiting(
    viewer: Viewer, after: Place | None, *narrowed: ColumnElement[bool]
) -> list[int]:
    key = tuple_(rooms.c.waiting_since, rooms.c.id)
    since = (after.at, after.room_id) if after else (LONG_AGO, 0)
    query = (
        select(rooms.c.id)
        .where(
            rooms.c.waiting_since.is_not(None),  # so that the index of the waiting alone serves
            key > tuple_(*since, types=(UtcDateTime(), Id)),
            queries.reach_of(viewer),
            *narrowed,
        )
        .order_by(rooms.c.waiting_since, rooms.c.id)
        .limit(PAGE + 1)
    )
    return [row.id for row in await database.fetch_all(query)]


async def _touched(
    viewer: Viewer, after: Place | None, limit: int, *narrowed: ColumnElement[bool]
) -> list[int]:
    """Return the next of the viewer's rooms, the last touched first."""
    at: ColumnElement[datetime] = rooms.c.touched_at
    room_id: ColumnElement[int] = rooms.c.id
    query = select(rooms.c.id).where(*narrowed)
    if scope(viewer, Thing.ROOMS) is Scope.ASSIGNED:
        at, room_id = room_members.c.touched_at, room_members.c.room_id
        added = room_members.join(rooms, rooms.c.id == room_members.c.room_id)
        query = query.select_from(added).where(room_members.c.user_id == viewer.id)
    else:
        query = query.where(queries.reach_of(viewer))
    if after is not None:
        place = tuple_(after.at, after.room_id, types=(UtcDateTime(), Id))
        query = query.where(tuple_(at, room_id) < place)
    ordered = query.order_by(at.desc(), room_id.desc()).limit(limit)
    return [row.id for row in await database.fetch_all(ordered)]


async def _summaries(viewer: Viewer, ids: Sequence[int]) -> list[Summary]:
    if not ids:
        return []
    query = _listed(scope(viewer, Thing.ROOMS))
    rows = {row.id: row for row in await query.fetch_all(ids=ids, viewer_id=viewer.id)}
    last = await history.named([r.last_message_id for r in rows.values() if r.last_message_id])
    return [
        Summary(
            room=queries.as_room(row),
            customer=Actor(id=row.customer_id, name=row.name, role=row.role),
            last=last.get(row.last_message_id),
            unread=row.unread,
            touched_at=row.touched_at,
        )
        for row in (rows[room_id] for room_id in ids)
    ]


@cache
def _listed(of: Scope) -> Prepared:
    return prepared(lambda: _rows(of, bindparam("viewer_id", type_=Id)))


def _rows(of: Scope, viewer_id: Any) -> Select[Any]:
    later = select(messages.c.id).where(
        messages.c.room_id == rooms.c.id,
        messages.c.id > func.coalesce(read_cursors.c.last_read_id, 0),
        news(of, rooms.c.customer_id, viewer_id),
    )
    unread = count_up_to(later.correlate(rooms, read_cursors))
    joined = rooms_and_cursor(viewer_id).join(users, users.c.id == rooms.c.customer_id)
    columns = (*ROOM, rooms.c.touched_at, users.c.name, users.c.role, unread.label("unread"))
    return select(*columns).select_from(joined).where(among(rooms.c.id, "ids"))


def _place(row: Summary, *, waiting_first: bool) -> Place:
    since = row.room.waiting_since
    if waiting_first and since is not None:
        return Place(True, since, row.room.id)
    return Place(False, row.touched_at, row.room.id)

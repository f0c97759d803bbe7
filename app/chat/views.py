"""A room as its page shows it: a stretch of what was said, with everything around it."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, or_, select

from app import clock
from app.accounts.access import Can, Scope, Thing, Viewer, scope
from app.accounts.tables import users
from app.chat import answers, history, queries
from app.chat.colleagues import colleagues_in
from app.chat.layout import entries, local_day
from app.chat.models import Answers, Cursor, Message, Page, Room, RoomView
from app.chat.statements import news
from app.chat.tables import messages, room_members
from app.db import Prepared, prepared, snapshot
from app.errors import Invalid
from app.i18n import gettext as _
from app.realtime.actor import Actor
from app.realtime.log import Position, position, positions

PAGE_SIZE = 40
UNREAD_LIMIT = 200
"""A page that opens at the first unread message shows at most so many messages."""
BEFORE_UNREAD = 10
NEWS_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Beside:
    """Which messages are wanted: the newest, or those before, after or around one."""

    before: int | None = None
    after: int | None = None
    around: int | None = None


NEWEST = Beside()


async def message_page(
    viewer: Viewer, room_id: int, beside: Beside = NEWEST, *, limit: int = PAGE_SIZE
) -> Page:
    """Return the newest messages, or those beside one, with the channel's position."""
    async with snapshot():
        room = await queries.room_for(viewer, room_id)
        return await _page(room.id, beside, limit, await position(room.channel))


async def room_view(viewer: Viewer, room_id: int, beside: Beside = NEWEST) -> RoomView:
    """Return all that the room's partial shows: state and live positions of one snapshot."""
    async with snapshot():
        room = await queries.room_for(viewer, room_id)
        cursors = await queries.cursors_of(room_id)
        unread = await _news_of(viewer, room, cursors)
        limit = min(len(unread) + BEFORE_UNREAD, UNREAD_LIMIT) if beside == NEWEST else 0
        sees_notes = viewer.can(Can.NOTES)
        inside = room.staff_channel if sees_notes else ""
        heads = await positions([name for name in (room.channel, inside, room.subject) if name])
        page = await _page(room_id, beside, max(limit, PAGE_SIZE), heads[room.channel])
        notes = await _notes_beside(viewer, page, room)
        customer, *members = await _people_of(room)
        colleagues = await colleagues_in(room_id) if sees_notes else []
        others = await queries.other_rooms(viewer, room) if sees_notes else []
        expected = Answers() if viewer.is_staff else await answers.expected()
    lines = sorted([*page.messages, *notes], key=lambda line: line.created_at)
    return RoomView(
        room=room,
        customer=customer,
        members=members,
        entries=entries(
            lines,
            days=[local_day(line.created_at, viewer.zone) for line in lines],
            first_unread=next((m.id for m in page.messages if m.id in unread), None),
        ),
        cursors=cursors,
        has_older=page.has_older,
        has_newer=page.has_newer,
        unread=len(unread),
        position=page.position,
        staff_position=heads.get(inside),
        subject_position=heads.get(room.subject or ""),
        draft_id=str(uuid4()),
        note_id=str(uuid4()),
        now=clock.now(),
        others=others,
        colleagues=[person for person in colleagues if person.id != viewer.id],
        answers=expected,
        found=beside.around or 0,
    )


async def _page(room_id: int, beside: Beside, limit: int, at: Position) -> Page:
    if [beside.before, beside.after, beside.around].count(None) < 2:
        words = _("Ask for messages before one or after one, not both.")
        raise Invalid(words, code="both_ways")
    if beside.around is not None:
        older = await _older(room_id, beside.around, limit // 2)
        newer = await _newer(room_id, beside.around - 1, limit - limit // 2)
        found = [*older[0], *newer[0]]
        return Page(found, has_older=older[1], has_newer=newer[1], position=at)
    if beside.after is not None:
        found, more = await _newer(room_id, beside.after, limit)
        return Page(found, has_older=True, has_newer=more, position=at)
    found, more = await _older(room_id, beside.before, limit)
    return Page(found, has_older=more, has_newer=beside.before is not None, position=at)


async def _older(room_id: int, before: int | None, limit: int) -> tuple[list[Message], bool]:
    """Return messages below an id, oldest first, and whether there are still older ones."""
    found = await history.stretch(room_id, before=before, after=None, limit=limit + 1)
    return found[:limit][::-1], len(found) > limit


async def _newer(room_id: int, after: int, limit: int) -> tuple[list[Message], bool]:
    """Return messages above an id, oldest first, and whether there are still newer ones."""
    found = await history.stretch(room_id, before=None, after=after, limit=limit + 1)
    return found[:limit], len(found) > limit


async def _news_of(viewer: Viewer, room: Room, cursors: list[Cursor]) -> set[int]:
    seen = next((c.last_read_id for c in cursors if c.user_id == viewer.id), 0)
    query = _news(scope(viewer, Thing.ROOMS))
    given = {"room_id": room.id, "customer_id": room.customer_id, "viewer_id": viewer.id}
    return {int(row.id) for row in await query.fetch_all(seen=seen, **given)}


@cache
def _news(of: Scope) -> Prepared:
    new = news(of, bindparam("customer_id"), bindparam("viewer_id"))
    here = messages.c.room_id == bindparam("room_id"), messages.c.id > bindparam("seen")
    return prepared(
        lambda: select(messages.c.id).where(*here, new).order_by(messages.c.id).limit(NEWS_LIMIT)
    )


async def _notes_beside(viewer: Viewer, page: Page, room: Room) -> list[Message]:
    """Return the notes written in the time that the page covers; none for customers."""
    if not viewer.can(Can.NOTES):
        return []
    first, last = (page.messages[0], page.messages[-1]) if page.messages else (None, None)
    since = first.created_at if first and page.has_older else None
    until = last.created_at if last and page.has_newer else None
    return await history.notes_between(room.id, since, until)


async def _people_of(room: Room) -> list[Actor]:
    """Return the customer first, then the added members."""
    rows = await _people.fetch_all(room_id=room.id, customer_id=room.customer_id)
    found = [Actor(id=row.id, name=row.name, role=row.role) for row in rows]
    return sorted(found, key=lambda person: person.id != room.customer_id)


@prepared
def _people() -> Any:
    added = select(room_members.c.user_id).where(room_members.c.room_id == bindparam("room_id"))
    theirs = or_(users.c.id == bindparam("customer_id"), users.c.id.in_(added))
    return select(users.c.id, users.c.name, users.c.role).where(theirs).order_by(users.c.id)

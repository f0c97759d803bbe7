"""Every SELECT of the rooms; a room that the viewer may not enter does not exist for them."""

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import ColumnElement, select

from app.accounts.access import Can, Scope, Thing, Viewer, scope
from app.accounts.tables import users
from app.chat import history, statements
from app.chat.colleagues import colleagues_in
from app.chat.models import (
    Badges,
    Cursor,
    Kind,
    Message,
    Page,
    Reading,
    Room,
    RoomView,
    entries,
    local_day,
)
from app.chat.statements import ROOM
from app.chat.tables import messages, read_cursors, room_members, rooms
from app.db import Row, database, snapshot
from app.errors import Invalid, NotFound
from app.i18n import gettext as _
from app.realtime.actor import Actor
from app.realtime.log import position

PAGE_SIZE = 40
NEWS_LIMIT = 1000
OTHERS_LIMIT = 20


async def room_for(viewer: Viewer, room_id: int, *, lock: bool = False) -> Room:
    """Return a room that the viewer may enter; `lock` lets its writers take turns."""
    query = statements.room(scope(viewer, Thing.ROOMS), lock=lock)
    found = await query.fetch_one(room_id=room_id, viewer_id=viewer.id)
    if found is None:
        raise NotFound(_("There is no such conversation."))
    return as_room(found)


async def room_of_message(viewer: Viewer, message_id: int) -> Room:
    """Return the room in which a message stands now; NotFound when it is not the viewer's."""
    found = await database.fetch_one(
        select(*ROOM)
        .join(messages, messages.c.room_id == rooms.c.id)
        .where(messages.c.id == message_id, reach_of(viewer))
    )
    if found is None:
        raise NotFound(_("There is no such message."))
    return as_room(found)


async def other_rooms(viewer: Viewer, room: Room) -> list[Room]:
    """Return the customer's other rooms that the viewer may enter, the latest first."""
    rows = await database.fetch_all(
        select(*ROOM)
        .where(rooms.c.customer_id == room.customer_id, rooms.c.id != room.id, reach_of(viewer))
        .order_by(rooms.c.touched_at.desc(), rooms.c.id.desc())
        .limit(OTHERS_LIMIT)
    )
    return [as_room(row) for row in rows]


async def general_room_id(customer_id: int) -> int | None:
    """Return the customer's general room, or None before the first visit."""
    found = await database.fetch_val(select(rooms.c.id).where(rooms.c.general_of == customer_id))
    return None if found is None else int(found)


async def unread(viewer: Viewer) -> int:
    """Return the number for the badge: rooms waiting for the desk, else rooms with news."""
    reach = scope(viewer, Thing.ROOMS)
    if not viewer.is_member or reach is Scope.NONE:
        return 0
    if reach is Scope.ALL:
        return await waiting_rooms()
    return int(await statements.rooms_with_news(reach).fetch_val(user_id=viewer.id))


async def waiting_rooms() -> int:
    """Return how many rooms wait for the studio's answer."""
    return int(await statements.waiting_rooms.fetch_val())


async def badges(room: Room) -> Badges:
    """Return the numbers that change with a message of the room, for everyone whom it concerns."""
    rows = await statements.badges.fetch_all(room_id=room.id, customer_id=room.customer_id)
    found = {int(user_id): int(number) for user_id, number in rows}
    return Badges(waiting=found.pop(statements.DESK), unread=found)


async def reading(room_id: int, user_id: int, until: int) -> Reading:
    """Return where a person stands who says to have read up to a message."""
    row = await statements.reading.fetch_one(room_id=room_id, user_id=user_id, until=until)
    if row is None:
        raise RuntimeError("a SELECT without FROM gave no row")
    return Reading(seen=int(row[0]), newest=int(row[1]), others_spoke=bool(row[2]))


async def members_of(room_id: int) -> list[int]:
    """Return the ids of those who were added to a room (its designers)."""
    rows = await database.fetch_all(
        select(room_members.c.user_id)
        .where(room_members.c.room_id == room_id)
        .order_by(room_members.c.user_id)
    )
    return [int(row.user_id) for row in rows]


async def newest_message(room_id: int) -> int:
    """Return the id of the last message of a room, or 0."""
    found = await database.fetch_val(select(rooms.c.last_message_id).where(rooms.c.id == room_id))
    return int(found or 0)


async def is_sent(viewer: Viewer, room_id: int, client_id: str) -> bool:
    """Tell whether the viewer already sent a message under this client-made id."""
    return await history.message_sent(room_id, viewer.id, client_id.lower()) is not None


async def is_moved(room_id: int, author_id: int, client_id: str) -> bool:
    """Tell whether staff have moved what somebody sent to a room under a client-made id."""
    given = {"room": room_id, "author": author_id, "client_id": client_id}
    return await statements.moved_message.fetch_val(**given) is not None


async def message_page(
    viewer: Viewer,
    room_id: int,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = PAGE_SIZE,
) -> Page:
    """Return the newest messages, or those beside one, with the channel's position."""
    if before is not None and after is not None:
        raise Invalid(_("Ask for messages before one or after one, not both."), code="both_ways")
    async with snapshot():
        room = await room_for(viewer, room_id)
        at = await position(room.channel)
        found = await history.stretch(room_id, before=before, after=after, limit=limit + 1)
    more, found = len(found) > limit, found[:limit]
    if after is not None:
        return Page(found, has_older=True, has_newer=more, position=at)
    return Page(found[::-1], has_older=more, has_newer=before is not None, position=at)


async def room_view(
    viewer: Viewer, room_id: int, before: int | None = None, after: int | None = None
) -> RoomView:
    """Return all that the room's partial shows: state and live positions of one snapshot."""
    async with snapshot():
        page = await message_page(viewer, room_id, before=before, after=after)
        room = await room_for(viewer, room_id)
        notes = await _notes_beside(viewer, page, room)
        cursors = await cursors_of(room_id)
        customer, *members = await _people_of(room)
        news = await _news_of(viewer, room, cursors)
        sees_notes = viewer.can(Can.NOTES)
        staff_at = await position(room.staff_channel) if sees_notes else None
        colleagues = await colleagues_in(room_id) if sees_notes else []
        others = await other_rooms(viewer, room) if sees_notes else []
    lines = sorted([*page.messages, *notes], key=lambda line: line.created_at)
    return RoomView(
        room=room,
        customer=customer,
        members=members,
        entries=entries(
            lines,
            days=[local_day(line.created_at, viewer.zone) for line in lines],
            first_unread=next((m.id for m in page.messages if m.id in news), None),
        ),
        cursors=cursors,
        has_older=page.has_older,
        has_newer=page.has_newer,
        unread=len(news),
        position=page.position,
        staff_position=staff_at,
        draft_id=str(uuid4()),
        note_id=str(uuid4()),
        others=others,
        colleagues=[person for person in colleagues if person.id != viewer.id],
    )


async def cursors_of(room_id: int) -> list[Cursor]:
    """Return how far each person has read."""
    rows = await database.fetch_all(
        select(read_cursors.c.user_id, users.c.role, read_cursors.c.last_read_id)
        .join(users, users.c.id == read_cursors.c.user_id)
        .where(read_cursors.c.room_id == room_id)
    )
    return [Cursor(int(r.user_id), str(r.role), int(r.last_read_id)) for r in rows]


def as_room(row: Row) -> Room:
    """Turn a row that begins with the columns of a room into a room."""
    values = list(row)[: len(ROOM)]
    values[1] = Kind(values[1])
    return Room(*values)


def reach_of(viewer: Viewer) -> ColumnElement[bool]:
    """Tell which rooms the viewer may enter."""
    return statements.reach(scope(viewer, Thing.ROOMS), viewer.id)


def news_for(viewer: Viewer) -> ColumnElement[bool]:
    """Tell which messages are news: for the desk the customer's, else everyone else's."""
    if scope(viewer, Thing.ROOMS) is Scope.ALL:
        return messages.c.author_id == rooms.c.customer_id
    return messages.c.author_id != viewer.id


async def _news_of(viewer: Viewer, room: Room, cursors: Sequence[Cursor]) -> set[int]:
    seen = next((c.last_read_id for c in cursors if c.user_id == viewer.id), 0)
    rows = await database.fetch_all(
        select(messages.c.id)
        .join(rooms, rooms.c.id == messages.c.room_id)
        .where(messages.c.room_id == room.id, messages.c.id > seen, news_for(viewer))
        .order_by(messages.c.id)
        .limit(NEWS_LIMIT)
    )
    return {int(row.id) for row in rows}


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
    ids = [room.customer_id, *await members_of(room.id)]
    rows = await database.fetch_all(
        select(users.c.id, users.c.name, users.c.role).where(users.c.id.in_(ids))
    )
    known = {row.id: Actor(id=row.id, name=row.name, role=row.role) for row in rows}
    return [known[user_id] for user_id in ids]

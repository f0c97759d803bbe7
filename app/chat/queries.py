"""Every SELECT of the rooms; a room that the viewer may not enter does not exist for them."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select

from app.accounts.access import Scope, Thing, Viewer, scope
from app.accounts.tables import users
from app.chat import history, statements
from app.chat.models import Badges, Cursor, Kind, Reading, Room
from app.chat.statements import ROOM
from app.chat.tables import messages, read_cursors, room_members, rooms
from app.db import Prepared, Row, database, prepared
from app.errors import NotFound
from app.i18n import gettext as _

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
    query = _others(scope(viewer, Thing.ROOMS))
    given = {"customer_id": room.customer_id, "room_id": room.id, "viewer_id": viewer.id}
    return [as_room(row) for row in await query.fetch_all(**given)]


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
    return [int(row.user_id) for row in await _members.fetch_all(room_id=room_id)]


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


async def cursors_of(room_id: int) -> list[Cursor]:
    """Return how far each person has read."""
    rows = await _cursors.fetch_all(room_id=room_id)
    return [Cursor(int(r.user_id), str(r.role), int(r.last_read_id)) for r in rows]


def as_room(row: Row) -> Room:
    """Turn a row that begins with the columns of a room into a room."""
    values = list(row)[: len(ROOM)]
    values[1] = Kind(values[1])
    return Room(*values)


def reach_of(viewer: Viewer) -> ColumnElement[bool]:
    """Tell which rooms the viewer may enter."""
    return statements.reach(scope(viewer, Thing.ROOMS), viewer.id)


@prepared
def _members() -> Any:
    here = room_members.c.room_id == bindparam("room_id")
    return select(room_members.c.user_id).where(here).order_by(room_members.c.user_id)


@prepared
def _cursors() -> Any:
    return (
        select(read_cursors.c.user_id, users.c.role, read_cursors.c.last_read_id)
        .join(users, users.c.id == read_cursors.c.user_id)
        .where(read_cursors.c.room_id == bindparam("room_id"))
    )


@cache
def _others(of: Scope) -> Prepared:
    return prepared(
        lambda: (
            select(*ROOM)
            .where(
                rooms.c.customer_id == bindparam("customer_id"),
                rooms.c.id != bindparam("room_id"),
                statements.reach(of, bindparam("viewer_id")),
            )
            .order_by(rooms.c.touched_at.desc(), rooms.c.id.desc())
            .limit(OTHERS_LIMIT)
        )
    )

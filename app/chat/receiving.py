"""Two ticks: a message is delivered once a device of the other side has got it, seen or not."""

from sqlalchemy import select

from app.accounts.access import Can, Scope, Thing, Viewer, actor, check, scope
from app.chat import live, queries, statements
from app.chat.models import Room, side_of
from app.chat.statements import LONG_AGO, ROOM
from app.chat.tables import rooms
from app.db import commit_together, database

AT_ONCE = 50


async def note_received(viewer: Viewer, room_id: int, message_id: int) -> None:
    """Keep that a device of the viewer's side has got a message of a room."""
    check(viewer, Can.CHAT)
    await _note(viewer, await queries.room_for(viewer, room_id), message_id)


async def note_all_received(viewer: Viewer) -> None:
    """Keep that the viewer's device, connected anew, has got all that waits for them."""
    check(viewer, Can.CHAT)
    side = side_of(viewer.role)
    query = select(*ROOM).where(
        queries.reach_of(viewer), rooms.c[f"got_by_{side}"] < rooms.c.last_message_id
    )
    if scope(viewer, Thing.ROOMS) is Scope.ALL:  # the desk's devices: what nobody has answered
        query = query.where(rooms.c.waiting_since > LONG_AGO)
    for row in await database.fetch_all(query.order_by(rooms.c.id.desc()).limit(AT_ONCE)):
        room = queries.as_room(row)
        await _note(viewer, room, room.last_message_id or 0)


async def _note(viewer: Viewer, room: Room, message_id: int) -> None:
    side = side_of(viewer.role)
    until = min(message_id, room.last_message_id or 0)
    if until <= room.got_by(side):  # another device was faster
        return

    async def note() -> None:
        moved = await statements.got(side).fetch_val(room=room.id, until=until)
        if moved is not None:
            await live.room_received(room, side, until, actor(viewer))

    await commit_together(note)

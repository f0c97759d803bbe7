"""What staff do with a conversation besides talking: take it, hand it on, put it aside, end it."""

from collections.abc import Mapping

from sqlalchemy import update

from app import audit, clock
from app.accounts.access import Can, Viewer, check
from app.chat import live, queries, queues
from app.chat.colleagues import colleagues_in
from app.chat.models import Room
from app.chat.standing import Pause, Standing, wakes_at
from app.chat.tables import handlings, rooms
from app.db import database, transaction, upsert
from app.errors import Conflict, Invalid
from app.i18n import gettext as _


async def assign(viewer: Viewer, room_id: int, assignee_id: int | None) -> Standing:
    """Give a conversation to a colleague who may enter it, or to nobody."""
    check(viewer, Can.NOTES)
    async with transaction():
        room = await queries.room_for(viewer, room_id, lock=True)
        known = {person.id for person in await colleagues_in(room.id)}
        if assignee_id is not None and assignee_id not in known:
            words = _("Choose somebody who may enter this conversation.")
            raise Invalid(words, code="no_colleague", fields={"assignee": words})
        await _keep(room, {"assignee_id": assignee_id})
        await audit.record(viewer, "assigned", f"room:{room.id}", to=assignee_id)
        return await tell(room, viewer)


async def take(viewer: Viewer, room_id: int) -> Standing:
    """Take a conversation that nobody has; Conflict says who was faster."""
    check(viewer, Can.NOTES)
    async with transaction():
        room = await queries.room_for(viewer, room_id, lock=True)
        held = (await queues.handling_of([room]))[room.id]
        if held.assignee_id not in {None, viewer.id}:
            raise Conflict(_("%(name)s looks after this conversation.", name=held.assignee))
        await _keep(room, {"assignee_id": viewer.id})
        await audit.record(viewer, "assigned", f"room:{room.id}", to=viewer.id)
        return await tell(room, viewer)


async def mark(
    viewer: Viewer, room_id: int, standing: Standing, pause: Pause = Pause.TOMORROW
) -> Standing:
    """Say where a conversation stands; whoever it stood open for no longer waits.

    Its customer's next message opens it again. Put aside, it comes back when `pause` is over.
    """
    check(viewer, Can.NOTES)
    async with transaction():
        room = await queries.room_for(viewer, room_id, lock=True)
        now = clock.now()
        aside = standing is Standing.SNOOZED
        until = wakes_at(pause, now, viewer.zone) if aside else None
        values = {"standing": standing, "changed_at": now, "snoozed_until": until}
        if standing is not Standing.OPEN:
            await _keep(room, {**values, "waited_since": room.waiting_since})
            await _wait(room, None)
        else:
            await _wait(room, await _waited(room))
            await _keep(room, {**values, "waited_since": None})
        await audit.record(viewer, "marked", f"room:{room.id}", standing=standing)
        return await tell(room, viewer)


async def set_urgent(viewer: Viewer, room_id: int, is_urgent: bool) -> Standing:
    """Put a conversation at the top of its piles, or back among the others."""
    check(viewer, Can.NOTES)
    async with transaction():
        room = await queries.room_for(viewer, room_id, lock=True)
        await _keep(room, {"is_urgent": is_urgent})
        return await tell(room, viewer)


async def wake(viewer: Viewer, room_id: int) -> None:
    """Bring a conversation back that was put aside, as long as it was."""
    async with transaction():
        room = await queries.room_for(viewer, room_id, lock=True)
        if room.id not in await queues.due_to_wake():
            return
        await _wait(room, await _waited(room))
        values = {"standing": Standing.OPEN, "changed_at": clock.now(), "snoozed_until": None}
        await _keep(room, {**values, "waited_since": None})
        await tell(room, viewer)


async def tell(room: Room, viewer: Viewer) -> Standing:
    """Tell everybody's lists how a conversation is handled now; needs a transaction."""
    now = await queries.room_for(viewer, room.id)
    held = (await queues.handling_of([now]))[room.id]
    await live.room_handled(now, held, viewer)
    return held.standing


async def _keep(room: Room, values: Mapping[str, object]) -> None:
    row = {"room_id": room.id, "is_urgent": False, **values}
    await database.execute(upsert(handlings, row, key=["room_id"], change=dict(values)))


async def _wait(room: Room, since: object) -> None:
    await database.execute(update(rooms).where(rooms.c.id == room.id).values(waiting_since=since))


async def _waited(room: Room) -> object:
    query = handlings.select().where(handlings.c.room_id == room.id)
    row = await database.fetch_one(query)
    return room.waiting_since or (row.waited_since if row else None)

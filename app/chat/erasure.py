"""Somebody's conversations, when they delete their account: what was said goes, on both sides."""

import sqlalchemy as sa

from app import clock
from app.chat.models import UNDO_WITHIN, room_channel, staff_channel
from app.chat.tables import (
    handlings,
    labelled_rooms,
    mentions,
    messages,
    notes,
    read_cursors,
    rooms,
    unread_mails,
)
from app.db import database

DESK = ("inbox",)
"""Channels of the studio that speak of every customer's rooms."""


async def erase(customer_id: int) -> list[int]:
    """Take what people said in a customer's rooms, and what the studio noted; returns the rooms.

    What the system said of the steps of an order stays.
    """
    rows = await database.fetch_all(sa.select(rooms.c.id).where(rooms.c.customer_id == customer_id))
    theirs = [row.id for row in rows]
    long_ago = clock.now() - 2 * UNDO_WITHIN  # nobody brings it back
    await database.execute(
        messages.update()
        .where(messages.c.room_id.in_(theirs), messages.c.author_id.is_not(None))
        .values(body="", body_en="", deleted_at=sa.func.coalesce(messages.c.deleted_at, long_ago))
    )
    noted = sa.select(notes.c.id).where(notes.c.room_id.in_(theirs))
    await database.execute(mentions.delete().where(mentions.c.note_id.in_(noted)))
    for table in (notes, labelled_rooms, handlings):
        await database.execute(table.delete().where(table.c.room_id.in_(theirs)))
    for table in (read_cursors, unread_mails):
        await database.execute(table.delete().where(table.c.user_id == customer_id))
    await database.execute(rooms.update().where(rooms.c.id.in_(theirs)).values(waiting_since=None))
    return theirs


def channels(room_ids: list[int]) -> list[str]:
    """Return the live channels of rooms."""
    return [channel(room_id) for room_id in room_ids for channel in (room_channel, staff_channel)]

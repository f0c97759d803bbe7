"""Lists of rooms: a customer's conversations, and the inbox that staff work on."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.accounts.access import Scope, Thing, Viewer, scope
from app.accounts.tables import users
from app.chat import history, queries
from app.chat.colleagues import mentions_of
from app.chat.models import Kind, Listing, Summary
from app.chat.statements import ROOM, rooms_and_cursor
from app.chat.tables import messages, read_cursors, rooms
from app.db import database, snapshot
from app.realtime.actor import Actor
from app.realtime.log import position

LIST_LIMIT = 200


async def listing(viewer: Viewer) -> Listing:
    """Return the rooms as the viewer's page lists them, with the position of its live channel."""
    is_desk = viewer.is_staff and scope(viewer, Thing.ROOMS) is Scope.ALL
    channel = "inbox" if is_desk else f"user:{viewer.id}"
    async with snapshot():
        at = await position(channel)
        found = await (inbox(viewer) if viewer.is_staff else room_list(viewer))
        called = await mentions_of(viewer)
    return Listing(found, channel, at, called)


async def room_list(viewer: Viewer) -> list[Summary]:
    """Return the viewer's rooms, the latest conversation first."""
    latest = func.coalesce(rooms.c.last_message_at, rooms.c.created_at).desc()
    return await _summaries(viewer, queries.reach_of(viewer), [latest, rooms.c.id.desc()])


async def inbox(viewer: Viewer) -> list[Summary]:
    """Return the rooms that staff work on: who waits longest first, then the latest ones."""
    answered = rooms.c.waiting_since.is_(None)
    order = [answered, rooms.c.waiting_since, rooms.c.last_message_at.desc(), rooms.c.id.desc()]
    spoken = or_(rooms.c.last_message_at.is_not(None), rooms.c.kind == Kind.ORDER)
    return await _summaries(viewer, and_(queries.reach_of(viewer), spoken), order)


async def _summaries(
    viewer: Viewer, reach: ColumnElement[bool], order: Sequence[ColumnElement[Any]]
) -> list[Summary]:
    rows = await database.fetch_all(_listed(viewer).where(reach).order_by(*order).limit(LIST_LIMIT))
    last = await history.named([r.last_message_id for r in rows if r.last_message_id is not None])
    return [
        Summary(
            room=queries.as_room(row),
            customer=Actor(id=row.customer_id, name=row.name, role=row.role),
            last=last.get(row.last_message_id),
            unread=row.unread,
        )
        for row in rows
    ]


def _listed(viewer: Viewer) -> Select[Any]:
    news = (
        select(func.count())
        .select_from(messages)
        .where(
            messages.c.room_id == rooms.c.id,
            messages.c.id > func.coalesce(read_cursors.c.last_read_id, 0),
            queries.news_for(viewer),
        )
        .correlate(rooms, read_cursors)
        .scalar_subquery()
    )
    joined = rooms_and_cursor(viewer.id).join(users, users.c.id == rooms.c.customer_id)
    return select(*ROOM, users.c.name, users.c.role, news.label("unread")).select_from(joined)

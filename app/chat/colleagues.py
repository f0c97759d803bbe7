"""The staff who read a room's notes, and the notes that call one of them."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import or_, select

from app.accounts.access import GRANTS, SCOPES, Can, Role, Scope, Thing, Viewer
from app.accounts.tables import users
from app.chat.mentions import Mention
from app.chat.tables import mentions, notes, room_members, rooms
from app.db import database
from app.realtime.actor import Actor

LIMIT = 50


async def colleagues_in(room_id: int) -> list[Actor]:
    """Return everyone who reads the notes of a room, by name; never a customer."""
    members = select(room_members.c.user_id).where(room_members.c.room_id == room_id)
    rows = await database.fetch_all(
        select(users.c.id, users.c.name, users.c.role)
        .where(
            users.c.disabled_at.is_(None),
            or_(
                users.c.role.in_(_roles(Scope.ALL)),
                users.c.role.in_(_roles(Scope.ASSIGNED)) & users.c.id.in_(members),
            ),
        )
        .order_by(users.c.name, users.c.id)
    )
    return [Actor(id=row.id, name=row.name, role=row.role) for row in rows]


async def called_in(note_ids: Sequence[int]) -> dict[int, tuple[Actor, ...]]:
    """Return whom each note calls."""
    found: dict[int, tuple[Actor, ...]] = defaultdict(tuple)
    if not note_ids:
        return found
    rows = await database.fetch_all(
        select(mentions.c.note_id, users.c.id, users.c.name, users.c.role)
        .join(users, users.c.id == mentions.c.user_id)
        .where(mentions.c.note_id.in_(note_ids))
        .order_by(users.c.id)
    )
    for row in rows:
        found[row.note_id] += (Actor(id=row.id, name=row.name, role=row.role),)
    return found


async def mentions_of(viewer: Viewer) -> list[Mention]:
    """Return the notes that call the viewer, not opened yet, in rooms still open to them."""
    if not viewer.can(Can.NOTES):
        return []
    authors, customers = users.alias("authors"), users.alias("customers")
    query = (
        select(
            notes.c.id.label("note_id"),
            notes.c.room_id,
            customers.c.name.label("customer"),
            authors.c.name.label("author"),
            notes.c.body,
            notes.c.created_at,
        )
        .join(mentions, mentions.c.note_id == notes.c.id)
        .join(rooms, rooms.c.id == notes.c.room_id)
        .join(authors, authors.c.id == notes.c.author_id)
        .join(customers, customers.c.id == rooms.c.customer_id)
        .where(mentions.c.user_id == viewer.id, mentions.c.seen_at.is_(None))
    )
    if viewer.role in _roles(Scope.ASSIGNED):
        mine = select(room_members.c.room_id).where(room_members.c.user_id == viewer.id)
        query = query.where(rooms.c.id.in_(mine))
    rows = await database.fetch_all(query.order_by(notes.c.id.desc()).limit(LIMIT))
    return [Mention(**row._mapping) for row in rows]


async def unseen_in(room_id: int, user_id: int) -> list[int]:
    """Return the notes of a room that call somebody who has not opened it since."""
    rows = await database.fetch_all(
        select(mentions.c.note_id)
        .join(notes, notes.c.id == mentions.c.note_id)
        .where(
            notes.c.room_id == room_id,
            mentions.c.user_id == user_id,
            mentions.c.seen_at.is_(None),
        )
    )
    return [int(row.note_id) for row in rows]


def _roles(reach: Scope) -> list[Role]:
    """Return the staff roles that read notes and reach rooms in this way."""
    return [
        role
        for role, things in SCOPES.items()
        if Can.NOTES in GRANTS[role] and things.get(Thing.ROOMS) is reach
    ]

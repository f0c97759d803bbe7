"""The staff who read a room's notes, and the notes that call one of them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, literal, or_, select

from app.accounts.access import GRANTS, SCOPES, Can, Role, Scope, Thing, Viewer
from app.accounts.tables import users
from app.chat.mentions import Mention
from app.chat.tables import mentions, notes, room_members, rooms
from app.db import among, database, prepared
from app.realtime.actor import Actor

LIMIT = 50


async def colleagues_in(room_id: int) -> list[Actor]:
    """Return everyone who reads the notes of a room, by name; never a customer."""
    rows = await _colleagues.fetch_all(room_id=room_id)
    return [Actor(id=row.id, name=row.name, role=row.role) for row in rows]


async def called_in(note_ids: Sequence[int]) -> dict[int, tuple[Actor, ...]]:
    """Return whom each note calls."""
    found: dict[int, tuple[Actor, ...]] = defaultdict(tuple)
    if not note_ids:
        return found
    for row in await _called.fetch_all(note_ids=note_ids):
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
    rows = await _unseen.fetch_all(room_id=room_id, user_id=user_id)
    return [int(row.note_id) for row in rows]


@prepared
def _colleagues() -> Any:
    members = select(room_members.c.user_id).where(room_members.c.room_id == bindparam("room_id"))
    return (
        select(users.c.id, users.c.name, users.c.role)
        .where(
            users.c.disabled_at.is_(None),
            or_(
                users.c.role.in_([literal(role) for role in _roles(Scope.ALL)]),
                users.c.role.in_([literal(role) for role in _roles(Scope.ASSIGNED)])
                & users.c.id.in_(members),
            ),
        )
        .order_by(users.c.name, users.c.id)
    )


@prepared
def _called() -> Any:
    return (
        select(mentions.c.note_id, users.c.id, users.c.name, users.c.role)
        .join(users, users.c.id == mentions.c.user_id)
        .where(among(mentions.c.note_id, "note_ids"))
        .order_by(users.c.id)
    )


@prepared
def _unseen() -> Any:
    return (
        select(mentions.c.note_id)
        .join(notes, notes.c.id == mentions.c.note_id)
        .where(
            notes.c.room_id == bindparam("room_id"),
            mentions.c.user_id == bindparam("user_id"),
            mentions.c.seen_at.is_(None),
        )
    )


def _roles(reach: Scope) -> list[Role]:
    """Return the staff roles that read notes and reach rooms in this way."""
    return [
        role
        for role, things in SCOPES.items()
        if Can.NOTES in GRANTS[role] and things.get(Thing.ROOMS) is reach
    ]

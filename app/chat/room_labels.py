"""The studio's own labels on conversations, and which rooms carry them."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from app.chat.tables import labelled_rooms, room_labels, rooms
from app.db import database

MOST = 60
"""Labels of the whole studio: more than these nobody tells apart."""


@dataclass(frozen=True, slots=True)
class Label:
    """A word by which staff find conversations again."""

    id: int
    name: str


async def all_labels() -> list[Label]:
    """Return every label in use, by name."""
    query = select(room_labels.c.id, room_labels.c.name)
    rows = await database.fetch_all(query.order_by(func.lower(room_labels.c.name)).limit(MOST))
    return [Label(row.id, row.name) for row in rows]


async def labels_of(room_ids: Collection[int]) -> dict[int, list[Label]]:
    """Return the labels of rooms, by room."""
    if not room_ids:
        return {}
    joined = labelled_rooms.join(room_labels, room_labels.c.id == labelled_rooms.c.label_id)
    rows = await database.fetch_all(
        select(labelled_rooms.c.room_id, room_labels.c.id, room_labels.c.name)
        .select_from(joined)
        .where(labelled_rooms.c.room_id.in_(list(room_ids)))
        .order_by(func.lower(room_labels.c.name))
    )
    found: dict[int, list[Label]] = {}
    for row in rows:
        found.setdefault(row.room_id, []).append(Label(row.id, row.name))
    return found


def carrying(label_id: int) -> ColumnElement[bool]:
    """Narrow rooms to those with a label."""
    labelled = select(labelled_rooms.c.room_id).where(labelled_rooms.c.label_id == label_id)
    return rooms.c.id.in_(labelled)

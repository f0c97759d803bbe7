"""How long customers wait for an answer, in the time in which the studio is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.catalogue.queries import opening
from app.chat.models import Room
from app.chat.tables import messages, rooms
from app.db import database

SOON = timedelta(minutes=30)
LATE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Timer:
    """A customer's wait so far; `is_first` while nobody of the studio has ever answered there."""

    spent: timedelta
    is_first: bool
    is_paused: bool
    """The studio is closed now: the clock stands."""

    @property
    def tone(self) -> str:
        """Return how pressing it is."""
        return "bad" if self.spent >= LATE else "warn" if self.spent >= SOON else "info"


async def timers_of(found: Sequence[Room]) -> dict[int, Timer]:
    """Return the running clocks of those rooms whose customer waits."""
    waiting = [room for room in found if room.waiting_since is not None]
    if not waiting:
        return {}
    hours, now = await opening(), clock.now()
    answered = await _answered([room.id for room in waiting])
    return {
        room.id: Timer(
            hours.spent(room.waiting_since, now), room.id not in answered, not hours.is_open(now)
        )
        for room in waiting
        if room.waiting_since is not None
    }


async def first_answer(room: Room) -> timedelta | None:
    """Return the working time that the studio's first answer took; None before there is one."""
    said = select(messages.c.id, messages.c.created_at).where(messages.c.room_id == room.id)
    first = said.order_by(messages.c.id).limit(1)
    asked = await database.fetch_one(first.where(messages.c.author_id == room.customer_id))
    if asked is None:
        return None
    other = messages.c.author_id.is_not(None), messages.c.author_id != room.customer_id
    answered = await database.fetch_one(first.where(*other, messages.c.id > asked.id))
    if answered is None:
        return None
    return (await opening()).spent(asked.created_at, answered.created_at)


async def _answered(room_ids: list[int]) -> set[int]:
    """Return the rooms in which somebody of the studio has ever spoken."""
    spoken = select(messages.c.id).where(
        messages.c.room_id == rooms.c.id,
        messages.c.author_id.is_not(None),
        messages.c.author_id != rooms.c.customer_id,
    )
    query = select(rooms.c.id).where(rooms.c.id.in_(room_ids), spoken.correlate(rooms).exists())
    return {row.id for row in await database.fetch_all(query)}

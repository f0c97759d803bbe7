"""When a customer can expect an answer: the opening hours, and how long answers took lately."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, select

from app import clock
from app.catalogue.queries import all_branches
from app.chat.models import Answers
from app.chat.tables import messages, rooms
from app.db import database

LOOKED_AT = 1000
"""So many of the latest messages of the studio are looked at."""
ENOUGH = 5
KEPT = timedelta(minutes=10)

_kept: tuple[datetime, timedelta | None] | None = None


async def expected() -> Answers:
    """Return what a customer may expect while nobody of the studio is here."""
    hours = next((b for b in await all_branches() if b.hours_id or b.hours_en), None)
    usual = await _usual()
    return Answers(hours.hours_id, hours.hours_en, usual) if hours else Answers(usual=usual)


def usual_wait(said: Iterable[tuple[int, bool, datetime]]) -> timedelta | None:
    """Return the median time from a customer's first unanswered word to the studio's next one.

    `said` is (room, by the customer?, when) in the order of time; None when too little was said.
    """
    waiting: dict[int, datetime] = {}
    waits: list[float] = []
    for room, is_customer, moment in said:
        if is_customer:
            waiting.setdefault(room, moment)
        elif room in waiting:
            waits.append((moment - waiting.pop(room)).total_seconds())
    return timedelta(seconds=median(waits)) if len(waits) >= ENOUGH else None


async def _usual() -> timedelta | None:
    """Return the usual wait, counted anew every few minutes."""
    global _kept
    if _kept is None or not timedelta(0) <= clock.now() - _kept[0] < KEPT:
        _kept = clock.now(), usual_wait(await _lately())
    return _kept[1]


async def _lately() -> list[tuple[int, bool, datetime]]:
    newest = await database.fetch_val(select(func.max(messages.c.id))) or 0
    rows = await database.fetch_all(
        select(
            messages.c.room_id,
            messages.c.author_id == rooms.c.customer_id,
            messages.c.created_at,
        )
        .join(rooms, rooms.c.id == messages.c.room_id)
        .where(messages.c.id > newest - LOOKED_AT, messages.c.author_id.is_not(None))
        .order_by(messages.c.id)
    )
    return [(int(row[0]), bool(row[1]), row[2]) for row in rows]

"""Tries that cost: a durable bucket per address and a growing delay per account."""

import math
from datetime import datetime, timedelta

import sqlalchemy as sa

from app import clock
from app.accounts.tables import throttles
from app.db import database, transaction
from app.errors import TooMany
from app.i18n import ngettext

FREE_TRIES = 5
LONGEST_DELAY = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=24)
BUCKET_SIZE, BUCKET_REFILL = 60, timedelta(seconds=20)


async def take_turn(name: str) -> None:
    """Count a try before it is made; from the fifth on each doubles the wait for the next.

    The try is counted first, so that a hundred at once get no more than one after another.
    """
    async with transaction():
        now = clock.now()
        tries, blocked_until, updated_at = await _kept(name)
        if blocked_until is not None and blocked_until > now:
            raise _too_many(blocked_until - now)
        tries = 1 if updated_at is None or now - updated_at > FORGET_AFTER else tries + 1
        wait = timedelta(seconds=2 ** min(tries - FREE_TRIES, 20)) if tries >= FREE_TRIES else None
        until = None if wait is None else now + min(wait, LONGEST_DELAY)
        await _keep(name, tries, until, now)


async def take_token(name: str) -> None:
    """Take one token from a bucket that refills slowly; empty means wait."""
    async with transaction():
        now = clock.now()
        used, _blocked, updated_at = await _kept(name)
        if updated_at is not None:
            used = max(0.0, used - (now - updated_at) / BUCKET_REFILL)
        if used + 1 > BUCKET_SIZE:
            raise _too_many((used + 1 - BUCKET_SIZE) * BUCKET_REFILL)
        await _keep(name, used + 1, None, now)


async def forget(name: str) -> None:
    """Start afresh after a success."""
    await database.execute(sa.delete(throttles).where(throttles.c.name == name))


async def give_back(name: str) -> None:
    """Return the token of a try that succeeded."""
    await database.execute(
        sa.update(throttles)
        .where(throttles.c.name == name, throttles.c.tries >= 1)
        .values(tries=throttles.c.tries - 1)
    )


async def sweep() -> None:
    """Forget what is a day old."""
    await database.execute(
        sa.delete(throttles).where(throttles.c.updated_at < clock.now() - FORGET_AFTER)
    )


async def _kept(name: str) -> tuple[float, datetime | None, datetime | None]:
    row = await database.fetch_one(
        sa.select(throttles.c.tries, throttles.c.blocked_until, throttles.c.updated_at).where(
            throttles.c.name == name
        )
    )
    return (0.0, None, None) if row is None else (row.tries, row.blocked_until, row.updated_at)


async def _keep(name: str, tries: float, until: datetime | None, now: datetime) -> None:
    values = {"tries": tries, "blocked_until": until, "updated_at": now}
    kept = await database.fetch_one(
        sa.update(throttles)
        .where(throttles.c.name == name)
        .values(**values)
        .returning(throttles.c.id)
    )
    if kept is None:
        await database.execute(sa.insert(throttles).values(name=name, **values))


def _too_many(wait: timedelta) -> TooMany:
    seconds = max(1, math.ceil(wait.total_seconds()))
    return TooMany(_wait(seconds), retry_after=seconds)


def _wait(seconds: int) -> str:
    if seconds < 120:
        return ngettext(
            "Too many tries. Please wait %(num)s second.",
            "Too many tries. Please wait %(num)s seconds.",
            seconds,
        )
    minutes = math.ceil(seconds / 60)
    return ngettext(
        "Too many tries. Please wait %(num)s minute.",
        "Too many tries. Please wait %(num)s minutes.",
        minutes,
    )

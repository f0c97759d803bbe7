"""Group commit: small units of work that are written at the same moment share one COMMIT."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.db.port import database, transaction
from app.db.refusals import Clash
from app.db.units import in_transaction

T = TypeVar("T")

TRIES = 6
PAUSE = 0.02
"""Seconds before the first repetition, doubled for each further one and spread at random."""


async def commit_together(work: Callable[[], Awaitable[T]]) -> T:
    """Run a unit of work in one transaction with those that wait at this moment; return its result.

    The unit stands or falls alone: what it raises undoes only its own changes. It returns after
    COMMIT. `publish()`, `after_commit()` and an inner `transaction()` work in it as usual; inside
    a `transaction()` it joins that.

    Await only the database in it: on SQLite it is driven in the writer's thread, where there is no
    event loop, and anything else raises RuntimeError. It must bear being run again from its
    beginning: PostgreSQL ends one of two transactions that wait for each other.
    """
    if in_transaction():
        return await work()
    if database.batches is not None:
        return await database.batches.run(work)
    return await _patiently(work)


async def _patiently(work: Callable[[], Awaitable[T]]) -> T:
    pause = PAUSE
    for _ in range(TRIES - 1):
        try:
            return await _in_transaction(work)
        except Clash:
            await asyncio.sleep(random.uniform(0, pause))  # noqa: S311
            pause *= 2
    return await _in_transaction(work)


async def _in_transaction(work: Callable[[], Awaitable[T]]) -> T:
    async with transaction():
        return await work()

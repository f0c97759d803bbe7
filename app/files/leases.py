"""One writer per upload among the machines of one database: a lease, renewed while it writes.

Processes that share an uploads folder settle it by `locks`, and a lease belongs to their folder, so
that nobody waits for a process that died. SQLite has one machine only, and needs no lease.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.db import database, upsert
from app.files.refusals import busy
from app.files.tables import upload_leases
from app.storage import disk

SECONDS = 30.0
RENEW_EVERY = 10.0
LOOK_EVERY = 0.5
ASK_EVERY = 0.1

log = logging.getLogger("sanggar")


@dataclass(slots=True)
class Lease:
    """The right to write an upload until a time of this process's clock."""

    upload_id: str
    stop: Callable[[], None]
    until: float = math.inf

    def check(self) -> None:
        """Refuse to record anything once somebody else may be writing."""
        if time.monotonic() >= self.until:
            raise busy()


_held: dict[str, Lease] = {}
_keeping: asyncio.Task[None] | None = None


async def claim(upload_id: str, *, within: float, stop: Callable[[], None]) -> Lease:
    """Take an upload; BlockingIOError when its holder stays. `stop` is called when another asks."""
    lease = Lease(upload_id, stop)
    if database.dialect != "postgresql":
        return lease
    deadline = time.monotonic() + within
    while not await _taken(lease):
        await _ask_for(upload_id)
        if time.monotonic() >= deadline:
            raise BlockingIOError
        await asyncio.sleep(ASK_EVERY)
    _held[upload_id] = lease
    _begin_keeping()
    return lease


async def release(lease: Lease) -> None:
    """Let go."""
    if _held.get(lease.upload_id) is lease:
        del _held[lease.upload_id]
        await database.execute(sa.delete(upload_leases).where(_ours(), _is(lease.upload_id)))


async def is_free(upload_id: str, *, within: float) -> bool:
    """Ask a holder at whatever machine to let go; tell whether it did."""
    if database.dialect != "postgresql":
        return True
    deadline = time.monotonic() + within
    held = sa.select(upload_leases.c.upload_id).where(
        _is(upload_id), sa.not_(_ours()), upload_leases.c.until > clock.now()
    )
    while await database.fetch_one(held) is not None:
        await _ask_for(upload_id)
        if time.monotonic() >= deadline:
            return False
        await asyncio.sleep(ASK_EVERY)
    return True


async def forget_old() -> None:
    """Delete leases that a dead process left, long after nobody minds them."""
    before = clock.now() - timedelta(days=1)
    await database.execute(sa.delete(upload_leases).where(upload_leases.c.until < before))


async def _taken(lease: Lease) -> bool:
    asked, now = time.monotonic(), clock.now()
    ours = {"folder": disk.identity, "until": now + timedelta(seconds=SECONDS), "wanted": False}
    row = await database.fetch_one(
        upsert(
            upload_leases,
            {"upload_id": lease.upload_id, **ours},
            key=["upload_id"],
            change=ours,
            where=_ours() | (upload_leases.c.until <= now),
        ).returning(upload_leases.c.upload_id)
    )
    lease.until = asked + SECONDS
    return row is not None


async def _ask_for(upload_id: str) -> None:
    await database.execute(sa.update(upload_leases).where(_is(upload_id)).values(wanted=True))


def _begin_keeping() -> None:
    global _keeping
    if _keeping is None or _keeping.done():
        _keeping = asyncio.create_task(_keep(), name="upload leases")


async def _keep() -> None:
    """Renew what this process holds, and look for those who want it, until it holds nothing."""
    renewed = time.monotonic()
    while _held:
        await asyncio.sleep(LOOK_EVERY)
        try:
            await _look()
            if time.monotonic() - renewed >= RENEW_EVERY:
                renewed = time.monotonic()
                await _renew()
        except Exception:
            log.exception("the leases of uploads could not be renewed")


async def _look() -> None:
    wanted = sa.select(upload_leases.c.upload_id).where(_ours(), upload_leases.c.wanted)
    for row in await database.fetch_all(wanted):
        if row.upload_id in _held:
            _held[row.upload_id].stop()


async def _renew() -> None:
    leases, asked = list(_held.values()), time.monotonic()
    rows = await database.fetch_all(
        sa.update(upload_leases)
        .where(_ours(), upload_leases.c.upload_id.in_([each.upload_id for each in leases]))
        .values(until=clock.now() + timedelta(seconds=SECONDS))
        .returning(upload_leases.c.upload_id)
    )
    kept = {row.upload_id for row in rows}
    for lease in leases:
        lease.until = asked + SECONDS if lease.upload_id in kept else asked
        if lease.upload_id not in kept:
            lease.stop()


def _is(upload_id: str) -> sa.ColumnElement[bool]:
    return upload_leases.c.upload_id == upload_id


def _ours() -> sa.ColumnElement[bool]:
    return upload_leases.c.folder == disk.identity

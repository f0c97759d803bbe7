"""How many customers a promo was really shown to: each once, however many pages and devices.

Open pages report what stands before somebody's eyes, at leisure. What they say is gathered in
memory and written together, so that a promo on a thousand pages costs a few transactions. Visitors
without an account are not counted: to know them again would take a mark that follows them.
"""

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, select, update

from app import clock
from app.accounts.access import Role, Viewer
from app.db import database, transaction, upsert
from app.promos import queries
from app.promos.status import Status
from app.promos.tables import promo_sightings, promos

PAUSE = 5.0
"""Seconds for which reports are gathered."""
MOST = 20_000
"""Reports that may wait; a database that is away for longer loses the rest."""
BATCH = 500
KEPT = timedelta(days=30)
"""How long it stays known who saw a promo once that is over; the number stays for ever."""

log = structlog.get_logger(__name__)


class Sightings:
    """What this process has heard and not written yet."""

    def __init__(self) -> None:
        self._heard: dict[tuple[int, int], datetime] = {}
        self._turn: asyncio.Task[None] | None = None

    def note(self, viewer: Viewer, promo_ids: Collection[int]) -> None:
        """Take down that a customer has these promos before their eyes; costs no transaction."""
        if viewer.role is not Role.CUSTOMER or len(self._heard) >= MOST:
            return
        for promo_id in promo_ids:
            self._heard.setdefault((promo_id, viewer.id), clock.now())
        if self._turn is None or self._turn.done():
            self._turn = asyncio.create_task(self._write_soon())

    async def stop(self) -> None:
        """Write what is left."""
        if self._turn is not None:
            self._turn.cancel()
            await asyncio.wait([self._turn])
        await self.write()

    async def write(self) -> None:
        """Write what was heard; what cannot be written now is tried again with the next."""
        while self._heard:
            batch = dict(list(self._heard.items())[:BATCH])
            await _keep(batch)
            for key in batch:
                self._heard.pop(key, None)

    async def _write_soon(self) -> None:
        await asyncio.sleep(PAUSE)
        try:
            await self.write()
        except Exception as failure:  # whatever the database says: the numbers can wait
            log.warning("sightings of promos were not written", why=repr(failure))


sightings = Sightings()


async def forget_old() -> None:
    """Forget who saw promos that are over."""
    over = select(promos.c.id).where(promos.c.status == Status.ENDED)
    old = promo_sightings.c.at < clock.now() - KEPT
    await database.execute(delete(promo_sightings).where(old, promo_sightings.c.promo_id.in_(over)))


async def _keep(heard: dict[tuple[int, int], datetime]) -> None:
    async with transaction():
        known = {promo_id for promo_id, _user in heard}
        shown = await queries.on_show(known)
        rows = [
            {"promo_id": promo_id, "user_id": user_id, "at": at}
            for (promo_id, user_id), at in sorted(heard.items())  # all processes in one order
            if promo_id in shown
        ]
        if not rows:
            return
        kept = upsert(promo_sightings, rows, key=["promo_id", "user_id"])
        fresh = [
            row.promo_id
            for row in await database.fetch_all(kept.returning(promo_sightings.c.promo_id))
        ]
        for promo_id in sorted(set(fresh)):
            await database.execute(
                update(promos)
                .where(promos.c.id == promo_id)
                .values(seen=promos.c.seen + fresh.count(promo_id))
            )

"""Timed work of the engine: events past their retention, and lost rights that all know of, leave.

A channel keeps its newest `keep_events` and everything younger than `keep_days`. Whoever asks from
below what is kept is told so (`recovered: false`) and loads the state itself.
"""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app import clock
from app.db import database, transaction
from app.jobs import every
from app.realtime import revocations
from app.realtime.counters import counters
from app.realtime.hub import hub
from app.realtime.log import event, stream

BATCH = 500
"""Events that one transaction removes: the writer is free again after some milliseconds."""
PAUSE = 0.05
"""Seconds for everybody else between two batches."""


@every(minutes=60, lease=50)
async def trim() -> None:
    """Remove what no channel has to keep any more."""
    limits = hub.limits
    before = clock.now() - timedelta(days=limits.keep_days)
    crowded = stream.c.head - stream.c.oldest >= limits.keep_events
    rows = await database.fetch_all(select(stream.c.channel).where(crowded))
    for row in rows:
        while removed := await _trim_some(row["channel"], limits.keep_events, before):
            counters.trimmed += removed
            await asyncio.sleep(PAUSE)


@every(minutes=60, lease=5)
async def forget_revocations() -> None:
    """Remove the losses of rights that every process has acted on."""
    await revocations.forget()


async def _trim_some(channel: str, keep: int, before: datetime) -> int:
    """Remove the oldest events of a channel, at most BATCH; return how many there were."""
    standing = await database.fetch_one(select(stream).where(stream.c.channel == channel))
    if standing is None:
        return 0
    oldest = standing["oldest"]
    end = min(oldest + BATCH, standing["head"] - keep + 1)
    here = (event.c.channel == channel) & (event.c.offset >= oldest) & (event.c.offset < end)
    young = await database.fetch_val(
        select(func.min(event.c.offset)).where(here, event.c.at >= before)
    )
    end = end if young is None else young
    if end <= oldest:
        return 0
    async with transaction():
        await database.execute(
            stream.update().where(stream.c.channel == channel).values(oldest=end)
        )
        await database.execute(
            event.delete().where(event.c.channel == channel, event.c.offset < end)
        )
    return int(end - oldest)

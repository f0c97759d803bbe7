"""Rights that were lost, kept for a while: a process that missed the hint finds them here.

A row needs no lock that transactions would wait for, so rows may become visible out of order; who
looks reads the last WINDOW again and leaves out what it knows.
"""

from datetime import timedelta

from sqlalchemy import Column, Index, Text, bindparam, select

from app import clock
from app.db import Id, UtcDateTime, database, id_column, prepared, table
from app.realtime.bus import RightsChanged

WINDOW = timedelta(minutes=1)
"""Longer than any transaction, and than two machines' clocks may differ."""
KEPT = timedelta(hours=1)

revocation = table(
    "revocation",
    id_column(),
    Column("session_id", Id, nullable=False),
    Column("user_id", Id, nullable=False),
    Column("channel", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_revocation_at", "at"),
)


async def keep(change: RightsChanged) -> RightsChanged:
    """Store a loss inside the running transaction and return it with its id."""
    row = {"session_id": change.session, "user_id": change.user, "channel": change.channel}
    number = await database.fetch_val(
        revocation.insert().values(**row, at=clock.now()).returning(revocation.c.id)
    )
    return RightsChanged(number, change.session, change.user, change.channel)


async def recent() -> list[RightsChanged]:
    """Return the losses of the last WINDOW."""
    rows = await _since.fetch_all(since=clock.now() - WINDOW)
    return [
        RightsChanged(row["id"], row["session_id"], row["user_id"], row["channel"]) for row in rows
    ]


async def forget() -> None:
    """Remove what every process has long seen; apart from `keep`, whose callers hold locks."""
    await database.execute(revocation.delete().where(revocation.c.at < clock.now() - KEPT))


_since = prepared(
    lambda: select(revocation).where(
        revocation.c.at > bindparam("since", type_=UtcDateTime(), required=True)
    )
)

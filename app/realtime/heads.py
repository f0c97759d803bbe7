"""Which channels have moved on: one statement, however many channels a process listens to."""

import msgspec
from sqlalchemy import BigInteger, Text, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import JSON

from app.db import database, prepared
from app.realtime.log import stream

AT_ONCE = 5000
"""Channels of one statement."""


async def ahead(known: dict[str, int]) -> dict[str, int]:
    """Return those of the known heads that the database is ahead of, with their new heads."""
    found: dict[str, int] = {}
    names = list(known)
    for start in range(0, len(names), AT_ONCE):
        part = {name: known[name] for name in names[start : start + AT_ONCE]}
        rows = await _ahead.fetch_all(known=msgspec.json.encode(part).decode())
        found |= {row["channel"]: row["head"] for row in rows}
    return found


def _build() -> object:
    """The comparison is the database's: only what differs comes back."""
    text = bindparam("known", type_=Text(), required=True)
    if database.dialect == "postgresql":
        each = func.json_each_text(cast(text, JSON))
    else:
        each = func.json_each(text)
    heads = each.table_valued("key", "value", name="heads")
    return (
        select(stream.c.channel, stream.c.head)
        .select_from(heads)
        .join(stream, stream.c.channel == heads.c.key)
        .where(stream.c.head > cast(heads.c.value, BigInteger))
    )


_ahead = prepared(_build)

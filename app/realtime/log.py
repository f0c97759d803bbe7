"""The durable streams: next offset, events, positions, recovery. The database is the truth."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import Raw
from sqlalchemy import BigInteger, Column, Index, Table, Text, and_, func, select

from app.db import Row, UtcDateTime, database, metadata, upsert
from app.realtime.protocol import Event, encode

ROOT = ""
"""The stream of no channel: its epoch is the installation's, taken by every new stream."""

stream = Table(
    "stream",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("head", BigInteger, nullable=False),
    Column("oldest", BigInteger, nullable=False),
    Column("epoch", Text, nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("offset", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_event_at", "at"),
)


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a channel: everything up to `offset` is known."""

    epoch: str
    offset: int


@dataclass(frozen=True, slots=True)
class Logged:
    """One stored event; `data` is what every listener gets."""

    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Missed:
    """The stream as it stands, and the events after a position; None: it cannot be resumed."""

    position: Position
    events: Sequence[Logged] | None


async def position(channel: str) -> Position:
    """Return the channel's head; read it in the same transaction as the state it belongs to."""
    query = select(stream).where(stream.c.channel.in_([channel, ROOT]))
    rows = {row["channel"]: row for row in await database.fetch_all(query)}
    if channel in rows:
        return Position(rows[channel]["epoch"], rows[channel]["head"])
    if ROOT in rows:
        return Position(rows[ROOT]["epoch"], 0)
    return Position(await _found_installation(_new_epoch()), 0)


async def events_after(channel: str, offset: int, limit: int = 500) -> list[Logged]:
    """Return the next events after an offset, oldest first."""
    query = (
        select(event)
        .where(event.c.channel == channel, event.c.offset > offset)
        .order_by(event.c.offset)
        .limit(limit)
    )
    return [_logged(row) for row in await database.fetch_all(query)]


async def events_before(channel: str, offset: int, limit: int) -> list[Logged]:
    """Return the last events before an offset, newest first."""
    query = (
        select(event)
        .where(event.c.channel == channel, event.c.offset < offset)
        .order_by(event.c.offset.desc())
        .limit(limit)
    )
    return [_logged(row) for row in await database.fetch_all(query)]


async def missed(channel: str, since: Position, limit: int) -> Missed:
    """Return head and every event after `since` from one snapshot: one statement.

    There is no partial replay: another epoch, a trimmed or future offset, or more than `limit`
    events give None.
    """
    query = (
        select(stream.c.head, stream.c.oldest, stream.c.epoch, event)
        .select_from(stream)
        .outerjoin(event, and_(event.c.channel == stream.c.channel, event.c.offset > since.offset))
        .where(stream.c.channel == channel)
        .order_by(event.c.offset)
        .limit(limit + 1)
    )
    rows = await database.fetch_all(query)
    if not rows:
        start = await position(channel)
        return Missed(start, [] if start == since else None)
    first = rows[0]
    head = Position(first["epoch"], first["head"])
    known = since.epoch == head.epoch and first["oldest"] - 1 <= since.offset <= head.offset
    if not known or head.offset - since.offset > limit:
        return Missed(head, None)
    return Missed(head, [_logged(row) for row in rows if row["id"] is not None])


async def heads(channels: Sequence[str]) -> dict[str, int]:
    """Return the heads of several channels."""
    query = select(stream.c.channel, stream.c.head).where(stream.c.channel.in_(channels))
    return {row["channel"]: row["head"] for row in await database.fetch_all(query)}


async def append(
    channel: str, *, event_id: str, kind: str, actor: bytes, data: bytes, at: datetime
) -> Position:
    """Take the channel's next offset and store the event; the row stays locked until COMMIT."""
    row = await database.fetch_one(_next_offset(channel))
    if row is None:
        raise RuntimeError("the stream gave no offset")
    if row["head"] == 1:
        await _found_installation(row["epoch"])
    await database.execute(
        event.insert().values(
            channel=channel,
            offset=row["head"],
            id=event_id,
            type=kind,
            actor=actor.decode(),
            payload=data.decode(),
            at=at,
        )
    )
    return Position(row["epoch"], row["head"])


def _next_offset(channel: str) -> Any:
    epoch = select(stream.c.epoch).where(stream.c.channel == ROOT).scalar_subquery()
    return upsert(
        stream,
        {
            "channel": channel,
            "head": 1,
            "oldest": 1,
            "epoch": func.coalesce(epoch, _new_epoch()),
        },
        key=["channel"],
        change={"head": stream.c.head + 1},
    ).returning(stream.c.head, stream.c.epoch)


async def _found_installation(epoch: str) -> str:
    row = await database.fetch_one(
        upsert(
            stream,
            {"channel": ROOT, "head": 0, "oldest": 1, "epoch": epoch},
            key=["channel"],
            change={"head": stream.c.head},
        ).returning(stream.c.epoch)
    )
    if row is None:
        raise RuntimeError("the installation has no epoch")
    return str(row["epoch"])


def _new_epoch() -> str:
    return secrets.token_hex(4)


def _logged(row: Row) -> Logged:
    wire = Event(
        type=row["type"],
        id=row["id"],
        at=row["at"],
        actor=Raw(row["actor"].encode()),
        data=Raw(row["payload"].encode()),
    )
    return Logged(row["offset"], encode(wire))

"""The durable streams: next offset, events, positions, recovery. The database is the truth."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from msgspec import Raw
from sqlalchemy import BigInteger, Column, Index, Table, Text, and_, bindparam, func, or_, select

from app.db import Prepared, Row, UtcDateTime, database, metadata, prepared, upsert
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


_EPOCH = bindparam("new_epoch", type_=Text())

AT_ONCE = 32
"""Most events of one statement."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a channel: everything up to `offset` is known."""

    epoch: str
    offset: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An event on its way into a channel."""

    channel: str
    event: Event


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
    rows = {row["channel"]: row for row in await _standing.fetch_all(name=channel)}
    if channel in rows:
        return Position(rows[channel]["epoch"], rows[channel]["head"])
    if ROOT in rows:
        return Position(rows[ROOT]["epoch"], 0)
    return Position(await _founded.fetch_val(new_epoch=_new_epoch()), 0)


async def events_after(channel: str, offset: int, limit: int = 500) -> list[Logged]:
    """Return the next events after an offset, oldest first."""
    rows = await _events_after.fetch_all(name=channel, place=offset, most=limit)
    return [_logged(row) for row in rows]


async def events_before(channel: str, offset: int, limit: int) -> list[Logged]:
    """Return the last events before an offset, newest first."""
    rows = await _events_before.fetch_all(name=channel, place=offset, most=limit)
    return [_logged(row) for row in rows]


async def missed(channel: str, since: Position, limit: int) -> Missed:
    """Return head and every event after `since` from one snapshot: one statement.

    There is no partial replay: another epoch, a trimmed or future offset, or more than `limit`
    events give None.
    """
    rows = await _missed.fetch_all(name=channel, place=since.offset, most=limit + 1)
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


async def append(entries: Sequence[Entry]) -> list[Position]:
    """Take the next offset of each channel and store the events; the rows stay locked until COMMIT.

    Each channel may come once. They are locked in the order of their names, so that transactions
    that write to the same channels take turns instead of waiting for each other.
    """
    if len({entry.channel for entry in entries}) != len(entries):
        raise ValueError("one event at a time for a channel")
    ordered = sorted(entries, key=lambda entry: entry.channel)
    taken: dict[str, Position] = {}
    for start in range(0, len(ordered), AT_ONCE):
        taken |= await _append_some(ordered[start : start + AT_ONCE])
    return [taken[entry.channel] for entry in entries]


async def _append_some(entries: Sequence[Entry]) -> dict[str, Position]:
    names = {f"channel{place}": entry.channel for place, entry in enumerate(entries)}
    new_epoch = _new_epoch()
    rows = await _next_offsets(len(entries)).fetch_all(**names, new_epoch=new_epoch)
    taken = {row["channel"]: Position(row["epoch"], row["head"]) for row in rows}
    values: dict[str, object] = {}
    for place, entry in enumerate(entries):
        wire = entry.event
        values |= {
            f"channel{place}": entry.channel,
            f"offset{place}": taken[entry.channel].offset,
            f"id{place}": wire.id,
            f"type{place}": wire.type,
            f"actor{place}": bytes(wire.actor).decode(),
            f"payload{place}": bytes(wire.data).decode(),
            f"at{place}": wire.at,
        }
    await _new_events(len(entries)).execute(**values)
    if any(position.epoch == new_epoch for position in taken.values()):
        await _founded.execute(new_epoch=new_epoch)
    return taken


@cache
def _next_offsets(number: int) -> Prepared:
    """Return the statement that takes the next offset of so many channels."""
    epoch = select(stream.c.epoch).where(stream.c.channel == ROOT).scalar_subquery()

    def build() -> Any:
        row = {"head": 1, "oldest": 1, "epoch": func.coalesce(epoch, _EPOCH)}
        rows = [{"channel": bindparam(f"channel{place}")} | row for place in range(number)]
        query = upsert(stream, rows, key=["channel"], change={"head": stream.c.head + 1})
        return query.returning(stream.c.channel, stream.c.head, stream.c.epoch)

    return prepared(build)


@cache
def _new_events(number: int) -> Prepared:
    """Return the statement that stores so many events."""
    names = [column.name for column in event.columns]
    return prepared(
        lambda: event.insert().values(
            [{name: bindparam(f"{name}{place}") for name in names} for place in range(number)]
        )
    )


@prepared
def _founded() -> Any:
    """Return the installation's epoch; the first one to ask gives it."""
    row = {"channel": ROOT, "head": 0, "oldest": 1, "epoch": _EPOCH}
    query = upsert(stream, row, key=["channel"], change={"head": stream.c.head})
    return query.returning(stream.c.epoch)


@prepared
def _standing() -> Any:
    return select(stream).where(
        or_(stream.c.channel == bindparam("name"), stream.c.channel == ROOT)
    )


@prepared
def _events_after() -> Any:
    return _events().where(event.c.offset > bindparam("place")).order_by(event.c.offset)


@prepared
def _events_before() -> Any:
    return _events().where(event.c.offset < bindparam("place")).order_by(event.c.offset.desc())


def _events() -> Any:
    return select(event).where(event.c.channel == bindparam("name")).limit(bindparam("most"))


@prepared
def _missed() -> Any:
    later = and_(event.c.channel == stream.c.channel, event.c.offset > bindparam("place"))
    return (
        select(stream.c.head, stream.c.oldest, stream.c.epoch, event)
        .select_from(stream)
        .outerjoin(event, later)
        .where(stream.c.channel == bindparam("name"))
        .order_by(event.c.offset)
        .limit(bindparam("most"))
    )


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

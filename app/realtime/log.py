"""The durable streams: next offset, events, positions, recovery. The database is the truth."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from msgspec import Raw
from sqlalchemy import BigInteger, Column, Index, Table, Text, and_, bindparam, func, or_, select

from app.db import Row, UtcDateTime, among, database, metadata, prepared, upsert
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


_STANDING = (stream.c.channel, stream.c.epoch, stream.c.head)
_EPOCH = bindparam("new_epoch", type_=Text())

AT_ONCE = 32
"""Most events of one statement."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a channel: everything up to `offset` is known."""

    epoch: str
    offset: int


class Entry(NamedTuple):
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
    return (await positions([channel]))[channel]


async def positions(channels: Sequence[str]) -> dict[str, Position]:
    """Return the heads of several channels, as `position` does, of one moment."""
    rows = await _standing.fetch_all(names=[*channels, ROOT])
    heads = {row["channel"]: Position(row["epoch"], row["head"]) for row in rows}
    root = heads.pop(ROOT, None)
    if not heads.keys() >= {*channels}:
        epoch = root.epoch if root else await _founded.fetch_val(new_epoch=new_epoch())
        heads = dict.fromkeys(channels, Position(epoch, 0)) | heads
    return heads


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
        if start.offset > 0:  # its first event was committed between the two reads
            return await missed(channel, since, limit)
        return Missed(start, [] if start == since else None)
    first = rows[0]
    head = Position(first["epoch"], first["head"])
    known = since.epoch == head.epoch and first["oldest"] - 1 <= since.offset <= head.offset
    if not known or head.offset - since.offset > limit:
        return Missed(head, None)
    return Missed(head, [_logged(row) for row in rows if row["id"] is not None])


async def append(entries: Sequence[Entry]) -> list[Position]:
    """Take the next offset of each channel and store the events; the rows stay locked until COMMIT.

    Each channel may come once. They are locked in the order of their names, so that transactions
    that write to the same channels take turns instead of waiting for each other.
    """
    if len({channel for channel, _ in entries}) != len(entries):
        raise ValueError("one event at a time for a channel")
    ordered = sorted(entries, key=_channel)
    taken: dict[str, Position] = {}
    for start in range(0, len(ordered), AT_ONCE):
        await _append_some(ordered[start : start + AT_ONCE], taken)
    return [taken[entry.channel] for entry in entries]


async def _append_some(entries: Sequence[Entry], taken: dict[str, Position]) -> None:
    statements = _statements(len(entries))
    given = dict(zip(statements.names, map(_channel, entries), strict=True))
    given["new_epoch"] = new_epoch = entries[0].event.id[-8:]
    if database.dialect == "sqlite":  # its RETURNING costs four times the update itself
        await statements.advance.execute(**given)
        rows = await statements.standing.fetch_all(**given)
    else:
        rows = await statements.advance_and_return.fetch_all(**given)
    for channel, epoch, head in rows:
        taken[channel] = Position(epoch, head)
        if epoch == new_epoch:
            await _founded.execute(new_epoch=epoch)
    values: list[object] = []
    for channel, wire in entries:
        actor, data = bytes(wire.actor).decode(), bytes(wire.data).decode()
        values += channel, taken[channel].offset, wire.id, wire.type, actor, data, wire.at
    await statements.events.execute(**dict(zip(statements.columns, values, strict=True)))


async def blank(
    channels: Collection[str], *, actor_id: int = 0, telling: Sequence[str] = ()
) -> None:
    """Take the words out of events of these channels; the offsets stay, so nobody finds a gap.

    With `actor_id` only out of those that a person caused, or whose payload has a part in
    `telling`.
    """
    query = event.update().where(event.c.channel.in_(channels))
    if actor_id:
        by = event.c.actor.startswith(f'{{"id":{actor_id},')
        query = query.where(or_(by, *(event.c.payload.contains(part) for part in telling)))
    await database.execute(query.values(type="erased", actor="null", payload="null"))


class _Statements:
    """What appends so many events at once, and the names of the values."""

    def __init__(self, number: int) -> None:
        self.names = [f"channel{place}" for place in range(number)]
        self.columns = [f"{c.name}{place}" for place in range(number) for c in event.columns]
        self.advance = prepared(self._advance)
        self.standing = prepared(self._standing)
        self.advance_and_return = prepared(lambda: self._advance().returning(*_STANDING))
        self.events = prepared(self._events)

    def _advance(self) -> Any:
        epoch = select(stream.c.epoch).where(stream.c.channel == ROOT).scalar_subquery()
        row = {"head": 1, "oldest": 1, "epoch": func.coalesce(epoch, _EPOCH)}
        rows = [{"channel": bindparam(name)} | row for name in self.names]
        return upsert(stream, rows, key=["channel"], change={"head": stream.c.head + 1})

    def _standing(self) -> Any:
        channels = [bindparam(name, type_=Text()) for name in self.names]
        return select(*_STANDING).where(stream.c.channel.in_(channels))

    def _events(self) -> Any:
        binds = iter(self.columns)
        rows: list[dict[str, Any]] = [
            {c.name: bindparam(next(binds)) for c in event.columns} for _ in self.names
        ]
        return event.insert().values(rows)


_statements = cache(_Statements)


@prepared
def _founded() -> Any:
    """Return the installation's epoch; the first one to ask gives it."""
    row = {"channel": ROOT, "head": 0, "oldest": 1, "epoch": _EPOCH}
    query = upsert(stream, row, key=["channel"], change={"head": stream.c.head})
    return query.returning(stream.c.epoch)


@prepared
def _standing() -> Any:
    return select(stream).where(among(stream.c.channel, "names"))


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


def new_epoch() -> str:
    """Return the name of a past that nobody knows yet."""
    return secrets.token_hex(4)


_channel = itemgetter(0)


def _logged(row: Row) -> Logged:
    wire = Event(
        type=row["type"],
        id=row["id"],
        at=row["at"],
        actor=Raw(row["actor"].encode()),
        data=Raw(row["payload"].encode()),
    )
    return Logged(row["offset"], encode(wire))

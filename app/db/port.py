"""The few methods through which the whole product reaches its database."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, cast

import databases
from sqlalchemy.sql import ClauseElement

from app.db.rows import Row

log = logging.getLogger(__name__)


class _Engine(databases.Database):
    SUPPORTED_BACKENDS = {  # noqa: RUF012 (the attribute of `databases` that registers backends)
        "sqlite": "app.db.sqlite:SQLiteBackend",
        "postgres": "app.db.postgres:PostgresBackend",
        "postgresql": "app.db.postgres:PostgresBackend",
        "postgresql+asyncpg": "app.db.postgres:PostgresBackend",
    }

    async def rows(self, query: ClauseElement) -> AsyncIterator[Row]:
        """Iterate; the stock method would begin a writing transaction for it."""
        async for row in self.connection()._connection.iterate(query):
            yield cast(Row, row)


class Database:
    """One installation's database; `open` it before use, `close` it at the end."""

    def __init__(self) -> None:
        self._engine: _Engine | None = None

    @property
    def engine(self) -> _Engine:
        """Return the open engine."""
        if self._engine is None:
            raise RuntimeError("the database is not open")
        return self._engine

    @property
    def is_open(self) -> bool:
        """Tell whether `open` has been called and `close` not yet."""
        return self._engine is not None

    @property
    def dialect(self) -> str:
        """Return `sqlite` or `postgresql`."""
        return "sqlite" if self.engine.url.dialect == "sqlite" else "postgresql"

    async def open(self, url: str) -> None:
        """Open the pool of connections."""
        if self._engine is not None:
            raise RuntimeError("the database is already open")
        engine = _Engine(url)
        await engine.connect()
        self._engine = engine

    async def close(self) -> None:
        """Close every connection; this ends within seconds even if one is stuck."""
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.disconnect()

    async def fetch_all(self, query: ClauseElement) -> list[Row]:
        """Return every row."""
        return cast(list[Row], await self.engine.fetch_all(query))

    async def fetch_one(self, query: ClauseElement) -> Row | None:
        """Return the first row, or None."""
        return cast(Row | None, await self.engine.fetch_one(query))

    async def fetch_val(self, query: ClauseElement) -> Any:
        """Return the first column of the first row, or None."""
        row = await self.fetch_one(query)
        return None if row is None else row[0]

    async def execute(self, query: ClauseElement) -> None:
        """Run a statement whose result nobody needs."""
        await self.engine.execute(query)

    def iterate(self, query: ClauseElement) -> AsyncIterator[Row]:
        """Return the rows one by one, for results too large for memory."""
        return self.engine.rows(query)


database = Database()


@dataclass(slots=True, eq=False)
class _Unit:
    """A running transaction: whose it is, and what it will do once committed."""

    task: asyncio.Task[Any] | None
    callbacks: list[Callable[[], None]] = field(default_factory=list)
    ended: bool = False


_unit: ContextVar[_Unit | None] = ContextVar("unit", default=None)


def in_transaction() -> bool:
    """Tell whether the caller is inside `transaction()`."""
    return _current() is not None


def after_commit(callback: Callable[[], None]) -> None:
    """Call back once the running transaction has committed; never when it rolls back."""
    unit = _current()
    if unit is None:
        raise RuntimeError("after_commit() needs a transaction()")
    unit.callbacks.append(callback)


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """Run the block atomically; an inner transaction joins the outer one.

    Await only the database inside, and start no task that the block waits for. A cancelled block
    rolls back; a commit that has begun completes, its callbacks run, and then the cancellation
    goes on its way.
    """
    if in_transaction():
        yield
        return
    unit = _Unit(asyncio.current_task())
    work = database.engine.transaction()
    await work.start()
    token = _unit.set(unit)
    try:
        yield
    except BaseException:
        unit.ended = True
        await work.rollback()
        raise
    finally:
        _unit.reset(token)
    unit.ended = True
    await work.commit()
    for callback in unit.callbacks:
        try:
            callback()
        except Exception:  # the deed is done: the caller must not hear that it failed
            log.exception("a callback after a commit failed")
    await asyncio.sleep(0)  # here a cancellation that came during the commit strikes


_reader: ContextVar[asyncio.Task[Any] | None] = ContextVar("reader", default=None)


@asynccontextmanager
async def snapshot() -> AsyncIterator[None]:
    """Let every query of the block read the same moment, without holding the writer.

    Inside a transaction or another snapshot it joins that. Nothing can be written in it.
    """
    task = asyncio.current_task()
    if in_transaction() or (task is not None and _reader.get() is task):
        yield
        return
    work = database.engine.transaction(readonly=True)
    await work.start()
    token = _reader.set(task)
    try:
        yield
    finally:
        _reader.reset(token)
        await work.rollback()


def _current() -> _Unit | None:
    unit = _unit.get()
    if unit is None or unit.ended:
        return None
    if unit.task is not asyncio.current_task():
        raise RuntimeError("a task was started inside a transaction and uses it: it must not")
    return unit

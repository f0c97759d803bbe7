"""The few methods through which the whole product reaches its database."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, cast

import databases
from sqlalchemy.sql import ClauseElement

from app.db.batches import Batches
from app.db.compiling import Compiler
from app.db.rows import Row, Statement
from app.db.statements import StatementConnection
from app.db.units import Unit, call_back, direct, in_transaction, running


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
        self.dialect = ""
        """`sqlite` or `postgresql`, once the database is open."""

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
    def compiler(self) -> Compiler:
        """Return what compiles for this database."""
        compiler: Compiler = self.engine._backend.compiler
        return compiler

    @property
    def batches(self) -> Batches | None:
        """Return where units of work wait to be committed together; None on PostgreSQL."""
        return cast(Batches | None, getattr(self.engine._backend, "batches", None))

    @property
    def commits_together(self) -> bool:
        """Tell whether units of work that begin in some order are committed in that order."""
        return self.batches is not None

    async def open(self, url: str) -> None:
        """Open the pool of connections."""
        if self._engine is not None:
            raise RuntimeError("the database is already open")
        engine = _Engine(url)
        await engine.connect()
        self._engine = engine
        self.dialect = "sqlite" if engine.url.dialect == "sqlite" else "postgresql"

    async def close(self) -> None:
        """Close every connection; this ends within seconds even if one is stuck."""
        if self._engine is not None and self.batches is not None:
            await self.batches.close()
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.disconnect()

    async def fetch_all(self, query: ClauseElement) -> list[Row]:
        """Return every row."""
        at_once = direct()
        if at_once is not None:
            return at_once.fetch(self.compiler.statement(query))
        return cast(list[Row], await self.engine.fetch_all(query))

    async def fetch_one(self, query: ClauseElement) -> Row | None:
        """Return the first row, or None."""
        rows = await self.fetch_all(query)
        return rows[0] if rows else None

    async def fetch_val(self, query: ClauseElement) -> Any:
        """Return the first column of the first row, or None."""
        row = await self.fetch_one(query)
        return None if row is None else row[0]

    async def execute(self, query: ClauseElement) -> None:
        """Run a statement whose result nobody needs."""
        await self.fetch_all(query)

    async def fetch_statement(self, statement: Statement) -> list[Row]:
        """Run what `prepared` has compiled."""
        at_once = direct()
        if at_once is not None:
            return at_once.fetch(statement)
        connection = cast(StatementConnection, self.engine.connection()._connection)
        return await connection.fetch(statement)

    def iterate(self, query: ClauseElement) -> AsyncIterator[Row]:
        """Return the rows one by one, for results too large for memory."""
        at_once = direct()
        if at_once is not None:
            return _each(at_once.fetch(self.compiler.statement(query)))
        return self.engine.rows(query)


async def _each(rows: Sequence[Row]) -> AsyncIterator[Row]:
    for row in rows:
        yield row


database = Database()


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
    unit = Unit(asyncio.current_task())
    work = database.engine.transaction()
    await work.start()
    token = running.set(unit)
    try:
        yield
    except BaseException:
        unit.ended = True
        await work.rollback()
        raise
    finally:
        running.reset(token)
    unit.ended = True
    await work.commit()
    call_back(unit.callbacks)
    await asyncio.sleep(0)  # here a cancellation that came during the commit strikes


_reader: ContextVar[asyncio.Task[Any] | None] = ContextVar("reader", default=None)


@asynccontextmanager
async def snapshot() -> AsyncIterator[None]:
    """Let every query of the block read the same moment, without holding the writer.

    Inside a transaction or another snapshot it joins that. Nothing can be written in it.
    """
    if in_transaction() or _reader.get() is asyncio.current_task():
        yield
        return
    task = asyncio.current_task()
    work = database.engine.transaction(readonly=True)
    await work.start()
    token = _reader.set(task)
    try:
        yield
    finally:
        _reader.reset(token)
        await work.rollback()

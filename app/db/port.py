"""The eight methods through which the whole product reaches its database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import databases
from sqlalchemy.sql import ClauseElement

from app.db.rows import Row


class _Engine(databases.Database):  # type: ignore[misc]
    SUPPORTED_BACKENDS = {  # noqa: RUF012 (the attribute of `databases` that registers backends)
        "sqlite": "app.db.sqlite:SQLiteBackend",
        "postgresql": "app.db.postgres:PostgresBackend",
        "postgresql+asyncpg": "app.db.postgres:PostgresBackend",
    }


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
        return str(self.engine.url.dialect)

    async def open(self, url: str) -> None:
        """Open the pool of connections."""
        engine = _Engine(url)
        await engine.connect()
        self._engine = engine

    async def close(self) -> None:
        """Close every connection."""
        if self._engine is not None:
            await self._engine.disconnect()
            self._engine = None

    async def fetch_all(self, query: ClauseElement) -> list[Row]:
        """Return every row."""
        rows: list[Row] = await self.engine.fetch_all(query)
        return rows

    async def fetch_one(self, query: ClauseElement) -> Row | None:
        """Return the first row, or None."""
        row: Row | None = await self.engine.fetch_one(query)
        return row

    async def fetch_val(self, query: ClauseElement) -> Any:
        """Return the first column of the first row, or None."""
        row = await self.fetch_one(query)
        return None if row is None else row[0]

    async def execute(self, query: ClauseElement) -> None:
        """Run a statement whose result nobody needs."""
        await self.engine.execute(query)


database = Database()

_pending: ContextVar[list[Callable[[], None]] | None] = ContextVar("pending", default=None)


def in_transaction() -> bool:
    """Tell whether the caller is inside `transaction()`."""
    return _pending.get() is not None


def after_commit(callback: Callable[[], None]) -> None:
    """Call back once the running transaction has committed; never when it rolls back."""
    pending = _pending.get()
    if pending is None:
        raise RuntimeError("after_commit() needs a transaction()")
    pending.append(callback)


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """Run the block atomically; an inner transaction joins the outer one.

    Await only the database inside, and start no task: a child task gets another connection.
    """
    if in_transaction():
        yield
        return
    pending: list[Callable[[], None]] = []
    token = _pending.set(pending)
    try:
        async with database.engine.transaction():
            yield
    finally:
        _pending.reset(token)
    for callback in pending:
        callback()
    await asyncio.sleep(0)

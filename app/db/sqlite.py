"""Our SQLite backend for `databases`: one writer with BEGIN IMMEDIATE, pooled readers.

The stock backend opens a thread and a connection per query, leaves foreign keys off and begins
deferred transactions, of which nearly all concurrent read-then-write ones fail.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiosqlite
from databases.core import DatabaseURL
from databases.interfaces import ConnectionBackend, DatabaseBackend, TransactionBackend
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.sql import ClauseElement

from app.db.rows import Row, Statement, compile_query

READERS = 4
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: an acknowledged commit survives a power cut
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "trusted_schema": 0,
    "cell_size_check": 1,
}


class SQLiteBackend(DatabaseBackend):  # type: ignore[misc]
    """The pool: `readers` wait in a queue, the writer behind a lock."""

    def __init__(self, url: DatabaseURL | str, **options: Any) -> None:
        self.path = str(DatabaseURL(url).database)
        self.dialect = pysqlite.dialect(paramstyle="qmark")
        self.readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self.writer: aiosqlite.Connection | None = None
        self.lock = asyncio.Lock()

    async def connect(self) -> None:
        """Open every connection and check that the PRAGMAs took."""
        self.writer = await self._open(readonly=False)
        for _ in range(READERS):
            self.readers.put_nowait(await self._open(readonly=True))

    async def disconnect(self) -> None:
        """Close every connection; aiosqlite's threads would otherwise keep the process alive."""
        for _ in range(READERS):
            await (await self.readers.get()).close()
        if self.writer is not None:
            await self.writer.close()
            self.writer = None

    def connection(self) -> "SQLiteConnection":
        """Return what `databases` calls a connection: it takes a real one when it needs it."""
        return SQLiteConnection(self)

    async def _open(self, *, readonly: bool) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(self.path, isolation_level=None)
        for name, value in PRAGMAS.items():
            await connection.execute_fetchall(f"PRAGMA {name}={value}")
            rows = list(await connection.execute_fetchall(f"PRAGMA {name}"))
            if str(rows[0][0]).lower() != str(value):
                raise RuntimeError(f"SQLite refused PRAGMA {name}={value}")
        if readonly:
            await connection.execute_fetchall("PRAGMA query_only=1")
        return connection


class SQLiteConnection(ConnectionBackend):  # type: ignore[misc]
    """Per task: outside a transaction reads borrow a reader and writes the writer."""

    def __init__(self, backend: SQLiteBackend) -> None:
        self.backend = backend
        self.held: aiosqlite.Connection | None = None

    async def acquire(self) -> None:
        """Do nothing: a connection is taken per statement or per transaction."""

    async def release(self) -> None:
        """Do nothing, see acquire."""

    async def fetch_all(self, query: ClauseElement) -> list[Row]:
        """Run a query and return every row."""
        statement = compile_query(query, self.backend.dialect)
        async with self._borrow(statement) as connection:
            raw = await connection.execute_fetchall(statement.sql, statement.values)
        return [statement.row(values) for values in raw]

    async def fetch_one(self, query: ClauseElement) -> Row | None:
        """Run a query and return its first row."""
        rows = await self.fetch_all(query)
        return rows[0] if rows else None

    async def execute(self, query: ClauseElement) -> None:
        """Run a statement; ask for values with RETURNING and fetch_one, never from here."""
        await self.fetch_all(query)

    async def execute_many(self, queries: list[ClauseElement]) -> None:
        """Run statements one after another."""
        for query in queries:
            await self.fetch_all(query)

    async def iterate(self, query: ClauseElement) -> AsyncIterator[Row]:
        """Yield the rows one by one."""
        for row in await self.fetch_all(query):
            yield row

    def transaction(self) -> "SQLiteTransaction":
        """Return a transaction on this task's connection."""
        return SQLiteTransaction(self)

    @property
    def raw_connection(self) -> aiosqlite.Connection | None:
        """Return the connection of the running transaction."""
        return self.held

    @asynccontextmanager
    async def _borrow(self, statement: Statement) -> AsyncIterator[aiosqlite.Connection]:
        if self.held is not None:
            yield self.held
        elif statement.writes:
            async with self.backend.lock:
                if self.backend.writer is None:
                    raise RuntimeError("the database is closed")
                yield self.backend.writer
        else:
            connection = await self.backend.readers.get()
            try:
                yield connection
            finally:
                self.backend.readers.put_nowait(connection)


class SQLiteTransaction(TransactionBackend):  # type: ignore[misc]
    """BEGIN IMMEDIATE on the one writer, so that read-then-write never meets a locked database."""

    def __init__(self, connection: SQLiteConnection) -> None:
        self.connection = connection

    async def start(self, is_root: bool, extra_options: dict[Any, Any]) -> None:
        """Take the writer and begin."""
        if not is_root:
            raise RuntimeError("nested transactions join the outer one through app.db")
        await self.connection.backend.lock.acquire()
        try:
            writer = self.connection.backend.writer
            if writer is None:
                raise RuntimeError("the database is closed")
            await writer.execute_fetchall("BEGIN IMMEDIATE")
        except BaseException:
            self.connection.backend.lock.release()
            raise
        self.connection.held = writer

    async def commit(self) -> None:
        """Commit and hand the writer back."""
        await self._end("COMMIT")

    async def rollback(self) -> None:
        """Roll back and hand the writer back."""
        await self._end("ROLLBACK")

    async def _end(self, sql: str) -> None:
        writer, self.connection.held = self.connection.held, None
        try:
            if writer is not None:
                await asyncio.shield(asyncio.ensure_future(_run(writer, sql)))
        finally:
            self.connection.backend.lock.release()


async def _run(connection: aiosqlite.Connection, sql: str) -> None:
    await connection.execute_fetchall(sql)

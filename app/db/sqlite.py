"""Our SQLite backend for `databases`: one writer with BEGIN IMMEDIATE, pooled readers.

The stock backend opens a thread and a connection per query, leaves foreign keys off and begins
deferred transactions, of which nearly all concurrent read-then-write ones fail.
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

import aiosqlite
from databases.core import DatabaseURL
from databases.interfaces import DatabaseBackend, TransactionBackend
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.sql import ClauseElement

from app.db.batches import Batches
from app.db.compiling import Compiler
from app.db.refusals import translated
from app.db.rows import Row, Statement
from app.db.shielding import finish
from app.db.statements import StatementConnection
from app.db.turns import WriterLock

T = TypeVar("T")

READERS = 4
CLOSE_SECONDS = 5.0
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: an acknowledged commit survives a power cut
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "trusted_schema": 0,
    "cell_size_check": 1,
}

log = logging.getLogger(__name__)


class SQLiteBackend(DatabaseBackend):
    """The pool: `readers` wait in a queue, the writer behind a lock."""

    def __init__(self, url: DatabaseURL | str, **options: Any) -> None:
        self.path = str(DatabaseURL(url).database)
        self.compiler = Compiler(pysqlite.dialect(paramstyle="qmark"))
        self.readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self.lock = WriterLock(self.path, lambda wait: self.in_writer(lambda _: wait()))
        self.batches = Batches(self)
        self._writer: aiosqlite.Connection | None = None
        self._opened: list[aiosqlite.Connection] = []
        self._recovering: set[asyncio.Task[None]] = set()

    @property
    def writer(self) -> aiosqlite.Connection:
        """Return the one connection that writes; use it only while holding `lock`."""
        if self._writer is None:
            raise RuntimeError("the database is closed")
        return self._writer

    async def in_writer(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run a function with the writer's connection in its thread; hold `lock` meanwhile."""
        writer: Any = self.writer
        result: T = await writer._execute(work, writer._conn)
        return result

    async def connect(self) -> None:
        """Open every connection and check that the PRAGMAs took."""
        self.lock.open()
        try:
            self._writer = await self._open(readonly=False)
            for _ in range(READERS):
                self.readers.put_nowait(await self._open(readonly=True))
        except BaseException:
            await finish(self.disconnect())
            raise

    async def disconnect(self) -> None:
        """Close every connection within CLOSE_SECONDS; what is stuck is left to its daemon."""
        self._writer = None
        opened, self._opened = self._opened, []
        if not opened:
            self.lock.close()
            return
        closing = [asyncio.create_task(connection.close()) for connection in opened]
        _, stuck = await asyncio.wait([*closing, *self._recovering], timeout=CLOSE_SECONDS)
        for task in stuck:
            task.cancel()
            log.error("a connection of the database did not close in time")
        self.lock.close()

    def connection(self) -> "SQLiteConnection":
        """Return what `databases` calls a connection: it takes a real one when it needs it."""
        return SQLiteConnection(self)

    def recover(self, reader: aiosqlite.Connection) -> None:
        """Stop the statement of a cancelled caller and give the reader back after that."""
        task = asyncio.create_task(self._interrupt(reader))
        self._recovering.add(task)
        task.add_done_callback(self._recovering.discard)

    async def _interrupt(self, reader: aiosqlite.Connection) -> None:
        with suppress(sqlite3.Error, ValueError):
            await reader.interrupt()
            await reader.execute_fetchall("SELECT 1")  # waits behind the interrupted statement
        self.readers.put_nowait(reader)

    async def _open(self, *, readonly: bool) -> aiosqlite.Connection:
        connecting = aiosqlite.connect(self.path, isolation_level=None)
        # A stuck statement must not keep the process from ending; see sqlalchemy#13039.
        connecting._thread.daemon = True
        connection = await connecting
        self._opened.append(connection)
        for name, value in PRAGMAS.items():
            await connection.execute_fetchall(f"PRAGMA {name}={value}")
        if readonly:
            await connection.execute_fetchall("PRAGMA query_only=1")
        for name, value in PRAGMAS.items():
            found = list(await connection.execute_fetchall(f"PRAGMA {name}"))
            if str(found[0][0]).lower() != str(value):
                raise RuntimeError(f"SQLite refused PRAGMA {name}={value}")
        return connection


class SQLiteConnection(StatementConnection):
    """Per task: outside a transaction reads borrow a reader and writes the writer."""

    def __init__(self, backend: SQLiteBackend) -> None:
        super().__init__(backend.compiler)
        self.backend = backend
        self.held: aiosqlite.Connection | None = None

    async def iterate(  # type: ignore[override]
        self, query: ClauseElement
    ) -> AsyncIterator[Row]:
        """Yield the rows as they come, without holding them all in memory."""
        statement = self.compiler.statement(query)
        reader = self.held or await self.backend.readers.get()
        cursor = None
        try:
            with translated:
                cursor = await reader.execute(statement.sql, statement.values)
                async for raw in cursor:
                    yield statement.shape.row(raw)
        finally:
            if self.held is None:
                self.backend.recover(reader)
            elif cursor is not None:
                await cursor.close()

    def transaction(self) -> "SQLiteTransaction":
        """Return a transaction on this task's connection."""
        return SQLiteTransaction(self)

    @property
    def raw_connection(self) -> aiosqlite.Connection | None:
        """Return the connection of the running transaction."""
        return self.held

    async def run(self, statement: Statement) -> Any:
        """Run one statement where it belongs."""
        if self.held is not None:
            return await self.held.execute_fetchall(statement.sql, statement.values)
        if statement.writes:
            async with self.backend.lock:
                writer = self.backend.writer
                return await writer.execute_fetchall(statement.sql, statement.values)
        return await self._read(statement)

    async def _read(self, statement: Statement) -> Any:
        reader = await self.backend.readers.get()
        try:
            rows = await reader.execute_fetchall(statement.sql, statement.values)
        except asyncio.CancelledError:
            self.backend.recover(reader)
            raise
        except BaseException:
            self.backend.readers.put_nowait(reader)
            raise
        self.backend.readers.put_nowait(reader)
        return rows


class SQLiteTransaction(TransactionBackend):
    """BEGIN IMMEDIATE on the one writer, so that read-then-write never meets a locked database.

    With `readonly` it is one reader's view of one moment instead.
    """

    def __init__(self, connection: SQLiteConnection) -> None:
        self.connection = connection
        self.readonly = False

    async def start(self, is_root: bool, extra_options: dict[Any, Any]) -> None:
        """Take a connection and begin; a cancellation in between leaves nothing begun."""
        if not is_root:
            raise RuntimeError("nested transactions join the outer one through app.db")
        self.readonly = bool(extra_options.get("readonly"))
        taken = await self._take()
        try:
            with translated:
                await taken.execute_fetchall("BEGIN" if self.readonly else "BEGIN IMMEDIATE")
        except BaseException:
            await finish(self._give_back(taken, _undo(taken)))
            raise
        self.connection.held = taken

    async def commit(self) -> None:
        """Commit; once asked for it completes, even if the caller is cancelled meanwhile."""
        held = self._held()
        await finish(self._give_back(held, _commit(held)))

    async def rollback(self) -> None:
        """Roll back and hand the connection back."""
        held = self._held()
        await finish(self._give_back(held, _undo(held)))

    def _held(self) -> aiosqlite.Connection:
        if self.connection.held is None:
            raise RuntimeError("the transaction is over")
        return self.connection.held

    async def _take(self) -> aiosqlite.Connection:
        backend = self.connection.backend
        if self.readonly:
            return await backend.readers.get()
        await backend.lock.acquire()
        try:
            return backend.writer
        except RuntimeError:
            backend.lock.release()
            raise

    async def _give_back(
        self, taken: aiosqlite.Connection, last: Coroutine[Any, Any, None]
    ) -> None:
        try:
            await last
        finally:
            self.connection.held = None
            if self.readonly:
                self.connection.backend.readers.put_nowait(taken)
            else:
                self.connection.backend.lock.release()


async def _commit(connection: aiosqlite.Connection) -> None:
    try:
        with translated:
            await connection.execute_fetchall("COMMIT")
    except BaseException:
        await _undo(connection)
        raise


async def _undo(connection: aiosqlite.Connection) -> None:
    """Roll back if there is something to roll back; waits behind whatever still runs."""
    with suppress(sqlite3.OperationalError, RuntimeError, ValueError):
        await connection.execute_fetchall("ROLLBACK")

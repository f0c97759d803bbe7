"""Our PostgreSQL backend for `databases`, on asyncpg: the same rows as on SQLite."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import suppress
from typing import Any

from databases.core import DatabaseURL
from databases.interfaces import DatabaseBackend, TransactionBackend
from sqlalchemy.dialects.postgresql import asyncpg as dialects
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql import ClauseElement

from app.config import WrongSetting
from app.db.compiling import Compiler
from app.db.refusals import translated
from app.db.rows import Row, Statement
from app.db.shielding import finish
from app.db.statements import StatementConnection

try:
    import asyncpg
except ImportError:
    raise WrongSetting("PostgreSQL needs the extra: pip install 'sanggar[postgres]'.") from None

POOL_SIZE = 10
TAKE_SECONDS = 10.0
STATEMENT_SECONDS = 60.0
CLOSE_SECONDS = 5.0
SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class _Connection(asyncpg.Connection):  # type: ignore[misc]
    """A connection that is given back without a round trip: nobody changes its settings."""

    def get_reset_query(self) -> str:
        return ""


class PostgresBackend(DatabaseBackend):
    """A pool of fixed size."""

    def __init__(self, url: DatabaseURL | str, **options: Any) -> None:
        self.address = "postgresql://" + str(DatabaseURL(url)).partition("://")[2]
        dialect: Dialect = dialects.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
        self.compiler = Compiler(dialect)
        self._pool: Any = None
        self._returning: set[asyncio.Task[None]] = set()

    async def connect(self) -> None:
        """Open the pool."""
        with translated:
            self._pool = await asyncpg.create_pool(
                self.address,
                min_size=1,
                max_size=POOL_SIZE,
                timeout=TAKE_SECONDS,
                command_timeout=STATEMENT_SECONDS,
                connection_class=_Connection,
                server_settings={"timezone": "UTC"},
            )

    async def disconnect(self) -> None:
        """Close the pool, by force after CLOSE_SECONDS."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await pool.close()
        except TimeoutError:
            pool.terminate()

    def connection(self) -> "PostgresConnection":
        """Return what `databases` calls a connection: it takes a real one when it needs it."""
        return PostgresConnection(self)

    async def take(self) -> Any:
        """Take a connection; one that arrives after a cancellation goes back to the pool."""
        if self._pool is None:
            raise RuntimeError("the database is closed")
        taking = asyncio.ensure_future(self._pool.acquire(timeout=TAKE_SECONDS))
        try:
            with translated:
                return await asyncio.shield(taking)
        except asyncio.CancelledError:
            task = asyncio.create_task(self._give_back_late(taking))
            self._returning.add(task)
            task.add_done_callback(self._returning.discard)
            raise

    async def give_back(self, connection: Any) -> None:
        """Return a connection; a broken one is replaced."""
        if self._pool is None:
            connection.terminate()
        else:
            await finish(self._pool.release(connection, timeout=CLOSE_SECONDS))

    async def _give_back_late(self, taking: "asyncio.Future[Any]") -> None:
        with suppress(Exception):
            await self.give_back(await taking)


class PostgresConnection(StatementConnection):
    """Per task: a statement outside a transaction borrows a connection for itself."""

    def __init__(self, backend: PostgresBackend) -> None:
        super().__init__(backend.compiler)
        self.backend = backend
        self.held: Any = None

    async def iterate(  # type: ignore[override]
        self, query: ClauseElement
    ) -> AsyncIterator[Row]:
        """Yield the rows through a cursor, without holding them all in memory."""
        statement = self.compiler.statement(query)
        connection = self.held or await self.backend.take()
        try:
            with translated:
                if self.held is not None:
                    async for raw in connection.cursor(statement.sql, *statement.values):
                        yield statement.shape.row(raw)
                else:
                    async with connection.transaction(readonly=True):
                        async for raw in connection.cursor(statement.sql, *statement.values):
                            yield statement.shape.row(raw)
        finally:
            if self.held is None:
                await self.backend.give_back(connection)

    def transaction(self) -> "PostgresTransaction":
        """Return a transaction on this task's connection."""
        return PostgresTransaction(self)

    @property
    def raw_connection(self) -> Any:
        """Return the connection of the running transaction."""
        return self.held

    async def run(self, statement: Statement) -> Any:
        """Run one statement where it belongs."""
        if self.held is not None:
            return await self.held.fetch(statement.sql, *statement.values)
        connection = await self.backend.take()
        try:
            return await connection.fetch(statement.sql, *statement.values)
        finally:
            await self.backend.give_back(connection)


class PostgresTransaction(TransactionBackend):
    """BEGIN … COMMIT on one connection."""

    def __init__(self, connection: PostgresConnection) -> None:
        self.connection = connection

    async def start(self, is_root: bool, extra_options: dict[Any, Any]) -> None:
        """Take a connection and begin; a cancellation in between leaves nothing begun."""
        if not is_root:
            raise RuntimeError("nested transactions join the outer one through app.db")
        taken = await self.connection.backend.take()
        try:
            with translated:
                await taken.execute(SNAPSHOT if extra_options.get("readonly") else "BEGIN")
        except BaseException:
            await finish(self._end(taken, _undo(taken)))
            raise
        self.connection.held = taken

    async def commit(self) -> None:
        """Commit; once asked for it completes, even if the caller is cancelled meanwhile."""
        await finish(self._end(self.connection.held, _commit(self.connection.held)))

    async def rollback(self) -> None:
        """Roll back and hand the connection back."""
        await finish(self._end(self.connection.held, _undo(self.connection.held)))

    async def _end(self, taken: Any, last: Coroutine[Any, Any, None]) -> None:
        try:
            await last
        finally:
            self.connection.held = None
            await self.connection.backend.give_back(taken)


async def _commit(connection: Any) -> None:
    with translated:
        status = await connection.execute("COMMIT")
    if status != "COMMIT":  # PostgreSQL answers ROLLBACK when a statement had failed before
        raise RuntimeError("an error inside the transaction was caught, so nothing was written")


async def _undo(connection: Any) -> None:
    try:
        await connection.execute("ROLLBACK")
    except Exception:
        with suppress(asyncpg.InterfaceError):  # the pool has already let go of it
            connection.terminate()

"""One connection in one transaction that no second migrating process can enter."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, NullPool, create_engine, event, text
from sqlalchemy.ext.asyncio import create_async_engine

T = TypeVar("T")
LOCK_SECONDS = 60
ADVISORY_LOCK = 7_264_426_5  # any fixed number of ours


def with_connection(url: str, work: Callable[[Connection], T]) -> T:
    """Run `work` with the lock held; commit what it did, or nothing if it raises."""
    if url.startswith("sqlite"):
        return _on_sqlite(url, work)
    # A thread of its own: the caller may already be inside an event loop.
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(asyncio.run, _on_postgres(url, work)).result()


def keep_copy(url: str, head: str) -> None:
    """Copy an SQLite database that is older than `head` beside itself before it is changed."""
    path = Path(url.removeprefix("sqlite:///"))
    copy = path.with_name(f"{path.name}.before-{head}")
    if not url.startswith("sqlite") or not path.exists() or copy.exists():
        return
    with closing(sqlite3.connect(path)) as source:
        known = "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
        if source.execute(known).fetchone() is None:
            return
        if source.execute("SELECT version_num FROM alembic_version").fetchone() == (head,):
            return
        with closing(sqlite3.connect(copy)) as target:
            source.backup(target)


def _on_sqlite(url: str, work: Callable[[Connection], T]) -> T:
    Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": LOCK_SECONDS})
    event.listen(engine, "connect", _leave_transactions_to_us)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        result = work(connection)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"rows without the row they point to: {broken[:5]}")
        return result


def _leave_transactions_to_us(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=wal")
    connection.execute("PRAGMA synchronous=full")


async def _on_postgres(url: str, work: Callable[[Connection], T]) -> T:
    import asyncpg

    address = "postgresql://" + url.partition("://")[2]
    engine = create_async_engine(
        "postgresql+asyncpg://",
        poolclass=NullPool,
        async_creator=lambda: asyncpg.connect(address),
    )
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
            return await connection.run_sync(work)
    finally:
        await engine.dispose()

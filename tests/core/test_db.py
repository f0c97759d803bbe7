"""The database port: durable settings, one writer, and what happens when it is lost."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from time import perf_counter

import pytest
from sqlalchemy import select, text
from sqlalchemy.schema import CreateTable

from app.db import (
    IntegrityError,
    after_commit,
    database,
    in_transaction,
    metadata,
    transaction,
)
from app.db import sqlite as backend_module
from app.db.sqlite import PRAGMAS, READERS, SQLiteBackend
from app.errors import Unavailable
from tests.core.conftest import count, insert, things


async def test_every_connection_has_the_durable_pragmas(sqlite_url: str) -> None:
    backend = SQLiteBackend(sqlite_url)
    await backend.connect()
    try:
        connections = [backend.writer, *(backend.readers.get_nowait() for _ in range(READERS))]
        for connection in connections:
            for name, value in PRAGMAS.items():
                rows = list(await connection.execute_fetchall(f"PRAGMA {name}"))
                assert str(rows[0][0]) == str(value)
    finally:
        await backend.disconnect()


async def test_a_start_without_the_pragmas_is_refused(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(backend_module.PRAGMAS, "cell_size_check", 2)
    with pytest.raises(RuntimeError, match="PRAGMA cell_size_check"):
        await SQLiteBackend(sqlite_url).connect()


async def test_fifty_transactions_that_read_then_write_all_succeed(any_things: str) -> None:
    await insert("counter")
    spent: list[float] = []

    async def add_one() -> None:
        begun = perf_counter()
        async with transaction():
            query = select(things.c.amount).where(things.c.name == "counter").with_for_update()
            amount = await database.fetch_val(query)
            await asyncio.sleep(0)
            await database.execute(things.update().values(amount=amount + 1))
        spent.append(perf_counter() - begun)

    await asyncio.gather(*(add_one() for _ in range(50)))
    assert await database.fetch_val(select(things.c.amount)) == 50
    assert max(spent) < 0.5


async def test_a_duplicate_is_an_integrity_error(any_things: str) -> None:
    async def insert_both() -> None:
        async with transaction():
            await insert("b")
            await insert("a")

    await insert("a")
    with pytest.raises(IntegrityError):
        await insert("a")
    with pytest.raises(IntegrityError):
        await insert_both()
    assert await count() == 1


async def test_a_rollback_discards_the_callbacks(any_things: str) -> None:
    told: list[str] = []

    async def fail() -> None:
        async with transaction():
            await insert("a")
            after_commit(lambda: told.append("lost"))
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        await fail()
    async with transaction():
        await insert("b")
        after_commit(lambda: told.append("kept"))
        assert told == []
    assert told == ["kept"]
    assert await count() == 1


async def test_an_inner_transaction_joins_the_outer_one(any_things: str) -> None:
    async def fail() -> None:
        async with transaction():
            async with transaction():
                await insert("a")
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        await fail()
    assert await count() == 0
    assert not in_transaction()


async def test_a_failing_callback_does_not_fail_what_is_committed(any_things: str) -> None:
    told: list[str] = []
    async with transaction():
        await insert("a")
        after_commit(lambda: [].pop())
        after_commit(lambda: told.append("next"))
    assert (told, await count()) == (["next"], 1)


async def test_after_commit_outside_a_transaction_is_refused(any_things: str) -> None:
    with pytest.raises(RuntimeError):
        after_commit(lambda: None)


async def test_a_task_cannot_join_its_parents_transaction(any_things: str) -> None:
    async def child() -> None:
        async with transaction():
            await insert("child")

    async with transaction():
        await insert("parent")
        with pytest.raises(RuntimeError, match="task"):
            await asyncio.create_task(child())
        later = asyncio.create_task(asyncio.sleep(0.05))
        later.add_done_callback(lambda _: None)
    assert await count() == 1
    await later


async def test_foreign_keys_are_enforced_in_sqlite(sqlite_things: str) -> None:
    await database.execute(
        text("CREATE TABLE child (id INTEGER PRIMARY KEY, thing INTEGER REFERENCES things(id))")
    )
    with pytest.raises(IntegrityError):
        await database.execute(text("INSERT INTO child (thing) VALUES (99)"))


async def test_a_reader_cannot_write(sqlite_url: str) -> None:
    backend = SQLiteBackend(sqlite_url)
    await backend.connect()
    try:
        reader = await backend.readers.get()
        with pytest.raises(Exception, match="readonly"):
            await reader.execute_fetchall("CREATE TABLE t (x)")
    finally:
        await backend.disconnect()


async def test_a_deleted_id_is_never_used_again(sqlite_things: str) -> None:
    last = await insert("a")
    await database.execute(things.delete())
    assert await insert("b") > last


def test_every_table_with_an_id_is_declared_with_autoincrement() -> None:
    bare = [
        name
        for name, table in metadata.tables.items()
        if list(table.primary_key.columns.keys()) == ["id"]
        and "CHAR" not in str(table.c.id.type)
        and not table.dialect_options["sqlite"]["autoincrement"]
    ]
    assert bare == []


def test_the_port_imports_without_asyncpg() -> None:
    code = "import sys; sys.modules['asyncpg'] = None; import app.db, app.migrations"
    done = subprocess.run([sys.executable, "-c", code], timeout=60, check=False)
    assert done.returncode == 0


async def test_a_database_locked_by_another_program_is_unavailable(
    sqlite_things: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = database.engine._backend
    await backend.writer.execute_fetchall("PRAGMA busy_timeout=20")
    with closing(sqlite3.connect(backend.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            await insert("a")
        with pytest.raises(Unavailable):
            async with transaction():
                pass
        other.execute("ROLLBACK")
    await insert("b")
    assert await count() == 1


async def test_a_lost_postgresql_is_unavailable_and_comes_back(postgres_url: str) -> None:
    await database.open(postgres_url)
    try:
        await database.execute(CreateTable(things))
        await _end_all_sessions(postgres_url)
        async with asyncio.timeout(5):
            while True:
                try:
                    await insert("after the cut")
                    break
                except Unavailable:
                    await asyncio.sleep(0.05)
        assert await count() == 1
    finally:
        await database.close()


async def _end_all_sessions(url: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    finally:
        await connection.close()


async def test_a_caught_error_inside_a_transaction_is_never_a_silent_loss(
    postgres_url: str,
) -> None:
    async def catch_and_go_on() -> None:
        async with transaction():
            await insert("a")
            with suppress(IntegrityError):
                await insert("a")

    await database.open(postgres_url)
    try:
        await database.execute(CreateTable(things))
        with pytest.raises(RuntimeError, match="nothing was written"):
            await catch_and_go_on()
        assert await count() == 0
    finally:
        await database.close()

"""What a cancelled caller leaves behind: nothing half done, nobody locked out."""

import asyncio
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from time import perf_counter, sleep

import pytest
from sqlalchemy import func, select, text

from app.db import after_commit, database, transaction
from tests.core.conftest import things

SLOW = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000000)"
    " SELECT max(x) AS top FROM n"
)


async def names() -> set[str]:
    return {row["name"] for row in await database.fetch_all(select(things.c.name))}


async def pair(number: int, committed: set[int]) -> None:
    async with transaction():
        after_commit(lambda: committed.add(number))
        await database.fetch_all(select(func.count()).select_from(things))
        await database.execute(things.insert().values(name=f"{number} left"))
        await database.execute(things.insert().values(name=f"{number} right"))


async def test_a_transaction_cancelled_anywhere_is_whole_or_absent(any_things: str) -> None:
    generator = random.Random(22)
    begun = perf_counter()
    for number in range(10):
        await pair(number, set())
    typical = (perf_counter() - begun) / 10
    committed, finished = set(range(10)), 0
    for number in range(10, 110):
        task = asyncio.create_task(pair(number, committed))
        await asyncio.sleep(generator.uniform(0, typical * 1.2))
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
            finished += 1
    expected = {f"{number} {side}" for number in committed for side in ("left", "right")}
    assert await names() == expected
    assert finished <= len(committed) - 10
    await asyncio.wait_for(pair(999, committed), 5)


@pytest.mark.parametrize("turns", range(12))
async def test_a_transaction_cancelled_after_so_many_turns_of_the_loop(
    any_things: str, turns: int
) -> None:
    committed: set[int] = set()
    for number in range(8):
        task = asyncio.create_task(pair(number, committed))
        for _ in range(turns * 8 + number):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    expected = {f"{number} {side}" for number in committed for side in ("left", "right")}
    assert await names() == expected


async def test_a_commit_in_flight_completes_tells_and_then_is_cancelled(
    sqlite_things: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = database.engine._backend.writer
    plain: Callable[..., object] = writer._execute_fetchall

    def slow_commit(sql: str, values: object) -> object:
        if sql == "COMMIT":
            plain("SELECT 1", [])
            threading_sleep(0.2)
        return plain(sql, values)

    monkeypatch.setattr(writer, "_execute_fetchall", slow_commit)
    committed: set[int] = set()
    task = asyncio.create_task(pair(1, committed))
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert committed == {1}
    assert await names() == {"1 left", "1 right"}


async def test_a_timeout_around_a_commit_in_flight_is_still_a_timeout(
    sqlite_things: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = database.engine._backend.writer
    plain: Callable[..., object] = writer._execute_fetchall

    def slow_commit(sql: str, values: object) -> object:
        threading_sleep(0.3 if sql == "COMMIT" else 0)
        return plain(sql, values)

    monkeypatch.setattr(writer, "_execute_fetchall", slow_commit)
    committed: set[int] = set()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await pair(1, committed)
    assert committed == {1}


async def test_cancelled_reads_never_use_up_the_readers(sqlite_things: str) -> None:
    for _ in range(10):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await database.fetch_all(text(SLOW).columns(top=things.c.id.type))
    begun = perf_counter()
    await asyncio.gather(*(names() for _ in range(8)))
    assert perf_counter() - begun < 1


async def test_an_abandoned_iteration_gives_its_reader_back(sqlite_things: str) -> None:
    for number in range(100):
        await database.execute(things.insert().values(name=str(number)))
    for _ in range(10):
        rows = database.iterate(select(things))
        await anext(rows)
        await rows.aclose()  # type: ignore[attr-defined]
    assert len(await asyncio.wait_for(names(), 2)) == 100


async def test_waiting_for_the_writer_can_be_cancelled(sqlite_things: str) -> None:
    async with transaction():
        await database.execute(things.insert().values(name="a"))
        waiting = [asyncio.create_task(_write_alone(str(n))) for n in range(3)]
        await asyncio.sleep(0.01)
        for task in waiting:
            task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    await asyncio.wait_for(pair(1, set()), 2)
    assert await names() == {"a", "1 left", "1 right"}


async def test_a_failed_commit_rolls_back_and_frees_the_writer(sqlite_things: str) -> None:
    await database.execute(
        text(
            "CREATE TABLE child (thing INTEGER REFERENCES things(id) DEFERRABLE INITIALLY DEFERRED)"
        )
    )

    async def break_a_promise() -> None:
        async with transaction():
            await database.execute(text("INSERT INTO child VALUES (77)"))

    with pytest.raises(Exception, match="FOREIGN KEY"):
        await break_a_promise()
    await asyncio.wait_for(pair(1, set()), 2)


def test_a_process_ends_although_a_statement_is_stuck(sqlite_url: str) -> None:
    code = f"""
import asyncio
from sqlalchemy import text
from app.db import database, sqlite
sqlite.CLOSE_SECONDS = 0.5
async def main():
    await database.open({sqlite_url!r})
    writer = database.engine._backend.writer
    asyncio.ensure_future(writer.execute_fetchall({SLOW!r}))
    await asyncio.sleep(0.2)
    await database.close()
asyncio.run(main())
"""
    begun = perf_counter()
    subprocess.run([sys.executable, "-c", code], timeout=20, check=True, capture_output=True)
    assert perf_counter() - begun < 10
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def threading_sleep(seconds: float) -> None:
    """Hold up the connection's own thread."""
    sleep(seconds)


async def _write_alone(name: str) -> None:
    await database.execute(things.insert().values(name=name))

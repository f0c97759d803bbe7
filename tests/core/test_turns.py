"""Several processes that write to one SQLite file: nobody is kept out, nobody is refused."""

import asyncio
import fcntl
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.db import turns
from app.db.turns import WriterLock

PROCESSES, TASKS, EACH = 3, 5, 10
PROGRAM = """
import asyncio, sys
from sqlalchemy import Column, Integer, MetaData, Table
from app.db import commit_together, database, transaction

said = Table("said", MetaData(), Column("id", Integer, primary_key=True), Column("by", Integer))
path, own, tasks, each = sys.argv[1], *map(int, sys.argv[2:])

async def unit():
    await database.execute(said.insert().values(by=own))

async def write():
    for _ in range(each):
        async with transaction():
            await unit()
        await commit_together(unit)
        await unit()

async def main():
    await database.open(f"sqlite:///{path}")
    await asyncio.gather(*[write() for _ in range(tasks)])
    await database.close()

asyncio.run(main())
"""


@pytest.fixture
async def locks(tmp_path: Path) -> AsyncIterator[Callable[[], WriterLock]]:
    """Return a function that makes what another process would have."""
    made: list[WriterLock] = []

    def make() -> WriterLock:
        lock = WriterLock(str(tmp_path / "shared.db"), asyncio.to_thread)
        lock.open()
        made.append(lock)
        return lock

    yield make
    for lock in made:
        lock.close()


async def stands_at_the_door(lock: WriterLock) -> None:
    """Wait until somebody else is the next in line."""
    async with asyncio.timeout(10):
        while turns._locked(lock._door):
            fcntl.flock(lock._door, fcntl.LOCK_UN)
            await asyncio.sleep(0.001)


async def test_who_has_just_written_waits_behind_who_is_waiting(
    locks: Callable[[], WriterLock],
) -> None:
    ours, theirs = locks(), locks()
    order: list[str] = []

    async def write(lock: WriterLock, name: str) -> None:
        async with lock:
            order.append(name)

    await ours.acquire()
    other = asyncio.create_task(write(theirs, "theirs"))
    await stands_at_the_door(ours)
    ours.release()
    await write(ours, "ours")
    await other
    assert order == ["theirs", "ours"]


async def test_many_tasks_of_a_process_give_way_after_a_little_while(
    locks: Callable[[], WriterLock], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 60)
    ours, theirs = locks(), locks()
    is_over = asyncio.Event()

    async def write_on() -> None:
        while not is_over.is_set():
            async with ours:
                await asyncio.sleep(0)

    busy = [asyncio.create_task(write_on()) for _ in range(4)]
    await asyncio.sleep(0)
    async with asyncio.timeout(30), theirs:
        assert theirs._has_turn
    is_over.set()
    await asyncio.gather(*busy)


async def test_a_cancelled_wait_holds_nothing(locks: Callable[[], WriterLock]) -> None:
    ours, theirs = locks(), locks()

    async def write() -> None:
        async with theirs:
            await asyncio.sleep(0)

    await ours.acquire()
    waiting = [asyncio.create_task(write()) for _ in range(3)]
    await stands_at_the_door(ours)
    for task in waiting:
        task.cancel()
    ours.release()
    await asyncio.wait(waiting)
    assert all(task.cancelled() for task in waiting)
    async with asyncio.timeout(10), ours:
        assert ours._has_turn


async def test_a_process_that_stands_still_is_left_to_sqlite(
    locks: Callable[[], WriterLock], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    still, ours = locks(), locks()
    async with still:
        async with ours:
            assert not ours._has_turn
        assert still._has_turn


async def test_three_processes_write_everything(tmp_path: Path) -> None:
    path = tmp_path / "shared.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=wal")
        connection.execute("CREATE TABLE said (id INTEGER PRIMARY KEY, by INTEGER)")
    numbers = [str(number) for number in (TASKS, EACH)]
    running = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", PROGRAM, str(path), str(own), *numbers),
            cwd=Path(__file__).parent.parent.parent,
            stderr=subprocess.PIPE,
        )
        for own in range(PROCESSES)
    ]
    for process in running:
        _, errors = await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode == 0, errors.decode()
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT by, count(*) FROM said GROUP BY by").fetchall()
    assert found == [(own, 3 * TASKS * EACH) for own in range(PROCESSES)]

"""Group commit: units that share a COMMIT, each standing or falling alone."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from contextvars import ContextVar, copy_context
from typing import Any

import pytest
from sqlalchemy import select, text

from app.db import (
    IntegrityError,
    after_commit,
    batches,
    commit_together,
    database,
    driving,
    in_transaction,
    snapshot,
    transaction,
)
from app.errors import NotFound, Unavailable
from app.i18n import locale, use_locale
from tests.core.conftest import count, insert, things

Work = Callable[[], Awaitable[Any]]


async def names() -> list[str]:
    rows = await database.fetch_all(select(things.c.name).order_by(things.c.id))
    return [row["name"] for row in rows]


def inserting(name: str) -> Work:
    return lambda: insert(name)


def failing(name: str) -> Work:
    async def work() -> None:
        await insert(name)
        raise NotFound(name)

    return work


@asynccontextmanager
async def busy_writer() -> AsyncIterator[None]:
    """Hold the writer, so that what waits meanwhile becomes one batch."""
    held, free = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with transaction():
            held.set()
            await free.wait()

    holding = asyncio.create_task(hold())
    await held.wait()
    try:
        yield
    finally:
        free.set()
        await holding


async def at_once(*works: Work) -> list[Any]:
    async with busy_writer():
        waiting = [asyncio.ensure_future(commit_together(work)) for work in works]
        await asyncio.sleep(0)
    return await asyncio.gather(*waiting, return_exceptions=True)


@asynccontextmanager
async def spoken() -> AsyncIterator[list[str]]:
    """Collect what SQLite's writer is told."""
    writer, heard = database.engine._backend.writer, []
    await writer.set_trace_callback(heard.append)
    yield heard
    await writer.set_trace_callback(None)


async def test_a_unit_returns_its_result_after_its_commit(any_things: str) -> None:
    assert await commit_together(inserting("a")) == 1
    assert await names() == ["a"]
    assert not in_transaction()


async def test_units_that_wait_at_the_same_moment_share_a_commit(sqlite_things: str) -> None:
    async with spoken() as heard:
        found = await at_once(*(inserting(str(number)) for number in range(20)))
    assert found == list(range(1, 21))
    assert heard.count("COMMIT") == 2  # the one that held the writer, and the batch
    assert await names() == [str(number) for number in range(20)]


async def test_one_that_fails_takes_nothing_of_the_others_with_it(any_things: str) -> None:
    found = await at_once(inserting("a"), failing("b"), inserting("c"), inserting("a"))
    kinds = sorted(type(each).__name__ for each in found)
    assert kinds == ["IntegrityError", "NotFound", "int", "int"]
    assert sorted(await names()) == ["a", "c"]


async def test_a_unit_alone_that_fails_leaves_nothing(any_things: str) -> None:
    with pytest.raises(NotFound):
        await commit_together(failing("a"))
    assert await count() == 0
    assert await commit_together(inserting("b"))


async def test_callbacks_run_after_the_commit_in_order_and_before_the_callers_wake(
    any_things: str,
) -> None:
    told: list[str] = []

    async def unit(name: str) -> None:
        async def work() -> None:
            await insert(name)
            after_commit(lambda: told.append(f"{name} {in_transaction()}"))
            if name == "b":
                raise NotFound

        with suppress(NotFound):
            await commit_together(work)
            assert f"{name} False" in told

    async with busy_writer():
        waiting = [asyncio.create_task(unit(name)) for name in "abc"]
        await asyncio.sleep(0)
        assert told == [] or database.dialect == "postgresql"
    await asyncio.gather(*waiting)
    assert sorted(told) == ["a False", "c False"]
    if database.dialect == "sqlite":
        assert told == ["a False", "c False"]


async def test_a_failing_callback_hurts_nobody(any_things: str) -> None:
    told: list[str] = []

    async def work() -> None:
        await insert("a")
        after_commit(lambda: [].pop())
        after_commit(lambda: told.append("next"))

    await commit_together(work)
    assert (told, await count()) == (["next"], 1)


async def test_everything_of_the_port_works_inside(any_things: str) -> None:
    word: ContextVar[str] = ContextVar("word")
    word.set("of the caller")

    async def work() -> list[Any]:
        assert in_transaction()
        async with transaction():
            await database.execute(things.insert().values(name="a", facts={"n": 1}))
        async with snapshot():
            row = await database.fetch_one(select(things))
        assert row is not None
        each = [one["name"] async for one in database.iterate(select(things))]
        inner = await commit_together(inserting("b"))
        return [row.facts, each, inner, word.get(), locale()]

    with use_locale("en"):
        assert await commit_together(work) == [{"n": 1}, ["a"], 2, "of the caller", "en"]
    assert await names() == ["a", "b"]


async def test_inside_a_transaction_it_joins_that(any_things: str) -> None:
    async def outer() -> None:
        async with transaction():
            await commit_together(inserting("a"))
            raise NotFound

    with pytest.raises(NotFound):
        await outer()
    assert await count() == 0


@pytest.mark.parametrize("pause", [0, 0.01])
async def test_waiting_for_anything_else_is_refused_and_undone(
    sqlite_things: str, pause: float
) -> None:
    async def work() -> None:
        await insert("a")
        await asyncio.sleep(pause)

    alone = asyncio.create_task(commit_together(work))
    with pytest.raises(RuntimeError, match="await only the database"):
        await alone
    found = await at_once(inserting("b"), work, inserting("c"))
    assert isinstance(found[1], RuntimeError)
    assert await names() == ["b", "c"]


async def test_a_future_of_the_loop_is_refused_even_if_the_unit_swallows_it(
    sqlite_things: str,
) -> None:
    future = asyncio.get_running_loop().create_future()

    async def work() -> None:
        await insert("a")
        with suppress(RuntimeError):
            await future

    with pytest.raises(RuntimeError, match="await only the database"):
        await commit_together(work)
    assert await count() == 0


async def test_a_thread_of_a_unit_cannot_use_its_transaction(sqlite_things: str) -> None:
    refusals: list[str] = []

    async def work() -> None:
        context = copy_context()

        def elsewhere() -> None:
            try:
                context.run(in_transaction)
            except RuntimeError as error:
                refusals.append(str(error))

        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()

    await commit_together(work)
    assert "thread" in refusals[0]


async def test_a_commit_that_fails_fails_everyone_and_frees_the_writer(
    sqlite_things: str,
) -> None:
    await database.execute(
        text(
            "CREATE TABLE child (thing INTEGER REFERENCES things(id) DEFERRABLE INITIALLY DEFERRED)"
        )
    )
    told: list[str] = []

    async def break_a_promise() -> None:
        after_commit(lambda: told.append("lost"))
        await database.execute(text("INSERT INTO child VALUES (77)"))

    found = await at_once(inserting("a"), break_a_promise, failing("c"))
    assert [type(each) for each in found] == [IntegrityError, IntegrityError, NotFound]
    assert (told, await count()) == ([], 0)
    assert await commit_together(inserting("b"))


async def test_a_full_disk_is_unavailable_and_nothing_is_half_written(
    sqlite_things: str,
) -> None:
    writer = database.engine._backend.writer
    ((pages,),) = await writer.execute_fetchall("PRAGMA page_count")
    await writer.execute_fetchall(f"PRAGMA max_page_count={pages}")
    found = await at_once(*(lambda n=n: insert(f"{n}", facts="x" * 9000) for n in range(3)))
    assert [type(each) for each in found] == [Unavailable] * 3
    assert await count() == 0
    await writer.execute_fetchall("PRAGMA max_page_count=1000000")
    assert await commit_together(inserting("b"))


async def test_a_database_locked_by_another_program_is_unavailable_to_all(
    sqlite_things: str,
) -> None:
    backend = database.engine._backend
    await backend.writer.execute_fetchall("PRAGMA busy_timeout=20")
    with closing(sqlite3.connect(backend.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        works = [asyncio.ensure_future(commit_together(inserting(name))) for name in "ab"]
        found = await asyncio.gather(*works, return_exceptions=True)
        assert [type(each) for each in found] == [Unavailable] * 2
        assert len({id(each) for each in found}) == 2
        other.execute("ROLLBACK")
    assert await commit_together(inserting("c"))


async def test_who_is_cancelled_before_the_turn_has_done_nothing(sqlite_things: str) -> None:
    async with busy_writer():
        kept = asyncio.ensure_future(commit_together(inserting("kept")))
        dropped = asyncio.ensure_future(commit_together(inserting("dropped")))
        await asyncio.sleep(0)
        dropped.cancel()
        with pytest.raises(asyncio.CancelledError):
            await dropped
    await kept
    assert await names() == ["kept"]


async def test_who_is_cancelled_during_the_turn_has_done_all_of_it(sqlite_things: str) -> None:
    begun, go_on = asyncio.Event(), threading.Event()
    loop, told = asyncio.get_running_loop(), []

    async def slow() -> None:
        await insert("left")
        after_commit(lambda: told.append("done"))
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(10)
        await insert("right")

    task = asyncio.ensure_future(commit_together(slow))
    await begun.wait()
    task.cancel()
    await asyncio.sleep(0.01)
    assert not task.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (told, await names()) == (["done"], ["left", "right"])


async def test_a_long_batch_leaves_the_rest_for_the_next(
    sqlite_things: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driving, "SECONDS", 0)
    async with spoken() as heard:
        assert await at_once(*(inserting(name) for name in "abc")) == [1, 2, 3]
    assert heard.count("COMMIT") == 4


async def test_a_batch_has_a_bound(sqlite_things: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MOST", 2)
    async with spoken() as heard:
        assert await at_once(*(inserting(name) for name in "abc")) == [1, 2, 3]
    assert heard.count("COMMIT") == 3


async def test_neither_batches_nor_transactions_starve(sqlite_things: str) -> None:
    done = {"together": 0, "alone": 0}

    async def keep_on(kind: str, work: Work) -> None:
        while min(done.values()) < 50:
            await work()
            done[kind] += 1

    async def together() -> None:
        await commit_together(lambda: database.execute(things.update().values(amount=1)))

    async def alone() -> None:
        async with transaction():
            await database.execute(things.update().values(amount=2))

    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(keep_on("together", together))
            group.create_task(keep_on("alone", alone))
    assert done["alone"] >= 50 <= done["together"]


async def test_closing_waits_for_what_is_waiting(sqlite_url: str) -> None:
    await database.open(sqlite_url)
    await database.execute(text("CREATE TABLE t (x INTEGER)"))
    add = text("INSERT INTO t VALUES (1)")
    waiting = [
        asyncio.ensure_future(commit_together(lambda: database.execute(add))) for _ in range(300)
    ]
    await asyncio.sleep(0)
    await database.close()
    assert await asyncio.gather(*waiting) == [None] * 300
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (300,)
    with pytest.raises(RuntimeError, match="not open"):
        await commit_together(inserting("late"))


async def test_when_the_writer_is_gone_everyone_hears_it(
    sqlite_things: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone() -> None:
        raise RuntimeError("the writer is gone")

    monkeypatch.setattr(database.engine._backend.lock, "acquire", gone)
    works = [asyncio.ensure_future(commit_together(inserting(name))) for name in "ab"]
    found = await asyncio.gather(*works, return_exceptions=True)
    assert [str(each) for each in found] == ["the writer is gone"] * 2
    monkeypatch.undo()
    assert await commit_together(inserting("c"))

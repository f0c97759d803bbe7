"""Timed work: one process runs it, an error never stops it, stopping is clean."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock, jobs
from app.config import Settings
from app.db import database, transaction
from app.jobs import Job


@dataclass
class Chore:
    """Work that counts its runs, lasts a moment, and fails when told to."""

    runs: int = 0
    seconds: float = 0.02
    errors: list[BaseException] = field(default_factory=list)

    async def __call__(self) -> None:
        self.runs += 1
        await asyncio.sleep(self.seconds)
        if self.errors:
            raise self.errors.pop()


@pytest.fixture
def chore() -> Chore:
    return Chore()


@pytest.fixture
def job(chore: Chore) -> Job:
    return Job("tests.chore", chore, timedelta(minutes=1), timedelta(minutes=5))


@pytest.fixture
async def only(job: Job, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Job]:
    """The registry with this one job."""
    monkeypatch.setattr(jobs, "registry", {job.name: job})
    monkeypatch.setattr(jobs, "FIRST_RUN_SECONDS", 0.01)
    yield job
    await jobs.stop()


async def test_of_five_processes_one_runs_a_job(any_database: str, job: Job, chore: Chore) -> None:
    ran = await asyncio.gather(*(jobs.run(job) for _ in range(5)))
    assert sorted(ran) == [False] * 4 + [True]
    assert chore.runs == 1
    assert await jobs.run(job) is False


async def test_a_job_runs_again_when_it_is_due(
    sqlite_database: str, job: Job, chore: Chore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await jobs.run(job)
    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await jobs.run(job) is True
    assert chore.runs == 2


async def test_the_lease_of_a_killed_process_ends(
    sqlite_database: str, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await jobs.lease(job, "killed", hurried=False)
    assert await jobs.run(job, hurried=True) is False
    later = clock.now() + job.lease + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await jobs.run(job) is True


async def test_an_error_is_logged_and_the_job_goes_on(
    sqlite_database: str, job: Job, chore: Chore, caplog: pytest.LogCaptureFixture
) -> None:
    chore.errors.append(ValueError("out of paper"))
    assert await jobs.run(job) is True
    assert "tests.chore" in caplog.text
    row = await database.fetch_one(select(jobs.timed_work))
    assert row is not None
    assert "out of paper" in row["error"]
    assert await jobs.run(job, hurried=True) is True
    assert await database.fetch_val(select(jobs.timed_work.c.error)) == ""


async def test_the_loop_runs_hurries_and_stops(
    sqlite_database: str, only: Job, chore: Chore, settings: Settings
) -> None:
    jobs.start(settings)
    await _until(lambda: chore.runs == 1)
    await asyncio.sleep(0.05)
    jobs.soon(chore)
    await _until(lambda: chore.runs == 2)
    assert jobs.settings() is settings
    await jobs.stop()
    jobs.soon(chore)
    await asyncio.sleep(0.05)
    assert chore.runs == 2
    with pytest.raises(RuntimeError):
        jobs.settings()


async def test_the_loop_outlives_a_group_of_tasks_that_failed(
    sqlite_database: str, only: Job, chore: Chore, settings: Settings
) -> None:
    async def in_a_group() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(chore())

    only.work, only.pause = in_a_group, timedelta(milliseconds=20)
    chore.errors.append(ValueError("out of ink"))
    jobs.start(settings)
    await _until(lambda: chore.runs >= 3)


async def test_the_loop_outlives_work_that_cancels_itself(
    sqlite_database: str, only: Job, chore: Chore, settings: Settings
) -> None:
    chore.errors.append(asyncio.CancelledError())
    only.pause = timedelta(milliseconds=20)
    jobs.start(settings)
    await _until(lambda: chore.runs >= 3)


async def test_work_that_takes_longer_than_its_lease_is_ended(
    sqlite_database: str, job: Job, chore: Chore
) -> None:
    chore.seconds, job.lease = 60, timedelta(milliseconds=50)
    assert await jobs.run(job) is True
    assert "TimeoutError" in await database.fetch_val(select(jobs.timed_work.c.error))


async def test_stopping_in_the_middle_of_a_run_frees_the_lease(
    sqlite_database: str, only: Job, chore: Chore, settings: Settings
) -> None:
    chore.seconds = 60
    jobs.start(settings)
    await _until(lambda: chore.runs == 1)
    await asyncio.wait_for(jobs.stop(), 2)
    chore.seconds = 0
    assert await jobs.run(only) is True


async def test_two_loops_on_one_database_run_a_job_once_a_turn(
    sqlite_database: str, only: Job, chore: Chore, settings: Settings
) -> None:
    jobs.start(settings)
    other = asyncio.create_task(jobs.run(only))
    await _until(lambda: chore.runs >= 1)
    await asyncio.sleep(0.1)
    await other
    assert chore.runs == 1


async def test_hurrying_a_job_inside_a_transaction_is_harmless(sqlite_database: str) -> None:
    async with transaction():
        jobs.soon(Chore())


async def _until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(3):
        while not happened():  # noqa: ASYNC110 (the work under test knows no events)
            await asyncio.sleep(0.01)

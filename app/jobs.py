"""Timed work: a registry, one task per job, and a lease row so that one process runs each."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Column, String, Table, Text, or_

from app import clock
from app.config import Settings
from app.db import UtcDateTime, database, metadata, transaction, upsert

FIRST_RUN_SECONDS = 1.0
STOP_SECONDS = 5.0
STOPPED = "stopped"

log = logging.getLogger(__name__)
Work = Callable[[], Awaitable[None]]

timed_work = Table(
    "timed_work",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("holder", String(32), nullable=False),
    Column("leased_until", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("error", Text, nullable=False),
)


@dataclass(slots=True)
class Job:
    """One piece of timed work; `lease` bounds how long one run may take."""

    name: str
    work: Work
    pause: timedelta
    lease: timedelta
    hurry: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class _Running:
    settings: Settings
    tasks: list[asyncio.Task[None]]


registry: dict[str, Job] = {}
_running: _Running | None = None


def every(*, minutes: float, lease: float = 5) -> Callable[[Work], Work]:
    """Register an idempotent coroutine to be run every so many minutes by one process."""

    def register(work: Work) -> Work:
        name = f"{work.__module__.removeprefix('app.')}.{work.__name__}"
        registry[name] = Job(name, work, timedelta(minutes=minutes), timedelta(minutes=lease))
        return work

    return register


def settings() -> Settings:
    """Return the settings that the loop was started with."""
    if _running is None:
        raise RuntimeError("the jobs are not running")
    return _running.settings


def soon(work: Work) -> None:
    """Run a job now instead of at its next turn; does nothing where no loop runs."""
    if _running is not None:
        for job in registry.values():
            if job.work is work:
                job.hurry.set()


def hurry(name: str) -> bool:
    """Run the job of a name now; tells whether there is one."""
    job = registry.get(name)
    if job is not None:
        job.hurry.set()
    return job is not None


def start(settings: Settings) -> None:
    """Begin every registered job in the background of the running event loop."""
    global _running
    if _running is None:
        for job in registry.values():
            job.hurry = asyncio.Event()
        tasks = [asyncio.create_task(_keep(job), name=job.name) for job in registry.values()]
        _running = _Running(settings, tasks)


async def stop() -> None:
    """Stop all jobs; a run in the middle of a transaction rolls back."""
    global _running
    running, _running = _running, None
    if running is None or not running.tasks:
        return
    for task in running.tasks:
        task.cancel()
    _, stuck = await asyncio.wait(running.tasks, timeout=STOP_SECONDS)
    for task in stuck:
        log.error("job %s did not stop", task.get_name())


async def run(job: Job, *, hurried: bool = False) -> bool:
    """Run a job if it is due (or hurried) and nobody holds its lease; tell whether it ran."""
    holder = secrets.token_hex(16)
    if not await lease(job, holder, hurried=hurried):
        return False
    error = STOPPED
    try:
        async with asyncio.timeout(job.lease.total_seconds()):
            await _worked(job)
        error = ""
    except Exception as failure:
        error = repr(failure)
        log.exception("job %s failed", job.name)
    finally:
        await _released(job, holder, error)
    return True


async def lease(job: Job, holder: str, *, hurried: bool) -> bool:
    """Take the job for `holder` if it is due (or hurried) and free."""
    now = clock.now()
    free = or_(timed_work.c.leased_until.is_(None), timed_work.c.leased_until < now)
    due = free if hurried else free & (timed_work.c.due_at <= now)
    first = {"name": job.name, "due_at": now, "holder": "", "error": ""}
    async with transaction():
        await database.execute(upsert(timed_work, first, key=["name"]))
        row = await database.fetch_one(
            timed_work.update()
            .where(timed_work.c.name == job.name, due)
            .values(holder=holder, leased_until=now + job.lease)
            .returning(timed_work.c.name)
        )
    return row is not None


async def _worked(job: Job) -> None:
    """Do the work in a task of its own; raises what it raises.

    Python 3.11.2 (Debian 12) leaves the task of a failed group half cancelled: in the loop's own
    task the next timeout would end the job for good.
    """
    us = asyncio.current_task()
    work = asyncio.ensure_future(job.work())
    try:
        await work
    except asyncio.CancelledError as error:
        if us is None or us.cancelling():
            raise
        raise RuntimeError("the work cancelled itself") from error


async def _keep(job: Job) -> None:
    wait = min(FIRST_RUN_SECONDS, job.pause.total_seconds())
    while True:
        hurried = await _hurried(job, wait)
        try:
            await run(job, hurried=hurried)
        except Exception:
            log.exception("job %s could not be leased", job.name)
        wait = job.pause.total_seconds()


async def _hurried(job: Job, seconds: float) -> bool:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await job.hurry.wait()
    hurried = job.hurry.is_set()
    job.hurry.clear()
    return hurried


async def _released(job: Job, holder: str, error: str) -> None:
    now = clock.now()
    # Half a second early, so that the loop's next turn never finds the job not yet due.
    due = now if error == STOPPED else now + job.pause - timedelta(seconds=0.5)
    await database.execute(
        timed_work.update()
        .where(timed_work.c.name == job.name, timed_work.c.holder == holder)
        .values(due_at=due, leased_until=None, finished_at=now, error=error)
    )

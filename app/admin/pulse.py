"""How the server is: what the page of its health shows, measured at this moment."""

import asyncio
import os
import shutil
import time
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path

import sqlalchemy as sa

from app import backups, mail
from app.accounts.access import Can, Viewer, check
from app.backups import Backup
from app.db import Row, count_up_to, database
from app.jobs import registry, timed_work
from app.mail import outbox
from app.push.tables import push_outbox
from app.realtime.hub import hub
from app.storage import disk

PATIENCE = 10.0
"""Seconds that the storage gets to keep a small file and to give it back."""
DEAD_SHOWN = 20
PROJECT = Path(__file__).parents[2] / "pyproject.toml"
PROBE = 4096
"""Bytes that a try of the storage writes, reads and deletes."""


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits to be sent: how many (counted to a hundred), when the next is due, what failed."""

    waiting: int
    due_at: datetime | None
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of timed work and its last run."""

    name: str
    finished_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Pulse:
    """The server at one moment; without its database there would be no page to show it on."""

    database_ms: int
    dialect: str
    schema: str
    is_bus_connected: bool
    is_alone: bool
    sockets: int
    storage: str
    free: int
    whole: int
    free_instance: int
    mails: Queue
    pushes: Queue
    dead: list[Row]
    work: list[Work]
    backup: Backup | None
    version: str
    process: int

    @property
    def is_local(self) -> bool:
        """Tell whether ready files lie on this machine."""
        return self.storage == "Local"


async def pulse(viewer: Viewer, instance: Path) -> Pulse:
    """Take the server's pulse."""
    check(viewer, Can.SEE_METRICS)
    room = shutil.disk_usage(disk.root)
    return Pulse(
        database_ms=await _database_ms(),
        dialect=database.dialect,
        schema=str(await database.fetch_val(sa.text("SELECT version_num FROM alembic_version"))),
        is_bus_connected=hub.bus.is_connected,
        is_alone=hub.bus.is_alone,
        sockets=len(hub.connections),
        storage=type(disk.vault).__name__.removesuffix("Vault"),
        free=room.free,
        whole=room.total,
        free_instance=shutil.disk_usage(instance).free,
        mails=await _mails(),
        pushes=await _pushes(),
        dead=await mail.dead(DEAD_SHOWN),
        work=await _work(),
        backup=await backups.last(),
        version=_version(),
        process=os.getpid(),
    )


async def probe_storage() -> int:
    """Write, read and delete a small file where customers' files lie; returns milliseconds.

    Raises OSError, or what the storage itself raises.
    """
    begun, bytes_ = time.perf_counter(), os.urandom(PROBE)
    async with asyncio.timeout(PATIENCE):
        stored = await disk.put(BytesIO(bytes_), limit=PROBE)
        try:
            read = b"".join([block async for block in disk.open(stored.key, 0, PROBE)])
        finally:
            await disk.delete(stored.key)
    if read != bytes_:
        raise OSError("other bytes came back than were kept")
    return _ms_since(begun)


async def _database_ms() -> int:
    begun = time.perf_counter()
    await database.fetch_val(sa.select(sa.literal(1)))
    return _ms_since(begun)


async def _mails() -> Queue:
    return Queue(
        await _count(sa.select(outbox.c.id).where(outbox.c.state == "waiting")),
        await _next(outbox),
        await _count(sa.select(outbox.c.id).where(outbox.c.state == "dead")),
    )


async def _pushes() -> Queue:
    waiting = await _count(sa.select(push_outbox.c.id))
    return Queue(waiting, await _next(push_outbox))


async def _count(query: sa.Select[tuple[int]]) -> int:
    return int(await database.fetch_val(sa.select(count_up_to(query))))


async def _next(queue: sa.Table) -> datetime | None:
    query = sa.select(queue.c.due_at).where(queue.c.state == "waiting")
    row = await database.fetch_one(query.order_by(queue.c.due_at).limit(1))
    return row.due_at if row is not None else None


async def _work() -> list[Work]:
    rows = await database.fetch_all(sa.select(timed_work))
    known = {row.name: row for row in rows}
    found = [
        Work(name, known[name].finished_at, known[name].error)
        if name in known
        else Work(name, None, "")
        for name in sorted(registry)
    ]
    return sorted(found, key=lambda each: not each.error)


@cache
def _version() -> str:
    """Return the version that runs: of the installed package, or of the folder it runs from."""
    try:
        return version("sanggar")
    except PackageNotFoundError:
        return str(tomllib.loads(PROJECT.read_text())["project"]["version"])


def _ms_since(begun: float) -> int:
    return round((time.perf_counter() - begun) * 1000)

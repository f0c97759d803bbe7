"""What a channel keeps, who may still resume from it, and what a restored backup means."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app import audit, clock, jobs
from app.config import Settings
from app.db import database, snapshot, transaction
from app.realtime import jobs as retention
from app.realtime.counters import counters
from app.realtime.epochs import renew_epochs
from app.realtime.log import Position, event, missed, position, stream
from app.realtime.publish import publish
from tests.process import ServerProcess
from tests.realtime import engine_app
from tests.realtime.conftest import Engine

ROWS = 1000


async def fill(channel: str, *ages: tuple[int, float]) -> None:
    """Give a channel so many events of so many days, oldest first."""
    head = 0
    async with transaction():
        for number, days in ages:
            at = clock.now() - timedelta(days=days)
            for start in range(0, number, ROWS):
                some = range(head + start + 1, head + min(start + ROWS, number) + 1)
                await database.execute(event.insert().values([row(channel, n, at) for n in some]))
            head += number
        epoch = (await position(channel)).epoch
        await database.execute(
            stream.insert().values(channel=channel, head=head, oldest=1, epoch=epoch)
        )


def row(channel: str, offset: int, at: Any) -> dict[str, Any]:
    wire = {"id": str(uuid4()), "type": "message.posted", "actor": "null"}
    return {"channel": channel, "offset": offset, "payload": f'{{"n":{offset}}}', "at": at, **wire}


async def kept(channel: str) -> list[int]:
    """Return the offsets that are still there."""
    query = select(event.c.offset).where(event.c.channel == channel).order_by(event.c.offset)
    return [found["offset"] for found in await database.fetch_all(query)]


async def oldest(channel: str) -> int:
    return int(await database.fetch_val(select(stream.c.oldest).where(stream.c.channel == channel)))


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[None]:
    await database.open(postgres_url)
    await engine_app.create_tables()
    try:
        yield
    finally:
        await database.close()


async def test_the_newest_ten_thousand_stay_however_old_they_are(store: Settings) -> None:
    await fill("room:1", (10_050, 40))
    await fill("room:2", (100, 40))
    before = counters.trimmed
    await retention.trim()
    assert await kept("room:1") == list(range(51, 10_051))
    assert await oldest("room:1") == 51
    assert await kept("room:2") == list(range(1, 101))
    assert await oldest("room:2") == 1
    assert counters.trimmed == before + 50


async def test_postgres_trims_too(postgres: None, limits: Any) -> None:
    limits(keep_events=100)
    await fill("room:1", (700, 40))
    await fill("room:2", (50, 40), (100, 20))
    await retention.trim()
    assert await kept("room:1") == list(range(601, 701))
    assert await oldest("room:1") == 601
    assert await oldest("room:2") == 51


async def test_events_of_thirty_days_stay_however_many_they_are(
    store: Settings, limits: Any
) -> None:
    limits(keep_events=100)
    await fill("room:1", (120, 30.01), (180, 29.99))
    await retention.trim()
    assert await kept("room:1") == list(range(121, 301))
    assert await oldest("room:1") == 121


async def test_old_ones_go_in_batches_while_others_write(
    store: Settings, limits: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits(keep_events=100)
    monkeypatch.setattr(retention, "BATCH", 50)
    monkeypatch.setattr(retention, "PAUSE", 0.001)
    await fill("room:1", (2000, 31))
    trimming = asyncio.create_task(retention.trim())
    seen = set()
    while not trimming.done():
        async with transaction():
            await publish("room:1", "message.posted", {})
        seen.add(await oldest("room:1"))
        async with snapshot():
            assert (await kept("room:1"))[0] == await oldest("room:1")
    await trimming
    await retention.trim()
    offsets = await kept("room:1")
    head = (await position("room:1")).offset
    assert head > 2000
    assert offsets == list(range(await oldest("room:1"), head + 1))
    assert len(seen) > 3
    assert len([number for number in offsets if number > 2000]) == head - 2000


async def test_a_clock_that_jumped_back_removes_nothing_young(store: Settings, limits: Any) -> None:
    limits(keep_events=10)
    await fill("room:1", (50, 31), (1, 1), (49, 31))
    await retention.trim()
    assert await kept("room:1") == list(range(51, 101))


async def test_nothing_is_trimmed_twice(store: Settings, limits: Any) -> None:
    limits(keep_events=10)
    await fill("room:1", (50, 31))
    await retention.trim()
    before = counters.trimmed
    await retention.trim()
    assert counters.trimmed == before
    assert len(await kept("room:1")) == 10


def test_it_runs_every_hour_in_one_process() -> None:
    job = jobs.registry["realtime.jobs.trim"]
    assert job.pause == timedelta(hours=1)
    assert job.lease < job.pause


async def test_who_was_away_longer_than_events_are_kept_is_told_so(
    engine: Engine, limits: Any
) -> None:
    limits(keep_events=10)
    await fill("room:1", (50, 31))
    await retention.trim()
    epoch = (await position("room:1")).epoch
    async with engine.listening("ani", "room:1", since={"epoch": epoch, "offset": 39}) as page:
        assert page.subscription["was_recovering"] is True
        assert "recovered" not in page.subscription
        assert await page.quiet()
        await engine.say("halo")
        assert (await page.next()).offset == 51
    async with engine.listening("ani", "room:1", since={"epoch": epoch, "offset": 40}) as page:
        assert page.subscription["recovered"] is True
        assert [(await page.next()).offset for _ in range(11)] == list(range(41, 52))


async def test_listeners_stay_level_while_their_channel_is_trimmed(
    engine: Engine, limits: Any
) -> None:
    limits(keep_events=5)
    await fill("room:1", (50, 31))
    async with engine.listening("ani", "room:1") as page:
        await retention.trim()
        await engine.say("halo")
        assert (await page.next()).offset == 51


async def test_a_restored_database_has_a_new_epoch_in_every_stream(store: Settings) -> None:
    for channel in ("room:1", "room:2"):
        async with transaction():
            await publish(channel, "message.posted", {})
    before = await position("room:1")
    epoch = await renew_epochs()
    assert epoch != before.epoch
    assert await position("room:1") == Position(epoch, 1)
    assert await position("room:2") == Position(epoch, 1)
    assert await position("room:3") == Position(epoch, 0)
    async with transaction():
        assert (await publish("room:3", "message.posted", {})).epoch == epoch
    assert (await missed("room:1", before, 100)).events is None
    verbs = select(func.count()).where(audit.audit.c.verb == "restored")
    assert await database.fetch_val(verbs) == 1


async def test_an_empty_database_gets_its_epoch_too(store: Settings) -> None:
    epoch = await renew_epochs()
    assert await position("room:1") == Position(epoch, 0)
    assert await renew_epochs() != epoch


async def test_after_a_restore_nobody_resumes_from_what_never_was(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    server.run("migrate")
    file = tmp_path / "instance" / "sanggar.db"
    shutil.copy(file, tmp_path / "backup.db")
    lost = await said(file, "before the disk died")
    for name in ("sanggar.db-wal", "sanggar.db-shm"):
        file.with_name(name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup.db", file)
    assert "new epoch" in server.run("restored")
    there = await said(file, "something else")
    assert there.offset == lost.offset == 1
    assert there.epoch != lost.epoch


async def said(file: Path, body: str) -> Position:
    """Publish into a database file; return where, and check that it can be resumed from."""
    await database.open(f"sqlite:///{file}")
    try:
        async with transaction():
            await publish("promos", "promo.published", body)
        place = await position("promos")
        assert (await missed("promos", place, 100)).events == []
        return place
    finally:
        await database.close()

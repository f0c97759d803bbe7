"""What was published elsewhere and never told: found by the sweep, in order, however it races."""

import asyncio
from typing import Any

import pytest

from app.config import Settings
from app.db import database, transaction
from app.realtime import log, sweep
from app.realtime.bus import Published
from app.realtime.counters import counters
from app.realtime.heads import AT_ONCE, ahead
from app.realtime.hub import hub
from app.realtime.log import Entry
from app.realtime.protocol import encode
from app.realtime.publish import new_event
from tests.realtime import engine_app
from tests.realtime.conftest import Engine


async def write_untold(body: str, channel: str = "room:1") -> Published:
    """Commit an event as another process would whose hint is lost; returns that hint."""
    event = new_event("message.posted", {"body": body}, by=None)
    async with transaction():
        (place,) = await log.append([Entry(channel, event)])
    return Published(channel, place.offset, encode(event))


async def heads_of_many() -> None:
    names = ["room:'1'", 'say "hi"', "ruang:é", *(f"room:{number}" for number in range(AT_ONCE))]
    for start in range(0, len(names), 500):
        rows = [
            {"channel": name, "head": 5, "oldest": 1, "epoch": "e"}
            for name in names[start : start + 500]
        ]
        await database.execute(log.stream.insert().values(rows))
    known = dict.fromkeys([*names, "room:unborn"], 5)
    assert await ahead(known) == {}
    assert await ahead({}) == {}
    behind = {"room:'1'": 4, 'say "hi"': 0, "ruang:é": 1, f"room:{AT_ONCE - 1}": 2}
    assert await ahead({**known, **behind, "room:7": 9}) == dict.fromkeys(behind, 5)


async def test_the_heads_that_moved_on_are_found_among_many(store: Settings) -> None:
    await heads_of_many()


async def test_they_are_found_on_postgresql_too(postgres_url: str) -> None:
    await database.open(postgres_url)
    try:
        await engine_app.create_tables()
        await heads_of_many()
    finally:
        await database.close()


async def test_an_event_without_a_hint_comes_with_the_sweep(engine: Engine) -> None:
    async with engine.listening("ani", "room:1") as page:
        before = counters.sweep_hits
        await write_untold("one")
        assert (await page.next(timeout=10)).offset == 1
        assert counters.sweep_hits == before + 1


async def test_a_hint_that_overtakes_the_read_of_the_log_ends_no_subscription(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, limits: Any
) -> None:
    limits(sweep_every=600)
    real, reads = log.events_after, 0

    async def overtaken(channel: str, offset: int, limit: int = 500) -> Any:
        nonlocal reads
        found = await real(channel, offset, limit)
        reads += 1
        if reads == 1:
            await write_untold("three")
            hub.receive(await write_untold("four"))
        return found

    async with engine.listening("ani", "room:1") as page:
        await write_untold("one")
        second = await write_untold("two")
        monkeypatch.setattr(log, "events_after", overtaken)
        hub.receive(second)
        assert [(await page.next()).offset for _ in range(4)] == [1, 2, 3, 4]
        assert await page.quiet(0.1)


async def test_a_hint_without_its_event_has_the_log_read(engine: Engine, limits: Any) -> None:
    limits(sweep_every=600)
    async with engine.listening("ani", "room:1") as page:
        hint = await write_untold("a very long one")
        hub.receive(Published(hint.channel, hint.offset, b""))
        assert (await page.next()).data == {"body": "a very long one"}
        hub.receive(hint)  # late
        hub.receive(Published(hint.channel, hint.offset, b""))
        assert await page.quiet(0.2)


async def test_events_that_are_gone_send_the_clients_back_for_the_state(
    engine: Engine,
) -> None:
    async with engine.listening("ani", "room:1") as page:
        await write_untold("one")
        await database.execute(log.event.delete())
        assert (await page.next(timeout=10)).data["code"] == 2500


async def test_the_sweep_outlives_a_database_that_cannot_answer(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, limits: Any
) -> None:
    limits(sweep_every=0.1)
    failures = asyncio.Event()

    async def failing(known: dict[str, int]) -> dict[str, int]:
        failures.set()
        raise OSError("no database")

    async with engine.listening("ani", "room:1") as page:
        with monkeypatch.context() as patched:
            patched.setattr(sweep, "ahead", failing)
            hub.sweep.soon()
            await asyncio.wait_for(failures.wait(), 10)
            await write_untold("one")
        assert (await page.next(timeout=10)).offset == 1

"""Two processes on one database: each hears of the other, whatever the bus does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.listener import Event, Listener, Refusal
from tests.postgres import pause_postgres
from tests.process import EngineProcess
from tests.redis import RedisServer, redis

__all__ = ["redis"]

SECRET = "a secret key of the tests, long enough"
NO_SWEEP = {"SANGGAR_LIVE_SWEEP_EVERY": "600"}
"""What arrives nevertheless has come over the bus."""


class BadBusProcess(EngineProcess):
    """The engine on a bus with faults."""

    program = ("tests.realtime.bad_bus", "tests.realtime.engine_app")


@asynccontextmanager
async def two(
    home: Path, bus: str, kind: type[EngineProcess] = EngineProcess, **environ: str
) -> AsyncIterator[tuple[EngineProcess, EngineProcess]]:
    """Start two processes on one database."""
    given = {"SANGGAR_SECRET_KEY": SECRET, "SANGGAR_BUS_URL": bus, **environ}
    async with AsyncExitStack() as stack:
        found = []
        for _ in range(2):
            process = kind(home, **given)
            await process.start()
            stack.callback(process.stop)
            found.append(process)
        yield found[0], found[1]


def page(process: EngineProcess, who: str, channel: str = "room:1", **more: Any) -> Listener:
    return Listener(process.url, channel, cookie=f"who={who}", **more)


async def say(listener: Listener, body: str = "halo") -> None:
    await listener.rpc("say", {"room": "1", "id": str(uuid4()), "body": body})


async def counted(listener: Listener, name: str) -> int:
    return int(await listener.rpc("counted", {"kind": name}))


async def offsets(listener: Listener, last: int, timeout: float = 30) -> list[int]:
    """Return the offsets of everything durable that came, up to `last`."""
    found: list[int] = []
    async with asyncio.timeout(timeout):
        while not found or found[-1] < last:
            event = await listener.next(timeout=timeout)
            assert event.type != "unsubscribed"
            if event.offset:
                found.append(event.offset)
    return found


@pytest.fixture(params=["unix", "redis", "postgresql"])
def environ(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """A bus of each kind; PostgreSQL's with the database on the same server."""
    if request.param == "unix":
        return {"bus": f"unix://{tmp_path}/bus"}
    if request.param == "redis":
        return {"bus": request.getfixturevalue("redis").url}
    return {
        "bus": "postgresql",
        "SANGGAR_DATABASE_URL": request.getfixturevalue("postgres_url"),
    }


async def test_what_happens_on_one_process_is_heard_on_the_other(
    environ: dict[str, str], tmp_path: Path
) -> None:
    async with (
        two(tmp_path, **environ, **NO_SWEEP) as (here, there),
        page(here, "ani") as ani,
        page(there, "budi") as budi,
    ):
        for number in range(20):
            await say(ani, "x" * number * 700)  # the longest ones do not fit into a NOTIFY
        assert await offsets(budi, 20) == list(range(1, 21))
        assert await offsets(ani, 20) == list(range(1, 21))
        await ani.rpc("typing", {"room": "1", "id": "", "body": ""})
        assert (await budi.next("typing")).offset == 0


async def test_a_client_recovers_on_the_other_process(
    environ: dict[str, str], tmp_path: Path
) -> None:
    async with two(tmp_path, **environ) as (here, there), page(here, "ani") as ani:
        async with page(here, "budi") as budi:
            known = {"epoch": budi.subscription["epoch"], "offset": 0}
            await say(ani)
            known["offset"] = (await budi.next("message.posted")).offset
        for _ in range(3):
            await say(ani)
        async with page(there, "budi", since=known) as budi:
            assert budi.subscription["recovered"] is True
            await say(ani)
            assert await offsets(budi, 5) == [2, 3, 4, 5]


async def test_a_bus_that_loses_doubles_and_delays_shows_no_client_anything(
    tmp_path: Path,
) -> None:
    bus = f"unix://{tmp_path}/bus"
    messages = 150
    async with (
        two(tmp_path, bus, BadBusProcess, SANGGAR_TEST_BUS="0.3,0.3,2") as processes,
        AsyncExitStack() as stack,
    ):
        pages = [
            await stack.enter_async_context(page(process, who))
            for process in processes
            for who in ("ani", "budi")
        ]
        for number in range(messages):
            await say(pages[number % 4])
            await pages[number % 4].rpc("typing", {"room": "1", "id": "", "body": ""})
            await asyncio.sleep(0.02)
        heard = [await everything(each, messages) for each in pages]
        assert await counted(pages[0], "sweep_hits") + await counted(pages[2], "sweep_hits") > 0
    for events in heard:
        assert [event.offset for event in events if event.offset] == list(range(1, messages + 1))
        ids = [event.id for event in events]
        assert len(ids) == len(set(ids))
        assert {event.type for event in events} == {"message.posted", "typing"}


async def everything(listener: Listener, last: int) -> list[Event]:
    """Return what came up to an offset, and whatever comes in the two seconds after it."""
    found: list[Event] = []
    async with asyncio.timeout(30):
        while not found or max(event.offset for event in found) < last:
            found.append(await listener.next(timeout=30))
    await asyncio.sleep(2.1)
    while not listener.events.empty():
        found.append(listener.events.get_nowait())
    return found


async def through(ani: Listener, budi: Listener, known: list[int], timeout: float = 10) -> None:
    """Publish on one process, and wait until the other's listener has it, in turn."""
    await say(ani)
    for each in (ani, budi):
        event = await each.next("message.posted", timeout=timeout)
        assert event.offset == len(known) + 1
    known.append(len(known) + 1)


async def until_connected(listener: Listener, more_than: int) -> None:
    async with asyncio.timeout(60):
        while await counted(listener, "bus_connects") <= more_than:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_no_event_is_lost_whatever_happens_to_redis(
    redis: RedisServer, tmp_path: Path
) -> None:
    async with (
        two(tmp_path, redis.url) as (here, there),
        page(here, "ani") as ani,
        page(there, "budi") as budi,
    ):
        known: list[int] = []
        await through(ani, budi, known)

        await redis.command("FLUSHALL")
        await through(ani, budi, known)

        before = await counted(budi, "bus_connects")
        redis.freeze()
        await through(ani, budi, known)  # by the sweep
        assert await counted(budi, "sweep_hits") > 0
        await asyncio.sleep(3.5)  # longer than the silence that ends a wire
        await through(ani, budi, known)
        redis.thaw()
        await until_connected(budi, before)
        await through(ani, budi, known)

        before = await counted(budi, "bus_connects")
        redis.kill()
        await through(ani, budi, known)
        redis.start()
        await until_connected(budi, before)
        await through(ani, budi, known)

        before = await counted(budi, "bus_connects")
        await redis.command("CONFIG", "SET", "requirepass", "changed")
        await redis.command("CLIENT", "KILL", "TYPE", "pubsub", password="changed")
        await redis.command("CLIENT", "KILL", "TYPE", "normal", password="changed")
        await through(ani, budi, known)
        await redis.command("CONFIG", "SET", "requirepass", "", password="changed")
        await until_connected(budi, before)
        await through(ani, budi, known)


async def test_sockets_outlive_the_death_of_postgresql(
    postgres_cluster: str, postgres_url: str, tmp_path: Path
) -> None:
    async with (
        two(tmp_path, "postgresql", SANGGAR_DATABASE_URL=postgres_url) as (here, there),
        page(here, "ani") as ani,
        page(there, "budi") as budi,
    ):
        known: list[int] = []
        await through(ani, budi, known)
        before = await counted(budi, "bus_connects")
        with pause_postgres(postgres_cluster):
            with pytest.raises(Refusal) as refused:
                await say(ani)
            assert refused.value.code == 108
        await until_connected(budi, before)
        async with asyncio.timeout(15):
            while not await is_said(ani):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        assert await offsets(ani, 2) == [2]
        assert await offsets(budi, 2) == [2]
        known.append(2)
        await through(ani, budi, known)
        assert ani.close_code == budi.close_code == 0


async def is_said(listener: Listener) -> bool:
    try:
        await say(listener)
    except Refusal:
        return False
    return True


async def test_a_dead_process_in_the_mesh_harms_nobody(tmp_path: Path) -> None:
    async with (
        two(tmp_path, f"unix://{tmp_path}/bus", **NO_SWEEP) as (here, there),
        page(there, "budi") as budi,
    ):
        async with page(here, "ani") as ani:
            await say(ani)
            await budi.next("message.posted")
        await asyncio.to_thread(here.kill)
        await here.start()
        async with page(here, "ani") as ani:
            for _ in range(3):
                await say(ani)
            assert await offsets(budi, 4) == [2, 3, 4]
        sockets = list((tmp_path / "bus").iterdir())
        assert len(sockets) == 2

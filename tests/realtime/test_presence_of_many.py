"""Presence when people are on several processes, and when one of those dies."""

import asyncio
from pathlib import Path
from typing import Any

from tests.listener import Listener
from tests.process import EngineProcess
from tests.realtime.test_many_processes import SECRET, counted, page, two, until_connected
from tests.redis import RedisServer, redis

__all__ = ["redis"]

QUICK = {
    "SANGGAR_LIVE_PRESENCE_REFRESH": "0.5",
    "SANGGAR_LIVE_PRESENCE_LOST": "5",
    "SANGGAR_LIVE_PRESENCE_GRACE": "1",
}


async def news(listener: Listener, timeout: float = 20) -> tuple[str, str]:
    """Return what presence told next: join or leave, and of whom."""
    push: dict[str, Any] = await asyncio.wait_for(listener.joins.get(), timeout)
    kind = "join" if "join" in push else "leave"
    return kind, push[kind]["info"]["user"]


async def users(listener: Listener) -> list[str]:
    found = (await listener.command("presence", {"channel": "room:1"}))["presence"]
    return sorted(each["user"] for each in found.values())


async def until_users(listener: Listener, wanted: list[str]) -> None:
    async with asyncio.timeout(20):
        while await users(listener) != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_people_on_both_processes_see_each_other_come_and_go(tmp_path: Path) -> None:
    async with (
        two(tmp_path, f"unix://{tmp_path}/bus", **QUICK) as (here, there),
        page(here, "ani") as ani,
    ):
        assert await news(ani) == ("join", "1")
        async with page(there, "budi") as budi:
            assert await news(budi) == ("join", "2")
            assert await news(ani) == ("join", "2")
            assert await users(ani) == await users(budi) == ["1", "2"]
        async with page(here, "budi"):  # moves within the grace: nobody hears of it
            await until_users(ani, ["1", "2"])
            await asyncio.sleep(1.5)
            assert ani.joins.empty()
        assert await news(ani) == ("leave", "2")


async def test_a_new_process_learns_who_is_already_here(tmp_path: Path) -> None:
    bus = f"unix://{tmp_path}/bus"
    async with two(tmp_path, bus) as (here, there), page(here, "ani"), page(there, "budi"):
        third = EngineProcess(tmp_path, SANGGAR_SECRET_KEY=SECRET, SANGGAR_BUS_URL=bus)
        await third.start()
        try:
            async with page(third, "sari") as sari:
                await until_users(sari, ["1", "2", "3"])
        finally:
            third.stop()


async def test_the_people_of_a_killed_process_leave_once_after_the_grace(tmp_path: Path) -> None:
    async with (
        two(tmp_path, f"unix://{tmp_path}/bus", **QUICK) as (here, there),
        page(there, "budi") as budi,
    ):
        assert await news(budi) == ("join", "2")
        async with page(here, "ani"):
            assert await news(budi) == ("join", "1")
            here.kill()
            assert await budi.quiet(3)
            assert budi.joins.empty()  # perhaps it only stumbled
            assert await news(budi) == ("leave", "1")
        assert await users(budi) == ["2"]
        assert budi.joins.empty()
        await here.start()


async def test_a_dead_bus_buries_nobody(redis: RedisServer, tmp_path: Path) -> None:
    async with (
        two(tmp_path, redis.url, **QUICK) as (here, there),
        page(there, "budi") as budi,
        page(here, "ani"),
    ):
        assert [await news(budi), await news(budi)] == [("join", "2"), ("join", "1")]
        before = await counted(budi, "bus_connects")
        redis.freeze()
        assert await budi.quiet(8)
        redis.thaw()
        await until_connected(budi, before)
        assert await budi.quiet(2)
        assert await users(budi) == ["1", "2"]
        assert budi.joins.empty()

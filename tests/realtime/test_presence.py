"""Who is here: people rather than sockets, with a grace time, in rooms that keep it."""

from typing import Any

import pytest

from tests.listener import Refusal
from tests.realtime.conftest import Engine


async def test_people_are_seen_coming_and_going_after_the_grace(
    engine: Engine, limits: Any
) -> None:
    limits(presence_grace=0.2)
    async with engine.listening("ani", "room:1") as page:
        assert (await page.joins.get())["join"]["info"]["user"] == "1"
        async with engine.listening("budi", "room:1"):
            info = (await page.joins.get())["join"]["info"]
            assert info["conn_info"] == {"id": 2, "name": "budi", "role": "customer"}
            stats = await page.command("presence_stats", {"channel": "room:1"})
            assert stats == {"num_clients": 2, "num_users": 2}
        stats = await page.command("presence_stats", {"channel": "room:1"})
        assert stats["num_users"] == 2
        assert (await page.joins.get())["leave"]["info"]["user"] == "2"
        clients = (await page.command("presence", {"channel": "room:1"}))["presence"]
        assert {each["user"] for each in clients.values()} == {"1"}


async def test_a_person_with_a_second_socket_neither_joins_nor_leaves(
    engine: Engine, limits: Any
) -> None:
    limits(presence_grace=0.05)
    async with engine.listening("ani", "room:1") as page:
        await page.joins.get()
        async with engine.listening("ani", "room:1"):
            stats = await page.command("presence_stats", {"channel": "room:1"})
            assert stats == {"num_clients": 2, "num_users": 1}
        assert await page.quiet(0.2)
        assert page.joins.empty()


async def test_coming_back_within_the_grace_is_not_shown(engine: Engine, limits: Any) -> None:
    limits(presence_grace=0.3)
    async with engine.listening("ani", "room:1") as page:
        await page.joins.get()
        async with engine.listening("budi", "room:1"):
            await page.joins.get()
        async with engine.listening("budi", "room:1"):
            assert await page.quiet(0.4)
            assert page.joins.empty()


async def test_presence_is_kept_where_the_channel_wants_it(engine: Engine) -> None:
    async with engine.listening("ani", "promos") as page:
        with pytest.raises(Refusal) as refused:
            await page.command("presence", {"channel": "promos"})
        assert refused.value.code == 108


async def test_presence_needs_the_right_to_listen(engine: Engine) -> None:
    async with engine.listening("") as page:
        with pytest.raises(Refusal) as refused:
            await page.command("presence", {"channel": "room:1"})
        assert refused.value.code == 103

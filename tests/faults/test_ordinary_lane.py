"""Under another ASGI server, without the fast lane, silent peers are dropped and resume as well."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import uvicorn

from app.config import Settings
from app.realtime.hub import hub
from tests.faults.follower import Follower, following
from tests.faults.judging import all_exactly_once, scan
from tests.faults.proxy import Proxy, Way
from tests.faults.stage import CHANNEL
from tests.realtime import engine_app
from tests.realtime.conftest import Engine

CLIENTS = 3
EVENTS = 150
SIZE = 30_000


@pytest.fixture
async def ordinary(store: Settings, world: engine_app.World) -> AsyncIterator[Engine]:
    """The engine under uvicorn."""
    app = engine_app.make_app(store)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", ws="wsproto")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 (uvicorn has no event for it)
        await asyncio.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Engine(f"http://127.0.0.1:{port}", store)
    server.should_exit = True
    await asyncio.wait_for(serving, 10)


def cut(proxy: Proxy) -> None:
    """Both ends hear the end."""
    proxy.cut()


def black_hole(proxy: Proxy) -> None:
    """Only the missing pong tells (L17)."""
    proxy.swallow()


def full_pipe(proxy: Proxy) -> None:
    """The kernel takes no more of what the server writes (L13, L14)."""
    proxy.hold({Way.TO_CLIENT})


FAULTS = {
    cut: {},
    black_hole: {"ping_every": 0.5, "pong_within": 3, "write_within": 3},
    full_pipe: {"write_within": 3},
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.__name__)
async def test_a_lost_peer_is_dropped_and_resumes(
    ordinary: Engine, limits: Any, fault: Callable[[Proxy], None]
) -> None:
    limits(**FAULTS[fault])
    bystander = Follower(ordinary.url, CHANNEL, cookie="who=sari")
    async with Proxy(ordinary.url) as proxy:
        clients = [Follower(proxy.url, CHANNEL, cookie="who=ani") for _ in range(CLIENTS)]
        async with following(bystander, *clients):
            await proxy.down()
            fault(proxy)
            for _ in range(EVENTS):
                await ordinary.say("x" * SIZE)
            async with asyncio.timeout(30):
                while len(hub.connections) > 1:  # noqa: ASYNC110 (nobody announces it)
                    await asyncio.sleep(0.05)
            proxy.reset()
            proxy.heal()
            await proxy.up()
            for each in clients:
                await each.returned()
                await each.until(EVENTS)
            await bystander.until(EVENTS)
    all_exactly_once(scan(ordinary.settings.instance)[CHANNEL], [bystander, *clients])
    assert not bystander.recoveries

"""A line with latency, jitter and drops: everyone still applies every event exactly once."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.faults.follower import Follower, Stranger, following
from tests.faults.proxy import Proxy
from tests.faults.sizes import sized
from tests.faults.stage import CHANNEL, Stage

LATENCY, JITTER = sized((0.1, 0.05), (0.2, 0.1))
DROPS, DROP_SECONDS, GOOD_SECONDS = sized((4, 0.5, 1.3), (30, 2.0, 8.0))
EACH = sized(3, 10)
"""So many clients of each kind."""


async def cut(proxy: Proxy) -> None:
    """The line is closed, and nobody gets through for a while."""
    await proxy.down()
    proxy.cut()
    await asyncio.sleep(DROP_SECONDS)
    await proxy.up()


async def reset(proxy: Proxy) -> None:
    """The same with RST."""
    await proxy.down()
    proxy.reset()
    await asyncio.sleep(DROP_SECONDS)
    await proxy.up()


async def black_hole(proxy: Proxy) -> None:
    """Bytes vanish both ways; at its end the router knows the connections no more."""
    proxy.swallow()
    await asyncio.sleep(DROP_SECONDS)
    proxy.reset()
    proxy.heal()


async def silence(proxy: Proxy) -> None:
    """Nothing passes for a while; what was said arrives after all, as lost segments do."""
    proxy.hold()
    await asyncio.sleep(DROP_SECONDS)
    proxy.heal()


FAULTS: list[Callable[[Proxy], Awaitable[None]]] = [cut, black_hole, silence, reset]


async def test_every_event_is_applied_exactly_once_over_a_bad_line(stage: Stage) -> None:
    proxy = stage.proxy
    proxy.latency, proxy.jitter = LATENCY, JITTER
    ours = [Follower(proxy.url, CHANNEL, cookie="who=ani") for _ in range(EACH)]
    strangers = [Stranger(proxy.url, CHANNEL, token="token-budi") for _ in range(EACH)]
    everyone = [*ours, *strangers]
    async with following(*everyone):
        async with stage.served() as bystander:
            for number in range(DROPS):
                await asyncio.sleep(GOOD_SECONDS)
                await FAULTS[number % len(FAULTS)](proxy)
        await stage.judge(bystander, *everyone)
    print(
        f"{DROPS} drops, {stage.said} events, {len(everyone)} clients, {proxy.accepted} connections"
    )
    assert all(each.recoveries for each in everyone)
    assert proxy.accepted <= len(everyone) * (1 + DROPS)

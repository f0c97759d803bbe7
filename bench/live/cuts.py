"""Two-second cuts every ten seconds: every event is applied once."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.live.plan import Plan
from bench.live.restarts import exactly_once
from bench.live.results import Section
from tests.faults.follower import Follower, Returning, Stranger, following
from tests.faults.judging import scan
from tests.faults.light import Light
from tests.faults.proxy import Proxy
from tests.faults.stage import CHANNEL, Stage

EACH = 10
EVERY, DOWN = 10.0, 2.0
PUBLISH_EVERY = 0.05


def measure(plan: Plan) -> Iterator[Section]:
    """Cut for some minutes."""
    minutes = min(plan.minutes, 0.4) if plan.is_quick else plan.minutes
    section = Section(
        "g", f"{minutes:g} minutes with the line cut for {DOWN:g} s every {EVERY:g} s"
    )
    section.notes.append(
        f"{2 * EACH} clients of our own and {EACH} of centrifuge-python behind a proxy, "
        f"{1 / PUBLISH_EVERY:.0f} events a second."
    )
    asyncio.run(_run(minutes * 60, section))
    section.promise("applied exactly once", section.of("applied exactly once"), 100, unit=" %")
    yield section


async def _run(seconds: float, section: Section) -> None:
    with tempfile.TemporaryDirectory(prefix="sanggar-bench-") as folder:
        async with Stage.opened(Path(folder)) as stage:
            clients = _clients(stage.proxy.url)
            async with following(*clients):
                async with stage.served(every=PUBLISH_EVERY):
                    cuts = await _cut(stage.proxy, seconds)
                await asyncio.gather(*(each.until(stage.said) for each in clients))
                await asyncio.sleep(0.5)  # a double would still arrive now
            ids = scan(stage.server.home / "instance")[CHANNEL]
        assert len(ids) == stage.said
        section.add("cuts", cuts, "")
        section.add("events", len(ids), "")
        section.add(
            "reconnects of a client", sum(len(c.recoveries) for c in clients) / len(clients), ""
        )
        section.add("applied exactly once", exactly_once(ids, clients), "%")


def _clients(url: str) -> list[Returning | Stranger]:
    ours = [Follower(url, CHANNEL, cookie="who=ani") for _ in range(EACH)]
    light = [Light(url, CHANNEL, cookie="who=budi") for _ in range(EACH)]
    strangers = [Stranger(url, CHANNEL, token="token-ani") for _ in range(EACH)]
    return [*ours, *light, *strangers]


async def _cut(proxy: Proxy, seconds: float) -> int:
    """Close every connection and let nobody in for a while, again and again; returns how often."""
    until, cuts = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        await asyncio.sleep(EVERY - DOWN)
        await proxy.down()
        proxy.cut()
        await asyncio.sleep(DOWN)
        await proxy.up()
        cuts += 1
    return cuts

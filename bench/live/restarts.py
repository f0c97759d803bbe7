"""Five thousand clients whose server is killed and started again: when everyone is level again."""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.live import servers
from bench.live.plan import Plan
from bench.live.results import Section
from bench.live.servers import Server
from tests.faults.follower import Applied, following
from tests.faults.judging import scan
from tests.faults.light import Light
from tests.listener import Listener

CLIENTS, AT_ONCE, EVENTS = 5000, 250, 20
PATIENCE = 120.0


class Patient(Light):
    """Comes back as the `centrifuge` clients do by default."""

    shortest_wait, longest_wait = 0.5, 20.0


def measure(plan: Plan) -> Iterator[Section]:
    """Kill, publish elsewhere, start, wait."""
    clients = plan.count(CLIENTS)
    section = Section("f", f"{clients:,} clients, and their server is killed and started again")
    section.notes.append(
        f"{EVENTS} events before the kill, {EVENTS} while the server is down (by a second process "
        f"on the same database), {EVENTS} after the start. Clients return after 0.5 to 20 s, as "
        "the `centrifuge` clients do by default."
    )
    for _ in range(plan.runs):
        asyncio.run(_run(clients, section))
    took = section.of("from the kill until everyone has everything")
    section.promise("all recovered", took, 30, at_most=True, unit=" s")
    share = min(section.measures["applied exactly once"].values)
    section.promise("applied exactly once", share, 100, unit=" %")
    yield section


async def _run(count: int, section: Section) -> None:
    with tempfile.TemporaryDirectory(prefix="sanggar-bench-") as folder:
        home = Path(folder)
        main, other = (Server(servers.ours(), home=home) for _ in range(2))
        for each in (main, other):
            await asyncio.to_thread(each.start)
        try:
            clients = [Patient(main.url, "promos", cookie=f"who={n}") for n in range(count)]
            await _through_a_restart(clients, main, other, section)
            await asyncio.sleep(0.5)  # a double would still arrive now
            share = exactly_once(scan(home)["promos"], clients)
            section.add("applied exactly once", share, "%")
            recovered = sum(all(each.recoveries) for each in clients)
            section.add("recovered from the log", 100 * recovered / count, "%")
        finally:
            main.kill()
            other.kill()


async def _through_a_restart(
    clients: list[Patient], main: Server, other: Server, section: Section
) -> None:
    crowds = [following(*clients[n : n + AT_ONCE]) for n in range(0, len(clients), AT_ONCE)]
    for crowd in crowds:
        await crowd.__aenter__()
    await _publish(main)
    await _level(clients, EVENTS)
    main.kill()
    killed = time.monotonic()
    await _publish(other)
    await asyncio.to_thread(main.start)
    section.add("the server is down for", time.monotonic() - killed, "s")
    await _publish(main)
    await _level(clients, 3 * EVENTS)
    took = time.monotonic() - killed
    section.add("from the kill until everyone has everything", took, "s")
    for crowd in reversed(crowds):
        await crowd.__aexit__(None, None, None)


async def _publish(server: Server) -> None:
    async with Listener(server.url, cookie="who=1") as page:
        for number in range(EVENTS):
            await page.rpc("promo", {"title": "Promo", "number": number})


async def _level(clients: list[Patient], offset: int) -> None:
    await asyncio.gather(*(each.until(offset, PATIENCE) for each in clients))


def exactly_once(ids: list[str], clients: Iterable[Applied]) -> float:
    """Return the percentage of events, over all clients, that were applied once and not twice."""
    expected = right = 0
    for each in clients:
        times = Counter(each.events)
        mine = list(enumerate(ids, 1))[each.start :]
        expected += len(mine)
        right += sum(times[event] == 1 for event in mine)
    return 100 * right / expected

"""Two processes over Redis beside one: nothing lost or doubled, and what a delivery costs."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.live import servers, speeches
from bench.live.generator import CORE, generator
from bench.live.plan import Plan
from bench.live.results import Section
from bench.live.servers import Server

LISTENERS = 1000
EVERY = (0.019, 0.021)
"""Seconds between the promos of each publisher: a hundred a second in all, seldom two at once,
which would share a COMMIT and a frame in one process and not in two."""
ONE, TWO = "processor for a delivery, one process", "processor for a delivery, two over Redis"


def measure(plan: Plan) -> Iterator[Section]:
    """Measure both in turns."""
    section = Section("h", f"Two processes over Redis, {LISTENERS:,} sockets between them")
    section.notes.append(
        f"The same load for both: {len(EVERY)} publishers, one on each process where there are "
        f"two, {sum(1 / each for each in EVERY):.0f} durable promos a second. Every socket heard "
        "every promo once and in order, or the run would have failed."
    )
    for _ in range(plan.runs):
        with _one() as server:
            section.add(ONE, _cost([server], plan), "µs")
        with _two() as pair:
            section.add(TWO, _cost(pair, plan), "µs")
    ratio = section.of(TWO) / section.of(ONE)
    section.promise("processor for a delivery, two : one", ratio, 1.3, at_most=True, unit=" x")
    yield section


@contextmanager
def _one() -> Iterator[Server]:
    with servers.running(servers.ours()) as server:
        yield server


@contextmanager
def _two() -> Iterator[list[Server]]:
    """Two processes with one database, as on two machines."""
    with ExitStack() as stack:
        redis = stack.enter_context(servers.running(servers.redis, core=CORE))
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sanggar-bench-")))
        bus = {"SANGGAR_BUS_URL": f"redis://127.0.0.1:{redis.port}"}
        key = {"SANGGAR_SECRET_KEY": "the two of them trust each other"}
        pair = [Server(servers.ours(**bus, **key), home=home) for _ in range(2)]
        for each in pair:
            each.start()
            stack.callback(each.stop)
        yield pair


def _cost(group: list[Server], plan: Plan) -> float:
    """Return microseconds of the servers' processor, user and system, for a delivery."""
    promo = speeches.rpc("promo", speeches.promo())
    with generator() as crowd:
        for server in group:
            crowd.describe(speeches.ours("promos"), server.port)
            crowd.open(0, LISTENERS // len(group))
        for number, every in enumerate(EVERY):
            crowd.describe(speeches.ours(message=promo), group[number % len(group)].port)
            crowd.flow("p", crowd.open(1), 0, window=8, every=every)
        crowd.run(warm=1, seconds=1)
        before = sum(each.cpu_seconds() for each in group)
        found = crowd.run(warm=0, seconds=plan.seconds(8))
        used = sum(each.cpu_seconds() for each in group) - before
    deliveries: int = found["flows"]["p"]["deliveries"]
    return used / deliveries * 1_000_000

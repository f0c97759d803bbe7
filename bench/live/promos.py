"""A promo to a thousand sockets: deliveries a second, and when the last listener has it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.live import servers, speeches
from bench.live.generator import Generator, GeneratorFailed, Speech, generator
from bench.live.plan import Plan
from bench.live.results import Section
from bench.live.servers import Command

LISTENERS = 1000
PUBLISHERS = 8
FIRST, OTHERS = "p", "q"
FULL = 0.92
"""A generator that has something to do for this part of the time would not take much more."""
OURS, ONCE = "Sanggar, durable", "Sanggar, ephemeral"
ALONE = f"Sanggar, durable, one publisher with {PUBLISHERS} under way"
NCHAN, WS, SOCKETIO, NAIVE = "nginx nchan", "Node ws", "socket.io", "Quart, a queue each"
PRODUCT = (OURS, ALONE, ONCE)
BOUNDS = {WS: 1.3, SOCKETIO: 1.5, NCHAN: 0.8, NAIVE: 5.0}
"""How many times the peer's deliveries ours must make."""
RAW, RAW_MERGED = "generator: bare C fan-out", "generator: the same, 16 with one write"


@dataclass(frozen=True, slots=True)
class Contender:
    """A server, and how its listeners and its publisher speak."""

    name: str
    command: Command
    listen: Speech
    publish: Speech
    publishers: int = PUBLISHERS
    each: int = 1
    """Messages that one publisher has under way."""
    is_peer: bool = True


def contenders() -> list[Contender]:
    """Return who is measured: the generator's own ceiling, ourselves, the peers."""
    promo = speeches.promo()
    listen, publish = speeches.plain("/listen"), speeches.plain("/publish", promo)
    emit = speeches.socketio("/publish,", f'42/publish,["publish",{promo}]')
    durable = speeches.ours(message=speeches.rpc("promo", promo))
    once = speeches.ours(message=speeches.rpc("promo.once", promo))
    live, socketio = speeches.ours("promos"), speeches.socketio()
    return [
        Contender(RAW, servers.raw(1), listen, publish, is_peer=False),
        Contender(RAW_MERGED, servers.raw(16), listen, publish, each=4, is_peer=False),
        Contender(OURS, servers.ours(), live, durable),
        Contender(NCHAN, servers.nchan, listen, publish),
        Contender(ALONE, servers.ours(), live, durable, publishers=1, each=PUBLISHERS),
        Contender(ONCE, servers.ours(), live, once),
        Contender(WS, servers.node("ws_promo.mjs"), listen, publish),
        Contender(SOCKETIO, servers.node("socketio_promo.mjs"), socketio, emit),
        Contender(NAIVE, servers.hypercorn("quart_promo:app"), listen, publish),
        Contender("python-socketio", servers.uvicorn("python_socketio:app"), socketio, emit),
        Contender("Django Channels", servers.uvicorn("channels_promo:app"), listen, publish),
    ]


def measure(plan: Plan) -> Iterator[Section]:
    """Run everybody in turns, so that a busy machine treats all alike."""
    rate = Section(
        "a",
        f"A promo to {LISTENERS:,} sockets: {PUBLISHERS} publishers, each with one under way",
    )
    last = Section("b", f"The same one at a time: when the last of {LISTENERS:,} has it")
    for _ in range(plan.runs):
        for contender in contenders():
            if plan.wants("a") or contender.name in {OURS, NCHAN}:
                _run_or_note(contender, plan, rate, last)
    _judge(rate, last)
    yield from (each for each in (rate, last) if plan.wants(each.letter))


def _run_or_note(contender: Contender, plan: Plan, rate: Section, last: Section) -> None:
    """A peer that loses messages is noted; if we do, everything ends."""
    try:
        _run(contender, plan, rate, last)
    except GeneratorFailed as error:
        if contender.name in PRODUCT:
            raise
        rate.notes.append(f"{contender.name} failed a run: {error}.")


def _run(contender: Contender, plan: Plan, rate: Section, last: Section) -> None:
    with _audience(contender) as crowd:
        if plan.wants("a"):
            found = crowd.run(warm=1, seconds=plan.seconds(4))
            deliveries = sum(flow["deliveries"] for flow in found["flows"].values())
            rate.add(contender.name, deliveries / found["seconds"], "/s")
            if contender.name in PRODUCT:
                rate.add(f"{contender.name}, messages a frame", deliveries / found["frames"], "")
            if found["generator_busy"] > FULL and contender.is_peer:
                rate.notes.append(
                    f"The generator's core was full with {contender.name}, which may be faster."
                )
        if plan.wants("b") and contender.is_peer and contender.name != ALONE:
            crowd.window(OTHERS, 0)
            found = crowd.run(warm=0, seconds=plan.seconds(20), limit=plan.count(200))
            flow = found["flows"][FIRST]
            since = flow.get("since_commit_ms") or flow["last_ms"]
            last.add(contender.name, since["p50"], "ms")
            last.add(f"{contender.name}, p99", since["p99"], "ms")


@contextmanager
def _audience(contender: Contender) -> Iterator[Generator]:
    with servers.running(contender.command) as server, generator() as crowd:
        crowd.describe(contender.listen, server.port)
        crowd.open(0, LISTENERS)
        crowd.describe(contender.publish, server.port)
        first = crowd.open(1, contender.publishers)
        for number in range(contender.publishers):
            label = OTHERS if number else FIRST
            crowd.flow(label, first + number, 0, window=contender.each)
        yield crowd


def _judge(rate: Section, last: Section) -> None:
    if rate.measures:
        ours = rate.of(OURS)
        for name, bound in BOUNDS.items():
            rate.promise(f"{OURS} : {name}", ours / rate.of(name), bound, unit=" x")
        rate.promise("the generator takes at least", rate.of(RAW_MERGED), 600_000, unit="/s")
    if last.measures:
        ratio = last.of(OURS) / last.of(NCHAN)
        last.promise(
            "last listener, ours after COMMIT : nchan's", ratio, 1.2, at_most=True, unit=" x"
        )

"""Ten thousand sockets on one process: memory, idle processor, a promo to all, a room meanwhile."""

import time
from collections.abc import Iterator

from bench.live import servers, speeches
from bench.live.generator import Generator, generator
from bench.live.plan import Plan
from bench.live.results import Section
from bench.live.servers import Server

SOCKETS, IN_ROOM = 10_000, 100
IDLE_SECONDS = 50.0
"""Long enough that every socket is pinged, whose turn comes after 20 to 30 seconds."""
PROMO_EVERY, MESSAGE_EVERY = 0.5, 0.02
KIB = 1024


def measure(plan: Plan) -> Iterator[Section]:
    """Open them all, wait, then speak."""
    section = Section("e", f"{SOCKETS:,} sockets on one process")
    section.notes.append(
        f"{IN_ROOM} of them are in a room too. A promo goes to all every {PROMO_EVERY:g} s, a "
        f"message to the room every {MESSAGE_EVERY * 1000:.0f} ms; each is timed to its last "
        "listener."
    )
    for _ in range(plan.runs):
        _run(plan, section)
    opened, memory = section.of("connected"), section.of("resident memory of one socket")
    section.promise("connected", opened, SOCKETS)
    section.promise("resident memory each", memory, 60, at_most=True, unit=" KiB")
    section.promise("idle", section.of("processor while idle"), 35, at_most=True, unit=" %")
    section.promise(
        "promo, p99", section.of("promo to all, p99") / 1000, 1, at_most=True, unit=" s"
    )
    room = section.of("a room's message meanwhile, p99")
    section.promise("a room's message, p99", room, 250, at_most=True, unit=" ms")
    yield section


def _run(plan: Plan, section: Section) -> None:
    promo = speeches.rpc("promo", speeches.promo())
    say = speeches.rpc("say", '{"room":0,"id":"m{digits}","body":"Sudah siap? #{digits}#"}')
    command = servers.ours("--rooms", "1", "--members", str(IN_ROOM))
    with servers.running(command) as server, generator() as crowd:
        before, began = server.memory(), time.monotonic()
        crowd.describe(speeches.ours("room:0", "promos", message=say), server.port)
        speaker = crowd.open(0, IN_ROOM)
        crowd.describe(speeches.ours("promos"), server.port)
        crowd.open(1, SOCKETS - IN_ROOM)
        section.add("connected and subscribed", crowd.opened / (time.monotonic() - began), "/s")
        section.add("connected", crowd.opened, "sockets")
        each = (server.memory() - before) / crowd.opened / KIB
        section.add("resident memory of one socket", each, "KiB")
        section.add("processor while idle", _idle(crowd, server, plan.seconds(IDLE_SECONDS)), "%")
        crowd.describe(speeches.ours(message=promo), server.port)
        crowd.flow("p", crowd.open(2), -1, window=4, every=PROMO_EVERY)
        crowd.flow("r", speaker, 0, window=4, every=MESSAGE_EVERY)
        flows = crowd.run(warm=1, seconds=plan.seconds(20))["flows"]
        for name, label in (("promo to all", "p"), ("a room's message meanwhile", "r")):
            section.add(name, flows[label]["last_ms"]["p50"], "ms")
            section.add(f"{name}, p99", flows[label]["last_ms"]["p99"], "ms")


def _idle(crowd: Generator, server: Server, seconds: float) -> float:
    """Return the percentage of a core that the server takes while nobody says anything."""
    before, began = server.cpu_seconds(), time.monotonic()
    crowd.idle(seconds)
    return 100 * (server.cpu_seconds() - before) / (time.monotonic() - began)

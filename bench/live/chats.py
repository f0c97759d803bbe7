"""Durable chat: messages a second in a hundred rooms, and the time that one message takes."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from bench.live import halls
from bench.live.generator import generator
from bench.live.halls import MEMBERS, Hall
from bench.live.plan import Plan
from bench.live.results import Section

ROOMS, EACH = 100, 2
"""Both members of a room speak, each with two messages under way: four in a room."""
OURS, STUDIO = "Sanggar, the engine", "Sanggar, the whole studio"
NODE, BATCHED = "Node ws + better-sqlite3", "the same, one transaction for each turn of its loop"

Opened = Callable[[int], AbstractContextManager[Hall]]

CONTENDERS: dict[str, Opened] = {
    OURS: halls.engine,
    STUDIO: halls.studio,
    NODE: lambda rooms: halls.node(),
    BATCHED: lambda rooms: halls.node("batched"),
}


def measure(plan: Plan) -> Iterator[Section]:
    """Run everybody in turns."""
    many = Section(
        "c", f"Durable chat, {ROOMS} rooms with {MEMBERS * EACH} messages under way each"
    )
    one = Section("d", "Durable chat, one room, one message under way: until it is acknowledged")
    for _ in range(plan.runs):
        for name, opened in CONTENDERS.items():
            if plan.wants("c"):
                found = _talk(opened, plan, rooms=ROOMS, speakers=MEMBERS, window=EACH)
                many.add(name, found["messages"] / found["seconds"], "/s")
                many.add(f"{name}, acknowledged p99", found["ack_ms"]["p99"], "ms")
            if plan.wants("d"):
                found = _talk(opened, plan, rooms=1, speakers=1, window=1)
                one.add(name, found["ack_ms"]["p50"], "ms")
                one.add(f"{name}, p99", found["ack_ms"]["p99"], "ms")
    if plan.wants("c"):
        many.promise(f"{OURS} : {NODE}", many.of(OURS) / many.of(NODE), 1.2, unit=" x")
        yield many
    if plan.wants("d"):
        one.promise(f"{OURS}, p50", one.of(OURS), 1, at_most=True, unit=" ms")
        yield one


def _talk(opened: Opened, plan: Plan, *, rooms: int, speakers: int, window: int) -> dict[str, Any]:
    """Let the members talk; every member hears every message once and in order."""
    with opened(rooms) as hall, generator() as crowd:
        seats = []
        for room in range(rooms):
            for member in range(MEMBERS):
                crowd.describe(hall.seat(room, member), hall.server.port)
                seats.append((room, member, crowd.open(room)))
        for room, member, number in seats:
            if member < speakers:
                crowd.flow("m", number, room, window=window, by_ack=True)
        found = crowd.run(warm=1, seconds=plan.seconds(5))
        flow: dict[str, Any] = found["flows"]["m"]
        return flow | {"seconds": found["seconds"]}

"""The durable streams: offsets without gaps, positions, and what can be recovered."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import func, select

from app.config import Settings
from app.db import commit_together, database, transaction
from app.realtime import log
from app.realtime.actor import Actor
from app.realtime.log import Position, events_after, missed, position, positions, stream
from app.realtime.publish import News, publish, publish_all
from tests.realtime import engine_app

WRITERS, COMMITS = 50, 200
Work = Callable[[], Awaitable[int]]


class Undone(Exception):
    """The business transaction fails."""


async def alone(work: Work) -> int:
    async with transaction():
        return await work()


Way = Callable[[Work], Awaitable[int]]
"""How a unit of work gets its transaction."""


async def write(channel: str, body: object = None, way: Way = alone) -> int:
    async def work() -> int:
        return (await publish(channel, "thing.happened", {"body": body})).offset

    return await way(work)


async def write_and_fail(channel: str, way: Way) -> None:
    async def work() -> int:
        await publish(channel, "thing.happened", {})
        raise Undone

    await way(work)


async def race(writers: int, commits: int, way: Way) -> int:
    """Let writers commit and roll back at random; return how many commits there were."""
    kept = 0

    async def writer(number: int) -> None:
        nonlocal kept
        chance = random.Random(number)
        for turn in range(commits):
            if chance.random() < 0.2:
                with pytest.raises(Undone):
                    await write_and_fail("room:1", way)
            else:
                await write("room:1", f"{number}/{turn}", way)
                kept += 1

    async with asyncio.TaskGroup() as group:
        for number in range(writers):
            group.create_task(writer(number))
    return kept


async def offsets(channel: str) -> list[int]:
    query = select(log.event.c.offset).where(log.event.c.channel == channel)
    return [row["offset"] for row in await database.fetch_all(query.order_by(log.event.c.offset))]


@pytest.mark.parametrize("way", [alone, commit_together])
async def test_fifty_writers_with_rollbacks_leave_every_offset_from_one(
    store: Settings, way: Way
) -> None:
    kept = await race(WRITERS, COMMITS, way)
    assert await offsets("room:1") == list(range(1, kept + 1))
    assert (await position("room:1")).offset == kept
    ids = await database.fetch_val(select(func.count(log.event.c.id.distinct())))
    assert ids == kept


async def test_publishing_outside_a_transaction_is_a_mistake(store: Settings) -> None:
    with pytest.raises(RuntimeError):
        await publish("room:1", "thing.happened", {})


async def test_several_channels_are_told_at_once_each_with_its_own_offset(
    store: Settings,
) -> None:
    await write("room:2")
    async with transaction():
        told = await publish_all(
            [News(name, "thing.happened", {"at": name}) for name in ("room:2", "room:1")]
        )
    assert [each.offset for each in told] == [2, 1]
    assert (await events_after("room:1", 0))[0].data.endswith(b'"data":{"at":"room:1"}}')
    assert (await events_after("room:2", 1))[0].data.endswith(b'"data":{"at":"room:2"}}')


async def test_many_channels_are_told_in_several_statements(store: Settings) -> None:
    names = [f"user:{number}" for number in range(100)]
    async with transaction():
        told = await publish_all([News(name, "thing.happened", {}) for name in names])
    assert [each.offset for each in told] == [1] * 100
    assert len({each.epoch for each in told}) == 1


async def test_a_channel_takes_one_event_at_a_time(store: Settings) -> None:
    async with transaction():
        with pytest.raises(ValueError, match="one event at a time"):
            await publish_all([News("room:1", "thing.happened", {})] * 2)


async def test_every_stream_begins_with_the_epoch_of_the_installation(store: Settings) -> None:
    before = await position("room:1")
    assert before.epoch
    await write("room:1")
    assert await position("room:1") == Position(before.epoch, 1)
    assert await position("room:2") == Position(before.epoch, 0)


async def test_several_positions_are_read_at_once(store: Settings) -> None:
    fresh = await positions(["room:1", "room:2"])
    assert len({head.epoch for head in fresh.values()}) == 1
    await write("room:1")
    after = await positions(["room:1", "room:2"])
    assert after == fresh | {"room:1": Position(fresh["room:1"].epoch, 1)}
    assert await positions([]) == {}


async def test_a_stream_written_before_anyone_asked_keeps_its_epoch(store: Settings) -> None:
    await write("room:1")
    known = await position("room:1")
    await write("room:1")
    assert await position("room:1") == Position(known.epoch, 2)


async def test_the_position_belongs_to_the_transaction_that_read_it(store: Settings) -> None:
    async with transaction():
        before = await position("room:1")
        await publish("room:1", "thing.happened", {})
        assert (await position("room:1")).offset == before.offset + 1


async def test_missed_events_come_in_order_from_one_statement(store: Settings) -> None:
    start = await position("room:1")
    for number in range(5):
        await write("room:1", number)
    found = await missed("room:1", Position(start.epoch, 2), 100)
    assert found.position.offset == 5
    assert [event.offset for event in found.events or ()] == [3, 4, 5]


async def test_a_stream_that_begins_while_it_is_asked_for_is_recovered(
    store: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = await position("room:1")

    async def late(channel: str) -> Position:
        await write(channel)
        return await position(channel)

    monkeypatch.setattr(log, "position", late)
    found = await missed("room:1", start, 10)
    assert [event.offset for event in found.events or ()] == [1]


async def test_nothing_missed_is_recovered_too(store: Settings) -> None:
    start = await position("room:1")
    assert (await missed("room:1", start, 100)).events == []
    await write("room:1")
    assert (await missed("room:1", Position(start.epoch, 1), 100)).events == []


@pytest.fixture
async def five(store: Settings) -> Position:
    for number in range(5):
        await write("room:1", number)
    return await position("room:1")


async def test_another_epoch_cannot_be_recovered(five: Position) -> None:
    assert (await missed("room:1", Position("other", 3), 100)).events is None


async def test_a_position_ahead_of_the_head_cannot_be_recovered(five: Position) -> None:
    assert (await missed("room:1", Position(five.epoch, 6), 100)).events is None


async def test_a_position_older_than_the_retention_cannot_be_recovered(five: Position) -> None:
    await database.execute(log.event.delete().where(log.event.c.offset <= 2))
    await database.execute(stream.update().where(stream.c.channel == "room:1").values(oldest=3))
    assert (await missed("room:1", Position(five.epoch, 1), 100)).events is None
    kept = await missed("room:1", Position(five.epoch, 2), 100)
    assert [event.offset for event in kept.events or ()] == [3, 4, 5]


async def test_more_than_the_limit_is_not_recovered_in_part(five: Position) -> None:
    assert (await missed("room:1", Position(five.epoch, 1), 3)).events is None
    assert len((await missed("room:1", Position(five.epoch, 2), 3)).events or ()) == 3


async def test_events_are_stored_as_they_were_sent(five: Position) -> None:
    first = (await events_after("room:1", 0, 1))[0]
    assert first.offset == 1
    assert first.data.startswith(b'{"type":"thing.happened","id":"')
    assert first.data.endswith(b'"actor":null,"data":{"body":0}}')


async def test_words_are_taken_out_of_a_channel_without_a_gap(five: Position) -> None:
    async with transaction():
        await log.blank(["room:1"])
    found = await events_after("room:1", 0)
    assert [each.offset for each in found] == [1, 2, 3, 4, 5]
    assert all(b"body" not in each.data and b'"erased"' in each.data for each in found)


async def test_only_what_somebody_said_or_what_tells_of_them_is_taken_out(store: Settings) -> None:
    ani, others = Actor(7, "Ani", "customer"), Actor(77, "Sari", "operator")
    async with transaction():
        for actor, room in ((ani, 1), (others, 5), (others, 50)):
            await publish("inbox", "room.touched", {"room": room, "more": 1}, by=actor)
        await log.blank(["inbox"], actor_id=7, telling=['"room":5,'])
    kept = [b'"erased"' not in each.data for each in await events_after("inbox", 0)]
    assert kept == [False, False, True]


@pytest.fixture
async def postgres_store(postgres_url: str) -> AsyncIterator[None]:
    await database.open(postgres_url)
    await engine_app.create_tables()
    for each in (log.stream, log.event):
        await database.execute(each.delete())
    await position("room:1")  # founds the installation
    try:
        yield
    finally:
        await database.close()


async def test_postgres_numbers_without_gaps_too(postgres_store: None) -> None:
    kept = await race(WRITERS, COMMITS, commit_together)
    assert await offsets("room:1") == list(range(1, kept + 1))


async def test_postgres_writes_to_the_same_channels_in_one_order(postgres_store: None) -> None:
    channels = ["room:1", "user:1", "inbox", *(f"user:{number}" for number in range(2, 40))]

    async def writer(number: int) -> None:
        chance = random.Random(number)
        for _ in range(10):
            told = chance.sample(channels, chance.randrange(2, len(channels)))
            async with transaction():
                await publish_all([News(each, "thing.happened", {}) for each in told])

    await asyncio.gather(*(writer(number) for number in range(10)))
    for channel in channels:
        found = await offsets(channel)
        assert found == list(range(1, len(found) + 1))


async def test_postgres_repeats_a_unit_that_waited_for_another_in_a_circle(
    postgres_store: None,
) -> None:
    both, tries = asyncio.Barrier(2), {"left": 0, "right": 0}

    async def crossing(name: str, first: str, second: str) -> None:
        async def work() -> None:
            tries[name] += 1
            await publish(first, "thing.happened", {})
            if tries[name] == 1:
                await both.wait()
            await publish(second, "thing.happened", {})

        await commit_together(work)

    await asyncio.gather(
        crossing("left", "room:1", "room:2"), crossing("right", "room:2", "room:1")
    )
    assert sum(tries.values()) == 3
    assert await offsets("room:1") == await offsets("room:2") == [1, 2]


async def test_postgres_gives_up_on_a_transaction_that_cannot_be_repeated(
    postgres_store: None,
) -> None:
    both = asyncio.Barrier(2)

    async def crossing(first: str, second: str) -> None:
        async with transaction():
            await publish(first, "thing.happened", {})
            await both.wait()
            await publish(second, "thing.happened", {})

    ended = await asyncio.gather(
        crossing("room:1", "room:2"), crossing("room:2", "room:1"), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in ended) == ["Clash", "NoneType"]
    assert await offsets("room:1") == await offsets("room:2") == [1]

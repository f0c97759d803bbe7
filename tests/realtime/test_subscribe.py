"""Subscribing and coming back: no gap, no double, no wrong order, whatever races."""

import asyncio
from typing import Any

import pytest

from app.db import database, transaction
from app.realtime import log
from app.realtime.hub import hub
from app.realtime.log import position, stream
from app.realtime.publish import publish
from tests.listener import Listener, Refusal
from tests.realtime.conftest import Engine
from tests.realtime.raw import Raw


class Undone(Exception):
    """The business transaction fails."""


async def publish_and_fail() -> None:
    async with transaction():
        await publish("promos", "promo.published", {})
        raise Undone


async def offsets(page: Listener, count: int) -> list[int]:
    return [(await page.next("message.posted")).offset for _ in range(count)]


async def since(channel: str = "room:1") -> dict[str, Any]:
    place = await position(channel)
    return {"epoch": place.epoch, "offset": place.offset}


async def test_events_arrive_after_commit_in_order(engine: Engine) -> None:
    async with engine.listening("ani", "room:1") as page:
        for number in range(20):
            await engine.say(number)
        assert await offsets(page, 20) == list(range(1, 21))


async def test_every_listener_gets_the_same_bytes(engine: Engine) -> None:
    async with engine.listening("ani", "room:1") as one, engine.listening("budi", "room:1") as two:
        sent = await engine.say("halo")
        first, second = await one.next("message.posted"), await two.next("message.posted")
        assert first == second
        assert (first.id, first.data, first.actor) == (sent.id, {"body": "halo"}, None)


async def test_a_failed_action_sends_nothing(engine: Engine) -> None:
    async with engine.listening("ani", "promos") as page:
        with pytest.raises(Undone):
            await publish_and_fail()
        assert await page.quiet()
        assert (await engine.say("next", "promos")).offset == 1


async def test_a_command_is_acknowledged_after_it_is_in_the_log(engine: Engine) -> None:
    async with engine.listening("ani") as page:
        answer = await page.rpc("say", {"room": "1", "id": "a", "body": "halo"})
        assert answer == {"offset": 1, "repeated": False}
        stored = await log.events_after("room:1", 0)
        assert b'"body":"halo"' in stored[0].data
        again = await page.rpc("say", {"room": "1", "id": "a", "body": "halo"})
        assert again == {"offset": 1, "repeated": True}


async def test_the_pages_position_leads_on_to_the_live_events(engine: Engine) -> None:
    await engine.say("on the page")
    page_position = await since()
    await engine.say("between")
    async with engine.listening("ani", "room:1", since=page_position) as page:
        assert page.subscription["recovered"] is True
        await engine.say("live")
        assert await offsets(page, 2) == [2, 3]


async def test_a_fresh_channel_can_be_resumed_from_its_empty_position(engine: Engine) -> None:
    page_position = await since()
    assert page_position["offset"] == 0
    await engine.say("first")
    async with engine.listening("ani", "room:1", since=page_position) as page:
        assert page.subscription["recovered"] is True
        assert await offsets(page, 1) == [1]


async def test_a_long_absence_is_recovered_in_order_by_one_read(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = await since()
    async with transaction():
        for number in range(3000):
            await publish("room:1", "message.posted", {"body": "x" * 500, "n": number})
    reads = 0
    real = log.missed

    async def counted(*args: Any) -> Any:
        nonlocal reads
        reads += 1
        return await real(*args)

    monkeypatch.setattr(log, "missed", counted)
    async with engine.listening("ani", "room:1", since=start) as page:
        assert page.subscription["recovered"] is True
        await engine.say("live")
        assert await offsets(page, 3001) == list(range(1, 3002))
    assert reads == 1


async def test_more_than_the_recovery_limit_begins_anew(engine: Engine, limits: Any) -> None:
    limits(recover_events=3)
    start = await since()
    for number in range(4):
        await engine.say(number)
    async with engine.listening("ani", "room:1", since=start) as page:
        assert page.subscription.get("recovered", False) is False
        assert page.subscription["offset"] == 4
        assert await page.quiet()


@pytest.mark.parametrize("wrong", ["epoch", "ahead", "older"])
async def test_an_unrecoverable_position_gets_no_partial_replay(engine: Engine, wrong: str) -> None:
    for number in range(5):
        await engine.say(number)
    place = await since()
    asked = {
        "epoch": {"epoch": "other", "offset": 2},
        "ahead": place | {"offset": 9},
        "older": place | {"offset": 1},
    }[wrong]
    await database.execute(stream.update().where(stream.c.channel == "room:1").values(oldest=4))
    async with engine.listening("ani", "room:1", since=asked) as page:
        assert page.subscription["was_recovering"] is True
        assert page.subscription.get("recovered", False) is False
        assert "publications" not in page.subscription
        assert (page.subscription["epoch"], page.subscription["offset"]) == (place["epoch"], 5)
        await engine.say("live")
        assert await offsets(page, 1) == [6]


async def test_a_client_may_ask_for_an_error_instead(engine: Engine) -> None:
    async with engine.listening("ani") as page:
        with pytest.raises(Refusal) as refused:
            await page.command(
                "subscribe",
                {"channel": "room:1", "recover": True, "epoch": "other", "offset": 1, "flag": 2},
            )
        assert refused.value.code == 112


async def test_thousand_publishes_race_thousand_subscribes(engine: Engine) -> None:
    """L07: every subscriber sees exactly what follows the position it was given."""
    turns, batches, sockets = 1000, 10, 20

    async def publisher() -> None:
        for number in range(turns):
            await engine.say(number)

    async def subscriber(page: Listener) -> None:
        for _ in range(turns // (sockets * 5)):
            await resubscribe(page)

    async def resubscribe(page: Listener) -> None:
        for _ in range(5):
            answer = await page.command("subscribe", {"channel": "room:1"})
            expected = answer["offset"] + 1
            for _ in range(min(3, turns - answer["offset"])):
                assert (await page.next("message.posted")).offset == expected
                expected += 1
            await page.command("unsubscribe", {"channel": "room:1"})
            while not page.events.empty():
                event = page.events.get_nowait()
                assert event.offset in {0, expected}
                expected += event.offset != 0

    pages = [engine.listening("ani") for _ in range(sockets)]
    for page in pages:
        await page.__aenter__()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(publisher())
            for page in pages:
                group.create_task(subscriber(page))
        assert batches
    finally:
        for page in pages:
            await page.__aexit__(None, None, None)


async def test_cuts_and_recoveries_apply_exactly_the_expected_set(engine: Engine) -> None:
    """L04: clients that are cut again and again apply every event once."""
    total = 300

    async def publisher() -> None:
        for number in range(total):
            await engine.say(number)
            await asyncio.sleep(0.002)

    async def client(pause: float) -> list[int]:
        known = await since()
        applied: list[int] = []
        while len(applied) < total:
            async with engine.listening("ani", "room:1", since=known) as page:
                assert page.subscription["recovered"] is True
                for _ in range(40):
                    if len(applied) == total:
                        break
                    event = await page.next("message.posted")
                    applied.append(event.offset)
                    known["offset"] = event.offset
            await asyncio.sleep(pause)
        return applied

    async with asyncio.TaskGroup() as group:
        clients = [group.create_task(client(0.01 * number)) for number in range(5)]
        group.create_task(publisher())
    assert [each.result() for each in clients] == [list(range(1, total + 1))] * 5


async def test_hints_lost_doubled_and_reordered_change_nothing(
    engine: Engine, limits: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits(gap_patience=0.01, sweep_every=0.2)
    held: list[Any] = []
    real = hub.receive

    def unruly(hint: Any) -> None:
        held.append(hint)
        if len(held) < 5:
            return
        held.reverse()
        for each in held[1:]:
            real(each)
            real(each)
        held.clear()

    monkeypatch.setattr(hub, "receive", unruly)
    async with engine.listening("ani", "room:1") as page:
        for number in range(53):
            await engine.say(number)
        assert await offsets(page, 53) == list(range(1, 54))
        assert await page.quiet(0.1)


async def test_a_gap_that_the_log_cannot_fill_makes_the_client_subscribe_again(
    engine: Engine, limits: Any
) -> None:
    limits(gap_patience=0.01)
    async with Raw(engine.url, who="ani") as raw:
        await raw.ask({"id": 2, "subscribe": {"channel": "scratch"}})
        from app.realtime.bus import Published

        hub.receive(Published("scratch", 7, b"{}"))
        push = (await raw.next())["push"]
        assert push["unsubscribe"]["code"] == 2500


async def test_who_unsubscribes_hears_no_more(engine: Engine) -> None:
    async with engine.listening("ani", "room:1") as page:
        await page.command("unsubscribe", {"channel": "room:1"})
        await engine.say("unheard")
        assert await page.quiet()
        assert "room:1" not in hub.topics


async def test_typing_has_no_offset_and_is_not_stored(engine: Engine) -> None:
    async with engine.listening("ani", "room:1") as page, engine.listening("budi") as other:
        await other.rpc("typing", {"room": "1", "id": "", "body": ""})
        event = await page.next("typing")
        assert (event.offset, event.data) == (0, {"who": "budi"})
        assert (await position("room:1")).offset == 0

"""The wire: framing, malformed commands, limits of one socket, ping and pong."""

import asyncio
import time
from typing import Any

import pytest

from tests.realtime.conftest import Engine
from tests.realtime.raw import Raw


async def test_connect_answers_with_the_client_and_the_ping(engine: Engine) -> None:
    async with Raw(engine.url, who="ani", connect=False) as raw:
        answer = await raw.ask({"id": 7, "connect": {"name": "js"}})
    assert answer["id"] == 7
    greeting = answer["connect"]
    assert len(greeting["client"]) == 36
    assert (greeting["ping"], greeting["pong"]) == (25, True)


async def test_several_commands_of_one_frame_are_answered_in_order(engine: Engine) -> None:
    async with Raw(engine.url, who="ani") as raw:
        await raw.send(
            {"id": 2, "subscribe": {"channel": "scratch"}},
            {"id": 3, "presence_stats": {"channel": "room:1"}},
            {"id": 4, "unsubscribe": {"channel": "scratch"}},
        )
        assert [(await raw.next())["id"] for _ in range(3)] == [2, 3, 4]


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        '{"id":2,"subscribe":{"channel":7}}',
        '{"id":2,"subscribe":{"channel":"room:1","recover":true,"offset":-1}}',
        '{"id":2,"subscribe":{"channel":"room:1","recover":true,"offset":99999999999999999999}}',
        '{"id":2,"subscribe":{}}',
        '{"id":2,"subscribe":null}',
        '{"id":2}',
        '{"id":2,"dance":{}}',
        '{"id":0,"rpc":{"method":"say"}}',
        '{"id":-2,"rpc":{"method":"say"}}',
        '{"id":"2","rpc":{"method":"say"}}',
        '{"id":2,"rpc":{"method":"say"},"presence":{"channel":"room:1"}}',
        '{"id":2,"rpc":{"method":"say","data":{"room":1}}}',
        '{"id":2,"history":{"channel":"room:1","limit":"all"}}',
        "[]",
        "7",
        "[" * 5000,
        '{"id":2,"rpc":{"method":"say","data":' + "[" * 3000 + "]" * 3000 + "}}",
        '{"id":2,"subscribe":{"channel":"' + "a" * 256 + '"}}',
        '{"id":2,"subscribe":{"channel":""}}',
    ],
)
async def test_a_malformed_command_is_a_bad_request(engine: Engine, line: str) -> None:
    async with Raw(engine.url, who="ani") as raw:
        answer = await raw.ask(line)
        assert answer["error"]["code"] == 107
        assert "presence_stats" in await raw.ask({"id": 9, "presence_stats": {"channel": "room:1"}})


async def test_five_bad_requests_end_the_connection(engine: Engine) -> None:
    async with Raw(engine.url, who="ani") as raw:
        for _ in range(5):
            await raw.send("no json")
        assert await raw.closed() == 3509


async def test_an_empty_binary_frame_is_ignored(engine: Engine) -> None:
    async with Raw(engine.url, who="ani") as raw:
        await raw.socket.send(b"")
        await raw.socket.send(b'{"id":2,"presence_stats":{"channel":"room:1"}}')
        assert (await raw.next())["id"] == 2


async def test_a_frame_that_is_too_large_ends_the_connection(engine: Engine) -> None:
    async with Raw(engine.url, who="ani") as raw:
        await raw.send('{"id":2,"rpc":{"method":"' + "é" * 33_000 + '"}}')
        assert await raw.closed() == 1009


async def test_nothing_comes_before_connect(engine: Engine) -> None:
    async with Raw(engine.url, who="ani", connect=False) as raw:
        await raw.send({"id": 1, "subscribe": {"channel": "room:1"}})
        assert await raw.closed() == 3501


async def test_connect_comes_once(engine: Engine) -> None:
    async with Raw(engine.url, who="ani") as raw:
        await raw.send({"id": 2, "connect": {}})
        assert await raw.closed() == 3501


async def test_who_never_connects_is_closed(engine: Engine, limits: Any) -> None:
    limits(connect_within=0.1)
    async with Raw(engine.url, who="ani", connect=False) as raw:
        assert await raw.closed() == 3502


async def test_a_socket_has_so_many_subscriptions(engine: Engine, limits: Any) -> None:
    limits(subscriptions=2)
    async with Raw(engine.url, who="ani") as raw:
        for number in (2, 3):
            await raw.ask({"id": number, "subscribe": {"channel": f"room:{number}"}})
        answer = await raw.ask({"id": 4, "subscribe": {"channel": "room:4"}})
        assert answer["error"]["code"] == 106


async def test_the_same_channel_twice_is_refused(engine: Engine) -> None:
    async with Raw(engine.url, who="ani") as raw:
        await raw.ask({"id": 2, "subscribe": {"channel": "scratch"}})
        answer = await raw.ask({"id": 3, "subscribe": {"channel": "scratch"}})
        assert answer["error"]["code"] == 105


async def test_send_is_ignored(engine: Engine) -> None:
    async with Raw(engine.url, who="ani") as raw:
        await raw.send({"send": {"data": {}}})
        assert (await raw.ask({"id": 2, "ping": {}}))["id"] == 2


async def test_too_many_commands_are_refused_and_then_closed(engine: Engine, limits: Any) -> None:
    limits(rate=1, burst=3)
    async with Raw(engine.url, who="ani", connect=False) as raw:
        await raw.send({"id": 1, "connect": {}}, *[{"id": n, "ping": {}} for n in range(2, 5)])
        answers = [await raw.next() for _ in range(4)]
        assert answers[3]["error"] == {
            "code": 111,
            "message": "too many requests",
            "temporary": True,
        }
        await raw.send(*[{"id": n, "ping": {}} for n in range(5, 9)])
        assert await raw.closed() == 3013


async def test_who_answers_pings_stays(engine: Engine, limits: Any) -> None:
    limits(ping_every=0.05, pong_within=0.1)
    async with Raw(engine.url, who="ani") as raw:
        for _ in range(6):
            assert await raw.next() == {}
            await raw.send("{}")


async def test_a_loop_that_stood_still_blames_nobody(engine: Engine, limits: Any) -> None:
    limits(ping_every=0.3, pong_within=0.4)
    async with Raw(engine.url, who="ani") as raw:
        assert await raw.next() == {}
        time.sleep(2)  # noqa: ASYNC251 (that is what is tested)
        for _ in range(5):
            assert await raw.next() == {}
            await raw.send("{}")


async def test_who_does_not_answer_a_ping_is_closed(engine: Engine, limits: Any) -> None:
    limits(ping_every=0.05, pong_within=0.1)
    async with Raw(engine.url, who="ani") as raw:
        assert await raw.closed() == 3012


async def test_a_reader_who_stops_loses_the_connection_not_the_others(
    engine: Engine, limits: Any
) -> None:
    limits(waiting_messages=16)
    async with (
        Raw(engine.url, who="budi") as slow,
        engine.listening("ani", "room:1") as page,
    ):
        await slow.ask({"id": 2, "subscribe": {"channel": "room:1"}})
        slow.socket.transport.pause_reading()
        for number in range(150):
            await engine.say(f"{number} " + "x" * 60_000)
            assert (await page.next("message.posted")).offset == number + 1
        slow.socket.transport.resume_reading()
        assert await slow.closed() == 3008


async def test_what_a_client_publishes_arrives_as_it_was_with_who_it_was(engine: Engine) -> None:
    async with Raw(engine.url, who="ani") as page, Raw(engine.url, who="budi") as raw:
        await page.ask({"id": 2, "subscribe": {"channel": "scratch"}})
        await raw.ask({"id": 2, "subscribe": {"channel": "scratch"}})
        await raw.send({"id": 3, "publish": {"channel": "scratch", "data": {"x": 1}}})
        push = (await page.next())["push"]
        assert push["channel"] == "scratch"
        assert push["pub"]["data"] == {"x": 1}
        assert "offset" not in push["pub"]
        assert push["pub"]["info"]["conn_info"]["name"] == "budi"


@pytest.mark.parametrize("channel", ["room:1", "scratch", "locked", "nowhere", "promos"])
async def test_publishing_elsewhere_is_refused(engine: Engine, channel: str) -> None:
    async with Raw(engine.url, who="ani") as raw:
        answer = await raw.ask({"id": 2, "publish": {"channel": channel, "data": {}}})
        assert answer["error"] == {"code": 103, "message": "permission denied"}


async def test_history_goes_both_ways_and_knows_its_position(engine: Engine) -> None:
    for number in range(1, 6):
        await engine.say(number)
    async with Raw(engine.url, who="ani") as raw:

        async def history(**asked: object) -> list[int]:
            answer = await raw.ask({"id": 2, "history": {"channel": "room:1", **asked}})
            assert answer["history"]["offset"] == 5
            return [each["offset"] for each in answer["history"]["publications"]]

        assert await history() == []
        assert await history(limit=2) == [1, 2]
        assert await history(limit=-1, since={"offset": 3}) == [4, 5]
        assert await history(limit=2, reverse=True) == [5, 4]
        assert await history(limit=2, reverse=True, since={"offset": 3}) == [2, 1]
        wrong = {"channel": "room:1", "since": {"offset": 1, "epoch": "other"}}
        assert (await raw.ask({"id": 3, "history": wrong}))["error"]["code"] == 112


async def test_a_burst_in_one_transaction_is_not_slowness(engine: Engine) -> None:
    from app.db import transaction
    from app.realtime.publish import publish

    async with engine.listening("ani", "room:1") as page:
        async with transaction():
            for number in range(600):
                await publish("room:1", "thing.happened", {"n": number})
        got = [(await page.next("thing.happened")).offset for _ in range(600)]
        assert got == list(range(1, 601))
        await asyncio.sleep(0)

"""Who gets in, who hears what, and how fast a lost right ends both."""

import asyncio
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from app.db import transaction
from app.errors import Unavailable
from app.realtime.channels import Handshake, registry
from app.realtime.publish import recheck_channel, revoke_session, revoke_user
from tests.listener import Listener, Refusal
from tests.realtime.conftest import Engine
from tests.realtime.engine_app import Person, World
from tests.realtime.raw import Raw


async def refused_status(raw: Raw) -> int:
    with pytest.raises(InvalidStatus) as refused:
        await raw.__aenter__()
    return refused.value.response.status_code


async def revoke_and_fail() -> None:
    async with transaction():
        await revoke_session(1)
        raise ZeroDivisionError


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.test",
        "null",
        "http://127.0.0.1.evil.test",
        "http://127.0.0.1:1",
        "file://",
        "http://u@127.0.0.1",
    ],
)
async def test_a_foreign_origin_is_refused_before_the_upgrade(engine: Engine, origin: str) -> None:
    assert await refused_status(Raw(engine.url, who="ani", origin=origin)) == 403


@pytest.mark.parametrize("origin", ["", "http://studio.test", "https://studio.test"])
async def test_our_own_origins_are_let_in(engine: Engine, origin: str) -> None:
    async with Raw(engine.url, who="ani", origin=origin) as raw:
        answer = await raw.ask({"id": 2, "subscribe": {"channel": "room:1"}})
        assert "subscribe" in answer


async def test_without_an_origin_cookies_count_for_nothing(engine: Engine) -> None:
    async with Raw(engine.url, who="ani", origin=None) as raw:
        answer = await raw.ask({"id": 2, "subscribe": {"channel": "room:1"}})
        assert answer["error"]["code"] == 103


async def test_a_token_opens_a_socket_without_an_origin(engine: Engine) -> None:
    async with Listener(engine.url, "room:1", token="token-ani") as page:
        assert page.subscription["recoverable"] is True


async def test_an_expired_token_can_be_renewed_on_the_same_socket(engine: Engine) -> None:
    async with Raw(engine.url, connect=False, origin=None) as raw:
        answer = await raw.ask({"id": 1, "connect": {"token": "expired"}})
        assert answer["error"]["code"] == 109
        assert "connect" in await raw.ask({"id": 2, "connect": {"token": "token-ani"}})


async def test_a_wrong_token_ends_the_socket_for_good(engine: Engine) -> None:
    async with Raw(engine.url, connect=False, origin=None) as raw:
        await raw.send({"id": 1, "connect": {"token": "forged"}})
        assert await raw.closed() == 3500


@pytest.mark.parametrize("channel", ["room:1", "scratch", "locked", "nowhere", "user:1"])
async def test_a_visitor_hears_promos_only(engine: Engine, channel: str) -> None:
    async with engine.listening("", "promos") as page:
        with pytest.raises(Refusal) as refused:
            await page.subscribe(channel)
        assert refused.value.code == 103
        await engine.say("10 %", "promos")
        assert (await page.next()).data == {"body": "10 %"}


@pytest.mark.parametrize(
    "channel", ["room:2", "room:4711", "room:x", "room", "nowhere:2", "locked"]
)
async def test_foreign_and_missing_channels_look_alike(
    engine: Engine, world: World, channel: str
) -> None:
    world.bar("ani", "2")
    async with Raw(engine.url, who="ani") as raw:
        for command in ("subscribe", "history", "presence", "presence_stats"):
            answer = await raw.ask({"id": 2, command: {"channel": channel}})
            assert answer == {"id": 2, "error": {"code": 103, "message": "permission denied"}}


async def test_recovery_does_not_skip_the_rights(engine: Engine, world: World) -> None:
    await engine.say("secret", "room:2")
    world.bar("ani", "2")
    async with engine.listening("ani") as page:
        with pytest.raises(Refusal) as refused:
            await page.subscribe("room:2", {"epoch": "", "offset": 0})
        assert refused.value.code == 103
        await engine.say("secret", "room:2")
        assert await page.quiet()


async def test_an_ended_session_closes_its_sockets_after_commit(
    engine: Engine, world: World
) -> None:
    async with engine.listening("ani", "room:1") as one, engine.listening("budi", "room:1") as two:
        async with transaction():
            world.ended.add(1)
            await revoke_session(1)
            assert one.close_code == 0
        assert await one.closed(2) == 3503
        await engine.say("still here")
        assert (await two.next("message.posted")).offset == 1


async def test_a_rolled_back_end_closes_nothing(engine: Engine) -> None:
    async with engine.listening("ani", "promos") as page:
        with pytest.raises(ZeroDivisionError):
            await revoke_and_fail()
        await engine.say("still here", "promos")
        assert (await page.next()).offset == 1


async def test_a_disabled_user_is_closed_for_good(engine: Engine, world: World) -> None:
    async with engine.listening("ani", "room:1") as page:
        world.ended.add(1)
        await revoke_user(1)
        assert await page.closed(2) == 3503


async def test_whose_rights_cannot_be_read_just_now_comes_back(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(handshake: Handshake) -> None:
        raise Unavailable("Not now.")

    async with engine.listening("ani", "room:1") as page:
        monkeypatch.setattr(registry, "cookie", failing)
        await revoke_user(1)
        assert await page.closed(5) == 3011


async def test_a_changed_role_counts_at_once_on_the_open_socket(
    engine: Engine, world: World
) -> None:
    async with engine.listening("ani", "room:1") as page:
        await page.subscribe("promos")
        world.people["ani"] = Person(1, "former", role="customer", session=1)
        world.bar("former", "1")
        await revoke_user(1)
        assert (await page.next("unsubscribed", timeout=2)).data["code"] == 2000
        await engine.say("secret")
        await engine.say("open", "promos")
        assert (await page.next()).data == {"body": "open"}


async def test_a_removed_member_is_unsubscribed(engine: Engine, world: World) -> None:
    async with engine.listening("ani", "room:1") as one, engine.listening("budi", "room:1") as two:
        world.bar("ani", "1")
        await recheck_channel("room:1")
        assert (await one.next("unsubscribed", timeout=2)).data["code"] == 2000
        await engine.say("secret")
        assert (await two.next("message.posted")).offset == 1
        assert await one.quiet()


async def test_a_right_lost_while_subscribing_delivers_nothing(
    engine: Engine, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.realtime import log

    real = log.position

    async def slow(channel: str) -> Any:
        world.bar("ani", "1")
        await recheck_channel("room:1")
        await asyncio.sleep(0.1)
        return await real(channel)

    monkeypatch.setattr(log, "position", slow)
    async with Raw(engine.url, who="ani") as raw:
        await raw.send({"id": 2, "subscribe": {"channel": "room:1"}})
        lines = [await raw.next(), await raw.next()]
        codes = {line.get("error", {}).get("code") for line in lines}
        assert 103 in codes


async def test_an_expired_session_is_found_by_itself(
    engine: Engine, world: World, limits: Any
) -> None:
    limits(ping_every=0.05, still_valid_every=2)
    async with engine.listening("ani", "room:1") as page:
        world.ended.add(1)
        assert await page.closed(2) == 3005


@pytest.mark.parametrize(
    ("kind", "code", "message"),
    [
        ("missing", 103, "There is no such room."),
        ("refused", 103, "This is not yours."),
        ("sign-in", 101, "Please sign in first."),
        ("invalid", 107, "Please write something."),
        ("conflict", 1090, "Somebody was faster."),
        ("too-large", 106, "Too long."),
        ("too-many", 111, "Slower, please."),
        ("unavailable", 108, "Not now."),
        ("bug", 100, "internal error"),
    ],
)
async def test_a_refused_command_says_why(
    engine: Engine, kind: str, code: int, message: str
) -> None:
    async with Raw(engine.url, who="ani") as raw:
        answer = await raw.ask({"id": 2, "rpc": {"method": "fail", "data": {"kind": kind}}})
        assert (answer["error"]["code"], answer["error"]["message"]) == (code, message)
        assert "ping" in await raw.ask({"id": 3, "ping": {}})


async def test_an_unknown_method_is_not_found(engine: Engine) -> None:
    async with Raw(engine.url, who="ani") as raw:
        answer = await raw.ask({"id": 2, "rpc": {"method": "dance", "data": {}}})
        assert answer["error"]["code"] == 104

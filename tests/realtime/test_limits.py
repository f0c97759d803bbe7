"""How many sockets and how much of each: every bound, its refusal, and its setting."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import fields, replace
from ipaddress import ip_network
from typing import Any

import pytest
from sqlalchemy import select
from websockets.exceptions import InvalidStatus

from app import audit, server
from app.config import ROOT, Settings, WrongSetting, read_settings
from app.db import database
from app.proxies import Proxies
from app.realtime import foreign
from app.realtime.channels import Handshake
from app.realtime.counters import counters
from app.realtime.foreign import ForeignOrigins
from app.realtime.hub import hub
from app.realtime.limits import Limits, read_limits
from app.realtime.rate import DEPTH, Bucket, too_deep
from app.realtime.seats import network
from tests.realtime import engine_app
from tests.realtime.conftest import Engine
from tests.realtime.engine_app import Person, World
from tests.realtime.raw import Raw


async def refusal(raw: Raw) -> tuple[int, bool]:
    """Return the status of a refused upgrade, and whether it says when to come back."""
    with pytest.raises(InvalidStatus) as refused:
        await raw.__aenter__()
    response = refused.value.response
    return response.status_code, int(response.headers.get("Retry-After", "0")) > 0


async def opened(stack: AsyncExitStack, engine: Engine, who: str, times: int) -> list[Raw]:
    return [await stack.enter_async_context(Raw(engine.url, who=who)) for _ in range(times)]


def test_the_promised_bounds_are_the_defaults() -> None:
    bounds = Limits()
    assert (bounds.sockets_per_session, bounds.sockets_per_user, bounds.sockets_per_ip) == (
        8,
        20,
        50,
    )
    assert (bounds.rate, bounds.burst, bounds.bad_requests) == (20, 40, 5)
    assert (bounds.message_bytes, bounds.inbox, bounds.subscriptions) == (65536, 16, 64)
    assert (bounds.connect_within, bounds.ping_every, bounds.pong_within) == (10, 25, 10)
    assert (bounds.keep_events, bounds.keep_days) == (10_000, 30)
    assert (bounds.sockets, DEPTH) == (12_000, 8)


async def test_the_ninth_socket_of_a_session_is_refused_until_one_ends(
    engine: Engine, limits: Any
) -> None:
    limits(sockets_per_session=8)
    async with AsyncExitStack() as stack:
        first, *_ = await opened(stack, engine, "ani", 8)
        before = counters.refusals["session"]
        assert await refusal(Raw(engine.url, who="ani")) == (429, True)
        assert counters.refusals["session"] == before + 1
        await opened(stack, engine, "budi", 1)
        await first.socket.close()
        await stack.enter_async_context(await eventually_open(engine, "ani"))


async def eventually_open(engine: Engine, who: str) -> Raw:
    """Return a client whose socket will open: the server has seen the other one end."""
    async with asyncio.timeout(10):
        while True:
            try:
                async with Raw(engine.url, who=who):
                    return Raw(engine.url, who=who)
            except InvalidStatus:
                await asyncio.sleep(0.02)


async def test_a_user_has_so_many_sockets_whatever_the_session(
    engine: Engine, limits: Any, world: World
) -> None:
    limits(sockets_per_session=8, sockets_per_user=20)
    for number in range(10, 14):
        world.people[f"ani-{number}"] = Person(1, "ani", session=number)
    async with AsyncExitStack() as stack:
        await opened(stack, engine, "ani-10", 8)
        await opened(stack, engine, "ani-11", 8)
        await opened(stack, engine, "ani-12", 4)
        assert await refusal(Raw(engine.url, who="ani-13")) == (429, True)
        await opened(stack, engine, "budi", 1)


async def test_an_address_has_so_many_sockets_whoever_comes(engine: Engine, limits: Any) -> None:
    limits(sockets_per_ip=50)
    async with AsyncExitStack() as stack:
        await opened(stack, engine, "", 50)
        assert await refusal(Raw(engine.url)) == (429, True)
        assert await refusal(Raw(engine.url, who="ani")) == (429, True)


async def test_a_full_process_sends_everybody_away_for_a_moment(
    engine: Engine, limits: Any
) -> None:
    limits(sockets=3)
    async with AsyncExitStack() as stack:
        await opened(stack, engine, "ani", 3)
        assert await refusal(Raw(engine.url, who="budi")) == (503, True)


async def test_of_many_at_the_same_moment_as_many_get_in_as_there_are_places(
    engine: Engine, limits: Any
) -> None:
    limits(sockets_per_session=5)
    clients = [Raw(engine.url, who="ani") for _ in range(20)]
    came = await asyncio.gather(*(each.__aenter__() for each in clients), return_exceptions=True)
    inside = [each for each in came if isinstance(each, Raw)]
    await asyncio.gather(*(each.socket.close() for each in inside))
    assert len(inside) == 5
    assert sum(isinstance(each, InvalidStatus) for each in came) == 15


async def test_a_program_is_counted_when_it_says_who_it_is(engine: Engine, limits: Any) -> None:
    limits(sockets_per_user=2)
    async with AsyncExitStack() as stack:
        await opened(stack, engine, "ani", 2)
        before = counters.closes[3504]
        async with Raw(engine.url, connect=False, origin=None) as raw:
            await raw.send({"id": 1, "connect": {"token": "token-ani"}})
            assert await raw.closed() == 3504
        assert counters.closes[3504] == before + 1
        async with Raw(engine.url, connect=False, origin=None) as raw:
            assert "connect" in await raw.ask({"id": 1, "connect": {"token": "token-budi"}})


async def test_a_refused_socket_leaves_its_places_to_others(engine: Engine, limits: Any) -> None:
    limits(sockets=2, sockets_per_session=1)
    async with AsyncExitStack() as stack:
        await opened(stack, engine, "ani", 1)
        for _ in range(3):
            assert await refusal(Raw(engine.url, who="ani")) == (429, True)
        await opened(stack, engine, "budi", 1)


async def test_a_burst_is_answered_and_what_comes_on_top_is_not(
    engine: Engine, limits: Any
) -> None:
    limits(rate=20, burst=40)
    async with Raw(engine.url, who="ani") as raw:
        await raw.send(*[{"id": number, "ping": {}} for number in range(2, 52)])
        answers = [await raw.next() for _ in range(50)]
        refused = [each["error"]["code"] for each in answers if "error" in each]
        assert "ping" in answers[38]
        assert "error" in answers[49]
        assert set(refused) == {111}
        await raw.send(*[{"id": number, "ping": {}} for number in range(52, 152)])
        assert await raw.closed() == 3013


async def test_answers_to_pings_are_no_commands(engine: Engine, limits: Any) -> None:
    limits(rate=1, burst=3)
    async with Raw(engine.url, who="ani") as raw:
        await raw.send(*["{}"] * 100)
        assert "ping" in await raw.ask({"id": 2, "ping": {}})


def test_a_bucket_fills_again() -> None:
    bucket = Bucket(2, 3)
    assert [bucket.take(100) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(101) for _ in range(3)] == [True, True, False]
    assert [bucket.take(1000) for _ in range(4)] == [True, True, True, False]


def test_a_rate_of_nothing_counts_nothing() -> None:
    bucket = Bucket(0, 1)
    assert all(bucket.take(0) for _ in range(100))


@pytest.mark.parametrize(
    ("line", "is_deep"),
    [
        ("[" * 8 + "]" * 8, False),
        ("[" * 9 + "]" * 9, True),
        ('{"a":' * 9 + "1" + "}" * 9, True),
        ('{"a":' * 8 + "1" + "}" * 8, False),
        ("[" + "[]," * 50 + "[]]", False),
        ('{"body":"' + "[{" * 50 + '"}', False),
        ('{"body":"' + '\\"[' * 50 + '"}', False),
        ('{"body":"\\\\",' + '"x":' + "[" * 8 + "]" * 8 + "}", True),
        ("[" * 70_000, True),
        ('"' + '\\"' * 30_000 + "[" * 20, False),
        (b"[" * 8 + b"]" * 8, False),
    ],
)
def test_depth_is_what_the_brackets_outside_of_strings_say(
    line: str | bytes, is_deep: bool
) -> None:
    assert too_deep(line) is is_deep


async def test_a_command_that_nests_too_deeply_is_a_bad_request(engine: Engine) -> None:
    async with Raw(engine.url, who="ani") as raw:
        for inner, code in (("[" * 6 + "]" * 6, 104), ("[" * 7 + "]" * 7, 107)):
            answer = await raw.ask('{"id":2,"rpc":{"method":"no","data":' + inner + "}}")
            assert answer["error"]["code"] == code


async def told_of() -> Any:
    """Return the first line about a refused origin, once there is one."""
    async with asyncio.timeout(10):
        while True:
            if rows := await refused_origins():
                return rows[0]
            await asyncio.sleep(0.02)


async def test_all_queues_together_have_a_bound_and_the_fullest_go(
    engine: Engine, limits: Any
) -> None:
    limits(waiting_bytes=2**30, waiting_messages=10**6, waiting_bytes_in_all=2**20, sweep_every=0.1)
    async with AsyncExitStack() as stack:
        page = await stack.enter_async_context(engine.listening("ani", "room:1"))
        slow = await opened(stack, engine, "budi", 3)
        for raw in slow:
            await raw.ask({"id": 2, "subscribe": {"channel": "room:1"}})
            raw.socket.transport.pause_reading()
        before = counters.closes[3008]
        async with asyncio.timeout(60):
            while counters.closes[3008] == before:
                place = await engine.say("x" * 60_000)
                assert (await page.next("message.posted")).offset == place.offset
        most = sum(each.outbox.pending for each in hub.connections)
        assert most < 2**25
        for raw in slow:
            raw.socket.transport.abort()
        await engine.say("still here")
        assert (await page.next("message.posted")).data == {"body": "still here"}


async def refused_origins() -> list[Any]:
    query = select(audit.audit).where(audit.audit.c.verb == "refused_origin")
    return [row._mapping for row in await database.fetch_all(query.order_by(audit.audit.c.id))]


async def test_a_foreign_page_leaves_a_line_in_the_trail(engine: Engine) -> None:
    assert await refusal(Raw(engine.url, who="ani", origin="https://evil.example")) == (403, False)
    row = await told_of()
    assert (row["subject"], row["ip"]) == ("origin:https://evil.example", "127.0.0.1")
    assert row["actor_id"] is None


@pytest.fixture
def rationed(monkeypatch: pytest.MonkeyPatch) -> ForeignOrigins:
    """A ration of two lines, and one more every tenth of a second."""
    monkeypatch.setattr(foreign, "AT_ONCE", 2)
    monkeypatch.setattr(foreign, "EVERY", 0.1)
    return ForeignOrigins()


async def test_the_trail_is_never_filled_by_strangers(
    engine: Engine, rationed: ForeignOrigins
) -> None:
    handshake = Handshake(
        "GET", "ws", None, "", "/", b"", {"Origin": "https://" + "e" * 9000}, "198.51.100.7"
    )
    for _ in range(20):
        await rationed.record(handshake)
    told = await refused_origins()
    assert 2 <= len(told) < 20
    assert all(len(row["subject"]) < 200 for row in told)
    async with asyncio.timeout(10):
        while len(told) == len(await refused_origins()):
            await asyncio.sleep(0.05)
            await rationed.record(handshake)
    told = await refused_origins()
    assert sum(row["facts"]["untold"] for row in told) + len(told) >= 20


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", network("2001:db8:1:2::1")),
        ("fe80::1%eth0", network("fe80::2")),
        ("", ""),
    ],
)
def test_a_home_is_one_address(address: str, counted_as: str) -> None:
    assert network(address) == counted_as


def test_two_homes_are_two_addresses() -> None:
    assert network("2001:db8:1:2::1") != network("2001:db8:1:3::1")


@pytest.fixture
async def behind_a_proxy(store: Settings, world: World) -> AsyncIterator[Engine]:
    """The engine, to which 127.0.0.1 is a proxy that it trusts."""
    app = engine_app.make_app(store)
    app.asgi_app = Proxies(app.asgi_app, [ip_network("127.0.0.1")])  # type: ignore[assignment, arg-type]
    async with server.running(app, store) as url:
        yield Engine(url, store)


async def test_behind_a_trusted_proxy_each_client_has_its_own_address(
    behind_a_proxy: Engine, limits: Any
) -> None:
    limits(sockets_per_ip=1)
    url = behind_a_proxy.url
    async with (
        Raw(url, headers={"X-Forwarded-For": "192.0.2.1"}),
        Raw(url, headers={"X-Forwarded-For": "192.0.2.9, 192.0.2.2"}),
    ):
        again = Raw(url, headers={"X-Forwarded-For": "192.0.2.3, 192.0.2.2"})
        assert await refusal(again) == (429, True)


async def test_a_forged_address_counts_for_nothing(engine: Engine, limits: Any) -> None:
    limits(sockets_per_ip=1)
    async with Raw(engine.url, headers={"X-Forwarded-For": "192.0.2.1"}):
        again = Raw(engine.url, headers={"X-Forwarded-For": "192.0.2.2"})
        assert await refusal(again) == (429, True)


@pytest.mark.parametrize("name", [each.name for each in fields(Limits)])
def test_each_limit_is_a_setting(name: str) -> None:
    default = getattr(Limits(), name)
    chosen = default / 2 if isinstance(default, float) else default + 1
    settings = read_settings(
        {"SANGGAR_SECRET_KEY": "x" * 32, f"SANGGAR_LIVE_{name.upper()}": str(chosen)}
    )
    assert getattr(read_limits(settings.live), name) == chosen


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rate", "many"),
        ("rate", "-1"),
        ("rate", "nan"),
        ("rate", "1e3"),
        ("burst", "0"),
        ("burst", "1.5"),
        ("burst", "٤٠"),
        ("ping_every", "0"),
        ("ping_spread", "1"),
        ("keep_events", "0"),
        ("sockets_per_ip", ""),
        ("message_bytes", "9" * 30),
        ("sokets", "1"),
    ],
)
def test_a_wrong_limit_stops_the_start_and_names_itself(name: str, text: str) -> None:
    with pytest.raises(WrongSetting, match=f"SANGGAR_LIVE_{name.upper()}") as stopped:
        read_limits({name: text})
    assert str(stopped.value).endswith(".")


def test_the_limits_of_the_settings_are_those_of_the_engine(store: Settings, limits: Any) -> None:
    limits()
    engine_app.make_app(replace(store, live={"subscriptions": "3"}))
    assert hub.limits == Limits(subscriptions=3)


def test_the_table_for_people_tells_every_limit() -> None:
    table = (ROOT / "docs" / "limits.md").read_text()
    told = dict(re.findall(r"^\| `SANGGAR_LIVE_(\w+)` \| `([\d.]+)` \|", table, re.MULTILINE))
    defaults = {each.name.upper(): f"{getattr(Limits(), each.name)}" for each in fields(Limits)}
    assert told == defaults

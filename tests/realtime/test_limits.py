"""How many sockets may be open, of whom, and what may wait for all of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from ipaddress import ip_network
from typing import Any

import pytest
from structlog.testing import capture_logs
from websockets.exceptions import InvalidStatus

from app import server
from app.config import Settings
from app.proxies import Proxies
from app.realtime.counters import counters
from app.realtime.hub import hub
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
    with capture_logs() as told:
        async with Raw(engine.url, headers={"X-Forwarded-For": "192.0.2.1"}):
            for _ in range(3):
                again = Raw(engine.url, headers={"X-Forwarded-For": "192.0.2.2"})
                assert await refusal(again) == (429, True)
            async with asyncio.timeout(10):
                while not told:  # noqa: ASYNC110 (a list that nobody announces)
                    await asyncio.sleep(0.02)
    assert ["SANGGAR_TRUSTED_PROXIES" in each["event"] for each in told] == [True]

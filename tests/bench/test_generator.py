"""The load generator counts what a server really delivers, and fails a server that errs."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve

from bench.live import servers, speeches
from bench.live.generator import Generator, GeneratorFailed, generator

LISTENERS, MESSAGES = 20, 30

Deliver = Callable[[set[ServerConnection], str], Awaitable[None]]


@pytest.fixture(autouse=True)
def compiler() -> None:
    """A C compiler; never skipped in CI."""
    if shutil.which("cc") is None:
        if os.environ.get("CI"):
            pytest.fail("there is no C compiler: apt-get install gcc libc6-dev")
        pytest.skip("there is no C compiler (Debian packages gcc and libc6-dev)")


def test_it_counts_each_promo_of_our_engine_once() -> None:
    promo = speeches.rpc("promo", speeches.promo())
    with servers.running(servers.ours()) as server, generator() as crowd:
        crowd.describe(speeches.ours("promos"), server.port)
        crowd.open(0, LISTENERS)
        crowd.describe(speeches.ours(message=promo), server.port)
        crowd.flow("p", crowd.open(1), 0, window=2)
        found = crowd.run(warm=0, seconds=60, limit=MESSAGES)
    flow = found["flows"]["p"]
    assert flow["deliveries"] == LISTENERS * MESSAGES
    assert flow["last_ms"]["count"] == flow["since_commit_ms"]["count"] == MESSAGES
    assert flow["since_commit_ms"]["p50"] < flow["last_ms"]["p50"]


def test_a_message_to_a_room_is_counted_at_its_answer() -> None:
    say = speeches.rpc("say", '{"room":{group},"id":"m{digits}","body":"Halo #{digits}#"}')
    with servers.running(servers.ours("--rooms", "3")) as server, generator() as crowd:
        crowd.describe(speeches.ours("room:{group}", message=say), server.port)
        for room in range(3):
            crowd.flow("m", crowd.open(room, 2), room, window=2, by_ack=True)
        flow = crowd.run(warm=0, seconds=60, limit=MESSAGES)["flows"]["m"]
    assert flow["messages"] == flow["ack_ms"]["count"] == 3 * MESSAGES
    assert flow["deliveries"] == 6 * MESSAGES


async def test_a_message_that_comes_twice_fails_the_run() -> None:
    async def twice(listeners: set[ServerConnection], text: str) -> None:
        for _ in range(2):
            await _tell(listeners, text)

    await _fails(twice, "heard message 0 where 1 was next")


async def test_a_lost_message_fails_the_run() -> None:
    async def all_but_the_fifth(listeners: set[ServerConnection], text: str) -> None:
        if "00000004#" not in text:
            await _tell(listeners, text)

    await _fails(all_but_the_fifth, "heard message 5 where 4 was next", window=8)


async def test_a_closed_socket_fails_the_run() -> None:
    async def close_one(listeners: set[ServerConnection], text: str) -> None:
        await next(iter(listeners)).close(1011, "sorry")

    await _fails(close_one, "was closed: 1011 sorry")


async def _fails(deliver: Deliver, why: str, *, window: int = 2) -> None:
    async with _server(deliver) as port:
        with pytest.raises(GeneratorFailed, match=why):
            await asyncio.to_thread(_publish, port, window)


@asynccontextmanager
async def _server(deliver: Deliver) -> AsyncIterator[int]:
    """A fan-out that does what `deliver` does with a message; yields its port."""
    listeners: set[ServerConnection] = set()

    async def handle(socket: ServerConnection) -> None:
        assert socket.request is not None
        if socket.request.path == "/listen":
            listeners.add(socket)
            await socket.wait_closed()
        async for text in socket:
            await deliver(listeners, str(text))

    async with serve(handle, "127.0.0.1", 0, compression=None) as server:
        yield next(iter(server.sockets)).getsockname()[1]


async def _tell(listeners: set[ServerConnection], text: str) -> None:
    for each in listeners:
        await each.send(text)


def _publish(port: int, window: int) -> None:
    with _audience(port, window) as crowd:
        crowd.run(warm=0, seconds=20, limit=MESSAGES)


@contextmanager
def _audience(port: int, window: int) -> Iterator[Generator]:
    with generator() as crowd:
        crowd.describe(speeches.plain("/listen"), port)
        crowd.open(0, LISTENERS)
        crowd.describe(speeches.plain("/publish", speeches.promo()), port)
        crowd.flow("p", crowd.open(1), 0, window=window)
        yield crowd

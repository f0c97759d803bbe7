"""One contract for every bus between processes, each on its real server."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.realtime.actor import Actor
from app.realtime.bus import (
    Ephemeral,
    Hello,
    Hint,
    InProcessBus,
    Published,
    RightsChanged,
    Seen,
    open_bus,
)
from app.realtime.bus_remote import WAITING_BYTES, RemoteBus, Times, Wire
from app.realtime.counters import counters
from app.realtime.envelopes import Envelopes, packed
from app.realtime.protocol import ClientInfo
from tests.process import free_port
from tests.redis import RedisServer, redis, server_in

__all__ = ["redis"]

SECRET = "the installation's secret key"
ANI = ClientInfo(user="1", client="c1", conn_info=Actor(id=1, name="Ani", role="customer"))
HINTS = [
    Published("room:1", 7, b'{"type":"message.posted"}'),
    Ephemeral("room:1", b'{"type":"typing"}'),
    RightsChanged(3, session=4, user=5, channel="room:1"),
    Seen("room:1", here=[ANI], gone=[ANI]),
]


class Process:
    """What one process hears on its bus."""

    def __init__(self, bus: Any) -> None:
        self.bus = bus
        self.heard: list[Hint] = []
        self.gaps = 0

    async def start(self) -> None:
        await self.bus.start(self.take, self.gap)
        await until(lambda: self.bus.is_connected)

    def take(self, hint: Hint) -> None:
        self.heard.append(hint)

    def gap(self) -> None:
        self.gaps += 1

    def told(self) -> list[Hint]:
        return [hint for hint in self.heard if hint != Hello()]


async def until(condition: Callable[[], object], timeout: float = 15) -> None:
    async with asyncio.timeout(timeout):
        while not condition():  # noqa: ASYNC110 (whatever is waited for has no event)
            await asyncio.sleep(0.01)


@pytest.fixture(params=["unix", "redis", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "unix":
        return f"unix://{tmp_path / ('long' * 20) / ('path' * 20)}"
    if request.param == "redis":
        return str(request.getfixturevalue("redis").url)
    return str(request.getfixturevalue("postgres_cluster"))


@pytest.fixture
async def processes() -> AsyncIterator[Callable[..., Any]]:
    """Return a function that starts one more process on a bus."""
    async with AsyncExitStack() as stack:

        async def start(url: str, secret: str = SECRET) -> Process:
            process = Process(open_bus(url, secret=secret))
            stack.push_async_callback(process.bus.stop)
            await process.start()
            return process

        yield start


@pytest.fixture
async def pair(url: str, processes: Any) -> tuple[Process, Process]:
    """Two processes that have met."""
    one, two = await processes(url), await processes(url)
    await until(lambda: Hello() in one.heard)
    return one, two


async def speak(process: Process, message: bytes) -> None:
    """Say something on the bus that no process of ours would say."""
    wire = await process.bus.dialer.dial()
    await wire.send(message)
    await asyncio.sleep(0.05)
    await wire.close()


async def test_alone_there_is_nobody_to_tell() -> None:
    process = Process(open_bus("", secret=SECRET))
    assert isinstance(process.bus, InProcessBus)
    assert process.bus.is_alone
    await process.start()
    process.bus.send(HINTS[0])
    await process.bus.stop()
    assert process.heard == []


async def test_every_kind_of_hint_reaches_the_others_once(
    pair: tuple[Process, Process],
) -> None:
    one, two = pair
    for hint in HINTS:
        one.bus.send(hint)
    await until(lambda: len(two.told()) == len(HINTS))
    assert two.told() == HINTS
    two.bus.send(HINTS[0])
    await until(one.told)
    assert one.told() == HINTS[:1]


async def test_a_burst_arrives_whole_and_in_order(pair: tuple[Process, Process]) -> None:
    one, two = pair
    burst = [Published("room:1", offset, b"x" * 200) for offset in range(2000)]
    for hint in burst:
        one.bus.send(hint)
    await until(lambda: len(two.told()) == len(burst))
    assert two.told() == burst
    assert one.told() == []


async def test_another_installation_on_the_same_server_hears_nothing(
    pair: tuple[Process, Process], processes: Any, url: str
) -> None:
    one, two = pair
    stranger = await processes(url, secret="somebody else's secret key")
    one.bus.send(HINTS[0])
    await until(two.told)
    assert stranger.heard == []


async def test_what_cannot_be_read_is_counted_and_harms_nobody(
    pair: tuple[Process, Process],
) -> None:
    one, two = pair
    before = counters.bus_undecodable
    stranger = Envelopes()
    broken = [
        b"garbage",
        b"\x09" + bytes(20),  # another version
        stranger.sealed([])[:17] + b"\xc1",  # no batch
        stranger.sealed([b"\x81\xa4type\xa7unknown", packed(HINTS[0], 10_000) or b""]),
    ]
    for message in broken:
        await speak(one, message)
    await until(two.told)
    assert two.told() == HINTS[:1]  # the good one of the last batch
    assert counters.bus_undecodable - before == 2 * len(broken)  # seen by both processes
    one.bus.send(HINTS[1])
    await until(lambda: HINTS[1] in two.heard)


async def test_a_message_that_comes_twice_is_told_once(pair: tuple[Process, Process]) -> None:
    one, two = pair
    message = Envelopes().sealed([packed(HINTS[1], 10_000) or b""])
    await speak(one, message)
    await speak(one, message)
    one.bus.send(HINTS[0])
    await until(lambda: HINTS[0] in two.heard)
    assert two.told() == [HINTS[1], HINTS[0]]


async def test_a_hint_that_nobody_can_follow_does_not_end_the_bus(
    pair: tuple[Process, Process], caplog: pytest.LogCaptureFixture
) -> None:
    one, two = pair
    one.bus.send(HINTS[0])
    await until(two.told)

    def poisoned(hint: Hint) -> None:
        two.take(hint)
        raise ZeroDivisionError

    two.bus._receive = poisoned
    one.bus.send(HINTS[1])
    one.bus.send(HINTS[2])
    await until(lambda: HINTS[2] in two.heard)
    assert two.bus.is_connected


async def test_an_event_too_long_for_the_bus_travels_without_its_data(
    pair: tuple[Process, Process],
) -> None:
    one, two = pair
    one.bus.send(Published("room:1", 8, b"x" * 300_000))
    one.bus.send(Published("room:1", 9, b"x" * 4_000))
    one.bus.send(Ephemeral("room:1", b"x" * 300_000))
    one.bus.send(HINTS[0])
    await until(lambda: HINTS[0] in two.heard)
    assert two.told() == [
        Published("room:1", 8, b""),
        Published("room:1", 9, b"x" * 4_000),
        HINTS[0],
    ]


async def test_what_was_said_last_is_still_sent(pair: tuple[Process, Process]) -> None:
    one, two = pair
    one.bus.send(HINTS[0])
    await one.bus.stop()
    await until(two.told)


async def test_more_than_the_wire_takes_is_dropped_and_admitted(
    pair: tuple[Process, Process],
) -> None:
    one, two = pair
    before, greetings = counters.bus_dropped, two.heard.count(Hello())
    size = 4_000
    for offset in range(WAITING_BYTES // size + 100):
        one.bus.send(Published("room:1", offset, b"x" * size))
    assert counters.bus_dropped > before
    await until(lambda: two.heard.count(Hello()) > greetings, timeout=30)


async def test_redis_behind_tls_and_a_password(tmp_path: Path, processes: Any) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    request = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]
    subprocess.run(  # noqa: ASYNC221 (takes a moment, once)
        ["openssl", *request.split(), *names], check=True, capture_output=True, timeout=60
    )
    server = server_in(tmp_path)
    port = str(free_port())
    tls = ["--tls-port", port, "--tls-cert-file", key.with_name("certificate.pem")]
    tls += ["--tls-key-file", key, "--tls-ca-cert-file", certificate, "--tls-auth-clients", "no"]
    server.start(*map(str, tls), "--requirepass", "not a secret")
    try:
        url = f"rediss://:not%20a%20secret@127.0.0.1:{port}/?ssl_ca_certs={certificate}"
        one, two = await processes(url), await processes(url)
        one.bus.send(HINTS[0])
        await until(two.told)
    finally:
        server.kill()


async def test_the_end_does_not_wait_for_a_server_that_has_just_died(
    redis: RedisServer, processes: Any
) -> None:
    one = await processes(redis.url)
    redis.kill()
    await asyncio.wait_for(one.bus.stop(), 20)


class DeafWire:
    """A wire that takes everything and gives nothing, as a lost subscription does."""

    def __init__(self, wire: Wire, ears: list[bool]) -> None:
        self.wire, self.ears = wire, ears
        self.send, self.close = wire.send, wire.close

    async def listen(self, heard: Callable[[bytes], None]) -> None:
        await self.wire.listen(lambda message: heard(message) if self.ears[0] else None)


class DeafDialer:
    def __init__(self, dialer: Any) -> None:
        self.dialer = dialer
        self.ears = [True]

    async def dial(self) -> DeafWire:
        return DeafWire(await self.dialer.dial(), self.ears)


async def test_a_bus_gone_silently_deaf_is_opened_again(url: str, processes: Any) -> None:
    two = await processes(url)
    inner = open_bus(url, secret=SECRET)
    assert isinstance(inner, RemoteBus)
    dialer = DeafDialer(inner.dialer)
    times = replace(Times(), beat=0.1, silence=0.5)
    one = Process(RemoteBus(dialer, inner.largest, times))
    await one.start()
    try:
        gaps = one.gaps
        dialer.ears[0] = False
        await until(lambda: not one.bus.is_connected)
        two.bus.send(HINTS[0])
        dialer.ears[0] = True
        await until(lambda: one.bus.is_connected and one.gaps > gaps)
        two.bus.send(HINTS[1])
        await until(lambda: HINTS[1] in one.heard)
    finally:
        await one.bus.stop()

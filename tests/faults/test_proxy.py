"""The fault proxy does what its methods say, so that the fault tests mean something."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from tests.faults.proxy import BUFFER, Proxy, Way


@dataclass
class Echo:
    """A server that says back what it hears, and notes how its connections ended."""

    address: str = ""
    heard: int = 0
    ends: "asyncio.Queue[str]" = field(default_factory=asyncio.Queue)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                self.heard += len(data)
                writer.write(data)
                await writer.drain()
            self.ends.put_nowait("fin")
            writer.write(b"bye")
        except ConnectionResetError:
            self.ends.put_nowait("rst")
        finally:
            writer.close()


Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def echo() -> AsyncIterator[Echo]:
    found = Echo()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield found


@pytest.fixture
async def proxy(echo: Echo) -> AsyncIterator[Proxy]:
    async with Proxy(echo.address) as found:
        yield found


@pytest.fixture
async def pair(proxy: Proxy) -> AsyncIterator[Pair]:
    """A connection through the proxy that has already spoken once."""
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    assert await say(reader, writer, b"first") == b"first"
    yield reader, writer
    writer.close()


async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, text: bytes) -> bytes:
    writer.write(text)
    return await asyncio.wait_for(reader.readexactly(len(text)), 10)


async def is_silent(reader: asyncio.StreamReader, seconds: float = 0.2) -> bool:
    try:
        return not await asyncio.wait_for(reader.read(1), seconds)
    except TimeoutError:
        return True


async def test_bytes_pass_whole_and_in_order_whatever_the_weather(proxy: Proxy) -> None:
    proxy.latency, proxy.jitter, proxy.bandwidth = 0.01, 0.02, 4_000_000
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    sent = bytes(n % 251 for n in range(400_000))
    reply = asyncio.create_task(reader.readexactly(len(sent)))
    for start in range(0, len(sent), 7_001):
        writer.write(sent[start : start + 7_001])
        await writer.drain()
    assert await asyncio.wait_for(reply, 20) == sent
    writer.close()


async def test_latency_is_paid_both_ways(proxy: Proxy, pair: Pair) -> None:
    proxy.latency = 0.1
    begun = time.monotonic()
    assert await say(*pair, b"slowly") == b"slowly"
    assert time.monotonic() - begun >= 0.2


async def test_bandwidth_holds_the_sender_back(proxy: Proxy, pair: Pair) -> None:
    proxy.bandwidth = 1_000_000
    begun = time.monotonic()
    await say(*pair, b"x" * 300_000)
    assert time.monotonic() - begun >= 0.3


async def test_a_cut_is_an_end_for_both_sides(proxy: Proxy, pair: Pair, echo: Echo) -> None:
    proxy.cut()
    assert await asyncio.wait_for(pair[0].read(), 5) == b""
    assert await asyncio.wait_for(echo.ends.get(), 5) == "fin"


async def test_a_reset_is_a_reset_for_both_sides(proxy: Proxy, pair: Pair, echo: Echo) -> None:
    proxy.reset()
    with pytest.raises(ConnectionResetError):
        await asyncio.wait_for(pair[0].read(), 5)
    assert await asyncio.wait_for(echo.ends.get(), 5) == "rst"


@pytest.mark.parametrize(("way", "hears"), [(Way.TO_SERVER, 5), (Way.TO_CLIENT, 10)])
async def test_a_black_hole_takes_everything_and_gives_nothing(
    proxy: Proxy, pair: Pair, echo: Echo, way: Way, hears: int
) -> None:
    proxy.swallow({way})
    pair[1].write(b"again")
    assert await is_silent(pair[0])
    assert echo.heard == hears
    proxy.heal()
    pair[1].write(b"never")
    assert await is_silent(pair[0])
    fresh = await asyncio.open_connection("127.0.0.1", proxy.port)
    assert await say(*fresh, b"healed") == b"healed"
    fresh[1].close()


async def test_what_was_held_arrives_after_all(proxy: Proxy, pair: Pair, echo: Echo) -> None:
    proxy.hold()
    pair[1].write(b"x" * 8 * BUFFER)
    assert await is_silent(pair[0])
    assert echo.heard == 5
    proxy.heal()
    assert await asyncio.wait_for(pair[0].readexactly(8 * BUFFER), 10) == b"x" * 8 * BUFFER


async def test_a_half_closed_server_hears_the_end_and_still_speaks(
    proxy: Proxy, pair: Pair, echo: Echo
) -> None:
    proxy.half_close(Way.TO_SERVER)
    assert await asyncio.wait_for(echo.ends.get(), 5) == "fin"
    assert await asyncio.wait_for(pair[0].read(), 5) == b"bye"


async def test_a_half_closed_client_hears_the_end_and_still_speaks(
    proxy: Proxy, pair: Pair, echo: Echo
) -> None:
    proxy.half_close(Way.TO_CLIENT)
    assert await asyncio.wait_for(pair[0].read(), 5) == b""
    pair[1].write(b"still here")
    pair[1].write_eof()
    assert await asyncio.wait_for(echo.ends.get(), 5) == "fin"
    assert echo.heard == len(b"first" + b"still here")


async def test_down_refuses_and_comes_up_on_the_same_port(proxy: Proxy, pair: Pair) -> None:
    port = proxy.port
    await proxy.down()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
    assert await say(*pair, b"open ones stay") == b"open ones stay"
    await proxy.up()
    again = await asyncio.open_connection("127.0.0.1", port)
    assert await say(*again, b"back") == b"back"
    assert (proxy.port, proxy.accepted, proxy.open) == (port, 2, 2)
    again[1].close()


async def test_a_target_that_is_not_there_is_a_reset() -> None:
    async with Proxy("127.0.0.1:1") as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(reader.read(), 5)
        writer.close()

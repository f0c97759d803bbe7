"""SIGTERM: every socket is told, the process ends by itself and soon."""

import asyncio
import time
from pathlib import Path

from tests.listener import Listener
from tests.process import EngineProcess

SOCKETS = 50


async def test_sigterm_tells_every_socket_and_ends_the_process(tmp_path: Path) -> None:
    server = EngineProcess(tmp_path)
    await server.start()
    pages = [Listener(server.url, "room:1", cookie="who=ani") for _ in range(SOCKETS)]
    for page in pages:
        await page.__aenter__()
    begun = time.monotonic()
    status = await asyncio.to_thread(server.stop)
    assert status == 0
    assert time.monotonic() - begun < 15
    assert [await page.closed() for page in pages] == [3001] * SOCKETS
    for page in pages:
        await page.__aexit__(None, None, None)


async def test_a_socket_that_never_answers_does_not_hold_the_process(tmp_path: Path) -> None:
    server = EngineProcess(tmp_path)
    await server.start()
    async with Listener(server.url, "room:1", cookie="who=ani") as page:
        assert page._socket is not None
        page._socket.transport.pause_reading()
        begun = time.monotonic()
        assert await asyncio.to_thread(server.stop) == 0
        assert time.monotonic() - begun < 8
        page._socket.transport.resume_reading()


async def test_a_restarted_server_gives_the_same_epoch(tmp_path: Path) -> None:
    server = EngineProcess(tmp_path)
    positions = []
    for _ in range(2):
        await server.start()
        async with Listener(server.url, "room:1", cookie="who=ani") as page:
            positions.append((page.subscription["epoch"], page.subscription["offset"]))
        await asyncio.to_thread(server.stop)
    assert positions[0] == positions[1]

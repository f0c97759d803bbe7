"""Clients that stop reading are dropped, cost a bounded memory, and hold nobody else up."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.follower import following
from tests.faults.kernel import established, only
from tests.faults.light import Light
from tests.faults.sizes import SOAK, sized
from tests.faults.stage import CHANNEL, PROBES, Stage

SLOW, GOOD = sized((30, 15), (200, 200))
PAUSE, SIZE = sized((0.04, 16_000), (0.01, 1_000))
"""Seconds between two events, and the bytes of one."""
WINDOW = 4096
SLOW_CODE = 3008
GONE_WITHIN = 45.0
WAITING = 1024 * 1024
"""So many bytes may wait for one connection."""
OTHER_MEMORY = 32 * 1024 * 1024
"""Room for what the events themselves cost the server."""


SETTINGS = sized({"SANGGAR_LIVE_WRITE_WITHIN": "4"}, {})


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The engine, which in CI waits a shorter while for a peer to take its close frame."""
    async with Stage.opened(tmp_path, **SETTINGS) as found:
        yield found


async def test_slow_readers_are_dropped_and_recover_while_good_ones_are_served(
    stage: Stage,
) -> None:
    url, port = stage.server.url, stage.server.port
    slow = [Light(url, CHANNEL, cookie="who=ani", window=WINDOW) for _ in range(SLOW)]
    good = [Light(url, CHANNEL, cookie="who=budi") for _ in range(GOOD)]
    delays: list[float] = []
    for reader in good:
        reader.told = lambda data: delays.append(time.monotonic() - stage.sent_at[data["id"]])
    async with following(*slow, *good):
        assert established(port) == SLOW + GOOD
        async with stage.served(every=PAUSE, size=SIZE), peak_memory(stage) as grown:
            for reader in slow:
                reader.stop_reading()
            gone_after = await only(port, GOOD + PROBES, GONE_WITHIN)
        assert not any(reader.closes for reader in good)
        for reader in slow:
            reader.read_on()
        await stage.judge(*slow, *good)
    assert all(set(reader.closes) <= {SLOW_CODE, 0} for reader in slow)
    assert all(reader.recoveries for reader in slow)
    p99 = statistics.quantiles(delays, n=100)[98]
    print(f"{SLOW} slow readers: gone after {gone_after:.1f} s, memory +{max(grown) >> 20} MiB")
    print(f"{GOOD} good readers: p99 {p99 * 1000:.0f} ms over {len(delays)} events")
    assert max(grown) <= SLOW * WAITING + OTHER_MEMORY
    assert p99 < 0.15 or not SOAK


@asynccontextmanager
async def peak_memory(stage: Stage) -> AsyncIterator[list[int]]:
    """Collect by how much the server's memory has grown, several times a second."""
    before, grown = stage.server.memory(), [0]

    async def look() -> Any:
        while True:
            grown.append(stage.server.memory() - before)
            await asyncio.sleep(0.2)

    task = asyncio.create_task(look())
    try:
        yield grown
    finally:
        task.cancel()

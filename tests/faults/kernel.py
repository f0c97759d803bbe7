"""What the kernel knows of the server's connections."""

import asyncio
import time
from pathlib import Path

ESTABLISHED = "01"


def established(port: int) -> int:
    """Return how many connections the server on a port of this machine holds open."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(1 for row in rows if row[1].endswith(f":{port:04X}") and row[3] == ESTABLISHED)


async def only(port: int, count: int, within: float) -> float:
    """Wait until no more than `count` are open; returns how long it took in seconds."""
    begun = time.monotonic()
    async with asyncio.timeout(within):
        while established(port) > count:  # noqa: ASYNC110 (the kernel sends no event)
            await asyncio.sleep(0.05)
    return time.monotonic() - begun

"""Many uploads at once over loopback: what they cost the server in memory, and others in time.

    python -m bench.many_uploads --number 50 --mib 100

Each sends one long PATCH in small parts. Fails above 1 MiB of growth for each; says how much
slower a page of somebody else became (the goal is 2 x, which a shared core cannot promise).
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from app.config import read_settings
from bench.big_upload import MIB, TUS, baseline, declare, peak, signed_in
from tests import cast
from tests.process import ROOT, ServerProcess

ALLOWED_EACH = MIB
PART = os.urandom(65536)
HEAD = b"%PDF-1.7\n"
PAGE = "/login"
IDLE_SECONDS = 5.0


def main() -> None:
    """Read the numbers and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=50)
    parser.add_argument("--mib", type=int, default=100)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sanggar-bench-") as folder:
        asyncio.run(bench(Path(folder), given.number, given.mib * MIB))


async def bench(home: Path, number: int, size: int) -> None:
    """Send them all and look at the server's peak, and at a page before and meanwhile."""
    server = ServerProcess(home)
    await cast.hire(read_settings(server.environ))
    await server.start()
    try:
        http = await signed_in(server.url)
        idle = await pages(server.url, IDLE_SECONDS)
        locations = [await declare(http, size) for _ in range(number)]
        before, began = baseline(server), time.monotonic()
        probing = asyncio.ensure_future(pages(server.url, max(2.0, number * size / MIB / 150)))
        await asyncio.gather(*(send(http, location, size) for location in locations))
        seconds, growth = time.monotonic() - began, peak(server) - before
        busy = await probing
        await http.aclose()
    finally:
        server.stop()
    print(f"uploads at once     {number} of {size // MIB} MiB in {seconds:.1f} s")
    print(f"memory growth       {growth / MIB:.1f} MiB, {growth / number / MIB:.2f} MiB each")
    print(f"a page, idle        p50 {idle[0]:.1f} ms, p99 {idle[1]:.1f} ms")
    print(f"a page, meanwhile   p50 {busy[0]:.1f} ms, p99 {busy[1]:.1f} ms")
    assert growth < number * ALLOWED_EACH


async def pages(url: str, seconds: float) -> tuple[float, float]:
    """Let a process of its own ask for a page; returns the 50th and 99th percentile in ms."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.page_probe", url, str(seconds), PAGE),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    median, high = said.split()
    return float(median), float(high)


async def send(http: httpx.AsyncClient, location: str, size: int) -> None:
    """Send one upload on a connection of its own."""
    headers = TUS | {
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": str(size),
    }
    async with httpx.AsyncClient(base_url=http.base_url, cookies=http.cookies, timeout=600) as line:
        answer = await line.patch(location, content=parts(size), headers=headers)
    answer.raise_for_status()


async def parts(size: int) -> AsyncIterator[bytes]:
    """Yield a file that begins like a PDF."""
    yield HEAD
    left = size - len(HEAD)
    while left:
        yield PART[:left]
        left -= min(left, len(PART))


if __name__ == "__main__":
    main()

"""Fifty uploads of 100 MiB at once: what they cost the server in memory, and others in time.

Each sends 8-MiB pieces on a connection of its own, as the page does, as fast as they are taken.
The server has the first core; whoever sends and the one who reads pages have the last.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.config import read_settings
from bench.big_upload import MIB, baseline, declare, make_file, peak, signed_in
from bench.file_speed import pin, send
from bench.live.plan import Plan
from bench.live.results import Section
from tests import cast
from tests.process import ROOT, ServerProcess

NUMBER = 50
SIZE = 100 * MIB
GROWTH = 100.0
SLOWER = 2.0
PAGE = "/orders"
IDLE_SECONDS = 15.0


def measure(plan: Plan) -> Iterator[Section]:
    """Send them all, as often as was asked for."""
    section = Section("j", "50 uploads of 100 MiB at once")
    section.notes.append(
        f"A page ({PAGE}, signed in) is asked for twenty times a second meanwhile."
    )
    for _ in range(plan.runs):
        with tempfile.TemporaryDirectory(prefix="sanggar-bench-") as folder:
            asyncio.run(_run(Path(folder), plan.count(SIZE), section))
    slower = section.of("a page meanwhile, p99") / section.of("a page, p99")
    section.promise("a page's p99, meanwhile : idle", slower, SLOWER, at_most=True, unit=" x")
    grown = section.of("memory growth")
    section.promise("memory growth of 50 uploads", grown, GROWTH, at_most=True, unit=" MiB")
    yield section


async def _run(home: Path, size: int, section: Section) -> None:
    source = home / "source.pdf"
    make_file(source, size)
    server = ServerProcess(home)
    await cast.hire(read_settings(server.environ))
    await server.start()
    pin(server)
    try:
        http = await signed_in(server.url)
        cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
        idle = await _pages(server.url, cookie, IDLE_SECONDS)
        locations = [await declare(http, size) for _ in range(NUMBER)]
        before, began = baseline(server), time.monotonic()
        with ThreadPoolExecutor(NUMBER) as senders:
            sending = [
                asyncio.get_running_loop().run_in_executor(
                    senders, send, server.url, cookie, location, source, size
                )
                for location in locations
            ]
            busy = await _pages_until(asyncio.gather(*sending), server.url, cookie)
        seconds, growth = time.monotonic() - began, peak(server) - before
        states = {(await http.get(location)).json()["state"] for location in locations}
        await http.aclose()
    finally:
        server.stop()
    assert states == {"ready"}
    section.add("taken in", NUMBER * size / MIB / seconds, "MiB/s")
    section.add("memory growth", growth / MIB, "MiB")
    for when, (median, high) in (("a page", idle), ("a page meanwhile", busy)):
        section.add(when, median, "ms")
        section.add(f"{when}, p99", high, "ms")


async def _pages(url: str, cookie: str, seconds: float) -> tuple[float, float]:
    return await _pages_until(asyncio.ensure_future(asyncio.sleep(seconds)), url, cookie)


async def _pages_until(
    over: "asyncio.Future[object]", url: str, cookie: str
) -> tuple[float, float]:
    """Let a process of its own ask for a page; returns the 50th and 99th percentile in ms."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.page_probe", url, cookie, PAGE),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    await over
    said, _ = await process.communicate(b"")
    assert process.returncode == 0
    median, high = said.split()
    return float(median), float(high)

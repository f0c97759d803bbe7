"""All files of an order in one ZIP: when it begins, how fast it goes, what it costs in memory.

The length that was promised must be the length that comes.
"""

import asyncio
import os
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import httpx

from app.accounts.access import Role, Viewer
from app.config import Settings, read_settings
from app.db import database
from app.files import actions
from bench.big_upload import MIB, TUS, baseline, peak, signed_in
from bench.file_speed import pin
from bench.live.plan import Plan
from bench.live.results import Section
from bench.raw_http import Line
from tests import cast
from tests.process import ServerProcess

FILES = 50
SIZE = 41 * MIB
FIRST = 200.0
GROWTH = 32.0


def measure(plan: Plan) -> Iterator[Section]:
    """Take a whole order, as often as was asked for."""
    section = Section("k", "A whole order as one ZIP: 50 files, 2 GiB")
    for _ in range(plan.runs):
        with tempfile.TemporaryDirectory(prefix="sanggar-bench-") as folder:
            asyncio.run(_run(Path(folder), plan.count(SIZE), section))
    first, grown = section.of("first byte"), section.of("memory growth")
    section.promise("first byte", first, FIRST, at_most=True, unit=" ms")
    section.promise("memory growth", grown, GROWTH, at_most=True, unit=" MiB")
    yield section


async def _run(home: Path, size: int, section: Section) -> None:
    server = ServerProcess(home)
    settings = read_settings(server.environ)
    await cast.hire(settings)
    folder = await a_folder(settings)
    await server.start()
    pin(server)
    try:
        http = await signed_in(server.url)
        for index in range(FILES):
            await fill(http, folder, index, size)
        cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
        before = baseline(server)
        answer = Line(server.url, cookie).get(f"/folders/{folder}/zip")
        growth = peak(server) - before
        await http.aclose()
    finally:
        server.stop()
    assert answer.status == 200
    assert answer.size > FILES * size
    section.add("first byte", answer.first * 1000, "ms")
    section.add("speed", answer.size / MIB / answer.seconds, "MiB/s")
    section.add("memory growth", growth / MIB, "MiB")


async def a_folder(settings: Settings) -> int:
    """Make an empty folder of the customer's."""
    await database.open(settings.database_url)
    try:
        owner = await customer()
        return await actions.open_folder(owner.id, "bench:1", code="SG-BENCH")
    finally:
        await database.close()


async def customer() -> Viewer:
    """Return the customer who signs in."""
    from app.accounts.tables import users

    row = await database.fetch_one(users.select().where(users.c.email == cast.email("ani")))
    assert row is not None
    return Viewer(id=row.id, role=Role.CUSTOMER, name=row.name)


async def fill(http: httpx.AsyncClient, folder: int, index: int, size: int) -> None:
    """Upload one file in one request."""
    metadata = {"filename": f"halaman-{index:03}.pdf", "folder": str(folder), "slot": "artwork"}
    words = ",".join(f"{k} {b64encode(v.encode()).decode()}" for k, v in metadata.items())
    headers = TUS | {
        "Upload-Length": str(size),
        "Upload-Metadata": words,
        "Content-Type": "application/offset+octet-stream",
    }
    content = b"%PDF-1.7\n" + os.urandom(size - 9)
    answer = await http.post("/uploads", headers=headers, content=content)
    assert answer.status_code == 201, answer.text

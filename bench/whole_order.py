"""All files of an order in one ZIP: when it begins, how fast it goes, what it costs in memory.

    python -m bench.whole_order --files 50 --mib 41

The first byte must be there within 200 ms, the server may grow by 32 MiB, and the length that was
promised is the length that comes.
"""

import argparse
import asyncio
import os
import tempfile
from base64 import b64encode
from pathlib import Path

import httpx

from app.accounts.access import Role, Viewer
from app.config import Settings, read_settings
from app.db import database
from app.files import actions
from bench.big_upload import MIB, TUS, baseline, peak, signed_in
from bench.raw_http import Line
from tests import cast
from tests.process import ServerProcess

FIRST = 0.2
GROWTH = 32 * MIB


def main() -> None:
    """Read the numbers and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=50)
    parser.add_argument("--mib", type=int, default=41)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sanggar-bench-") as folder:
        asyncio.run(bench(Path(folder), given.files, given.mib * MIB))


async def bench(home: Path, number: int, size: int) -> None:
    """Fill a folder through the uploader, then take it whole."""
    server = ServerProcess(home)
    settings = read_settings(server.environ)
    await cast.hire(settings)
    folder = await a_folder(settings)
    await server.start()
    try:
        http = await signed_in(server.url)
        for index in range(number):
            await fill(http, folder, index, size)
        cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
        before = baseline(server)
        line = Line(server.url, cookie)
        answer = line.get(f"/folders/{folder}/zip")
        growth = peak(server) - before
        await http.aclose()
    finally:
        server.stop()
    print(f"whole order         {number} files, {answer.size / MIB:.0f} MiB")
    print(f"first byte          {answer.first * 1000:.0f} ms (allowed {FIRST * 1000:.0f})")
    print(f"speed               {answer.size / MIB / answer.seconds:.0f} MiB/s")
    print(f"memory growth       {growth / MIB:.1f} MiB (allowed {GROWTH // MIB})")
    assert answer.status == 200
    assert answer.size > number * size
    assert answer.first <= FIRST
    assert growth <= GROWTH


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


if __name__ == "__main__":
    main()

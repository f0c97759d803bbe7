"""One large file by tus over loopback, the server killed once on the way: hash, speed, memory.

    python -m bench.big_upload --mib 1024

Prints the server's memory growth, which must stay under 64 MiB, and fails when a hash differs.
"""

import argparse
import asyncio
import hashlib
import os
import re
import tempfile
import time
from base64 import b64encode
from pathlib import Path

import httpx

from app.config import read_settings
from tests import cast
from tests.process import ServerProcess

MIB = 1024 * 1024
PIECE = 8 * MIB
ALLOWED_GROWTH = 64 * MIB
TUS = {"Tus-Resumable": "1.0.0"}


def main() -> None:
    """Read the size and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=1024)
    size = parser.parse_args().mib * MIB
    with tempfile.TemporaryDirectory(prefix="sanggar-bench-") as folder:
        asyncio.run(bench(Path(folder), size))


async def bench(home: Path, size: int) -> None:
    """Send, kill, resume, download, compare."""
    source = home / "source.pdf"
    expected = make_file(source, size)
    server = ServerProcess(home)
    await cast.hire(read_settings(server.environ))
    await server.start()
    try:
        http = await signed_in(server.url)
        location = await declare(http, size)
        base, growth, seconds, kept = await send_with_a_kill(server, http, location, source, size)
        told = (await http.get(location)).json()
        received, download = await fetch(http, told["url"])
        growth = max(growth, peak(server) - base)
        await http.aclose()
    finally:
        server.stop()
    print(f"size                {size // MIB} MiB, killed once; resumed at {kept / MIB:.0f} MiB")
    print(f"upload              {size / MIB / seconds:.0f} MiB/s of sending time")
    print(f"download            {size / MIB / download:.0f} MiB/s")
    print(f"sha256 equal        {told['state'] == 'ready' and received == expected}")
    print(f"memory growth       {growth / MIB:.1f} MiB (allowed {ALLOWED_GROWTH // MIB})")
    assert received == expected
    assert growth < ALLOWED_GROWTH


def make_file(path: Path, size: int) -> str:
    """Write a file that begins like a PDF and goes on like noise; returns its hash."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        block = b"%PDF-1.7\n"
        while block:
            file.write(block)
            digest.update(block)
            block = os.urandom(min(MIB, size - file.tell()))
    return digest.hexdigest()


async def signed_in(url: str) -> httpx.AsyncClient:
    """Sign a customer in."""
    http = httpx.AsyncClient(base_url=url, headers={"Accept": "application/json"}, timeout=60)
    answer = await http.post("/login", data={"email": cast.email("ani"), "password": cast.PASSWORD})
    answer.raise_for_status()
    return http


async def declare(http: httpx.AsyncClient, size: int) -> str:
    """Open the upload."""
    name = b64encode(b"katalog.pdf").decode()
    headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": f"filename {name}"}
    answer = await http.post("/uploads", headers=headers)
    answer.raise_for_status()
    return answer.headers["Location"]


async def send_with_a_kill(
    server: ServerProcess, http: httpx.AsyncClient, location: str, source: Path, size: int
) -> tuple[int, int, float, int]:
    """Send in pieces; half-way the server dies inside one. Returns base, growth, seconds, kept."""
    base, began = baseline(server), time.monotonic()
    offset = await send(http, location, source, 0, size // 2)
    piece = asyncio.ensure_future(send(http, location, source, offset, size))
    await asyncio.sleep(0.08)
    growth = peak(server) - base
    server.kill()
    seconds = time.monotonic() - began
    await asyncio.wait({piece})
    piece.exception()
    await server.start()
    head = await http.head(location, headers=TUS)
    kept = int(head.headers["Upload-Offset"])
    base, began = baseline(server), time.monotonic()
    await send(http, location, source, kept, size)
    seconds += time.monotonic() - began
    return base, max(growth, peak(server) - base), seconds, kept


async def send(http: httpx.AsyncClient, location: str, source: Path, offset: int, end: int) -> int:
    """Send the bytes from `offset` to `end` in pieces; returns where the server stands."""
    with source.open("rb") as file:
        while offset < end:
            file.seek(offset)
            block = file.read(min(PIECE, end - offset))
            headers = TUS | {
                "Upload-Offset": str(offset),
                "Content-Type": "application/offset+octet-stream",
            }
            answer = await http.patch(location, content=block, headers=headers)
            answer.raise_for_status()
            offset = int(answer.headers["Upload-Offset"])
    return offset


async def fetch(http: httpx.AsyncClient, url: str) -> tuple[str, float]:
    """Download and hash; returns the hash and the seconds."""
    digest, began = hashlib.sha256(), time.monotonic()
    async with http.stream("GET", url) as answer:
        async for block in answer.aiter_bytes(MIB):
            digest.update(block)
    return digest.hexdigest(), time.monotonic() - began


def baseline(server: ServerProcess) -> int:
    """Return what the server holds now, and let its peak begin here (signing in takes 47 MiB)."""
    assert server.process is not None
    Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")
    return server.memory()


def peak(server: ServerProcess) -> int:
    """Return the most memory that the server process ever held, in bytes."""
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1024


if __name__ == "__main__":
    main()

"""kill -9 of the real server in the middle of an upload: what was synced is there, nothing else."""

import asyncio
import os
import random
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests import cast
from tests.faults.sizes import sized
from tests.files.sending import OFFSET, PDF, TUS, digest, metadata
from tests.process import ServerProcess

MIB = 1024 * 1024
KILLS = sized(3, 100)
STEP = 256 * 1024
CONTENT = PDF + os.urandom(KILLS * STEP + 16 * MIB)


@pytest.fixture
async def studio(template: Path, tmp_path: Path) -> AsyncIterator[ServerProcess]:
    process = ServerProcess(tmp_path)
    (tmp_path / "instance").mkdir()
    shutil.copy(template, tmp_path / "instance" / "sanggar.db")
    await process.start()
    yield process
    process.stop()


async def signed_in(url: str) -> httpx.AsyncClient:
    http = httpx.AsyncClient(base_url=url, headers={"Accept": "application/json"}, timeout=30)
    answer = await http.post("/login", data={"email": cast.email("ani"), "password": cast.PASSWORD})
    assert answer.status_code == 200, answer.text
    return http


async def piece(http: httpx.AsyncClient, location: str, start: int, end: int) -> httpx.Response:
    headers = TUS | {"Upload-Offset": str(start), "Content-Type": OFFSET}
    return await http.patch(location, content=CONTENT[start:end], headers=headers)


async def trickle(start: int, size: int) -> AsyncIterator[bytes]:
    for at in range(start, start + size, 65536):
        yield CONTENT[at : at + 65536]
        await asyncio.sleep(0.005)


async def test_a_killed_server_loses_nothing_that_it_acknowledged(studio: ServerProcess) -> None:
    http = await signed_in(studio.url)
    created = await http.post(
        "/uploads",
        headers=TUS
        | {"Upload-Length": str(len(CONTENT)), "Upload-Metadata": metadata(filename="buku.pdf")},
    )
    location = created.headers["Location"]
    acknowledged = 0
    for _ in range(KILLS):
        answer = await piece(http, location, acknowledged, acknowledged + STEP)
        assert answer.status_code == 204
        acknowledged += STEP
        sending = asyncio.ensure_future(
            http.patch(
                location,
                content=trickle(acknowledged, 8 * MIB),
                headers=TUS | {"Upload-Offset": str(acknowledged), "Content-Type": OFFSET},
            )
        )
        await asyncio.sleep(random.uniform(0.02, 0.5))
        studio.kill()
        with pytest.raises(httpx.TransportError):
            await sending
        await studio.start()
        head = await http.head(location, headers=TUS)
        assert int(head.headers["Upload-Offset"]) >= acknowledged
        acknowledged = int(head.headers["Upload-Offset"])
    while acknowledged < len(CONTENT):
        end = min(len(CONTENT), acknowledged + 4 * MIB)
        assert (await piece(http, location, acknowledged, end)).status_code == 204
        acknowledged = end
    told = (await http.get(location)).json()
    assert told["state"] == "ready"
    download = await http.get(told["url"])
    assert digest(download.content) == digest(CONTENT)
    await http.aclose()

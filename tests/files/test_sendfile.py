"""Large downloads that the kernel sends: the same answers, and a connection that lives on."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from pathlib import Path

import httpx
import pytest

from app import sendfile
from app.files import actions
from app.storage import disk
from tests.files.raw import Wire, connected
from tests.files.sending import PDF, digest
from tests.files.studio import furnished, signed_in

MIB = 1024 * 1024
CONTENT = PDF + os.urandom(6 * MIB - len(PDF))


@pytest.fixture
async def path(ani) -> str:
    file = await actions.add_small(BytesIO(CONTENT), name="poster.pdf", by=ani.viewer)
    return f"/files/{file.id}"


@pytest.fixture
def pushed(monkeypatch) -> list[int]:
    """Collect where the kernel stood after each turn."""
    turns: list[int] = []
    push = sendfile._push

    def counted(line: int, file: int, begin: int, end: int) -> int:
        turns.append(push(line, file, begin, end))
        return turns[-1]

    monkeypatch.setattr(sendfile, "_push", counted)
    return turns


@pytest.fixture
async def wire(server) -> AsyncIterator[Wire]:
    async with connected(server.url, window=65536) as line:
        yield line


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def body(wire: Wire, size: int) -> bytes:
    return await asyncio.wait_for(wire.reader.readexactly(size), 20)


async def test_one_connection_carries_file_after_file(wire, ani, path: str, pushed) -> None:
    for _ in range(3):
        await wire.begin("GET", path, Cookie=ani.cookie)
        status, headers = await wire.answer()
        assert (status, headers["content-length"]) == (200, str(len(CONTENT)))
        assert digest(await body(wire, len(CONTENT))) == digest(CONTENT)
        await wire.begin("GET", "/healthz")
        _, headers = await wire.answer()
        await body(wire, int(headers["content-length"]))
    assert pushed.count(len(CONTENT)) == 3


async def test_requests_in_a_row_are_answered_in_a_row(wire, ani, path: str, pushed) -> None:
    for asked in ("bytes=0-2097151", "bytes=2097152-"):
        await wire.begin("GET", path, Cookie=ani.cookie, Range=asked)
    got = b""
    for size in (2 * MIB, 4 * MIB):
        status, headers = await wire.answer()
        assert (status, headers["content-length"]) == (206, str(size))
        got += await body(wire, size)
    assert digest(got) == digest(CONTENT)
    assert {2 * MIB, len(CONTENT)} <= set(pushed)


async def test_small_ranges_heads_and_refusals_are_sent_as_ever(server, ani, path, pushed) -> None:
    async with httpx.AsyncClient(base_url=server.url, headers={"Cookie": ani.cookie}) as http:
        part = await http.get(path, headers={"Range": "bytes=5-1048579"})
        assert part.content == CONTENT[5 : MIB + 4]
        assert (await http.head(path)).headers["Content-Length"] == str(len(CONTENT))
        nothing = await http.get(path, headers={"Range": f"bytes={len(CONTENT)}-"})
        assert (nothing.status_code, nothing.content) == (416, b"")
    assert pushed == []


async def test_a_reader_who_leaves_takes_nothing_along(server, ani, path: str, pushed) -> None:
    async with connected(server.url) as first:  # what every first request opens
        await first.begin("GET", "/healthz")
        await first.answer()
    before = descriptors()
    for _ in range(3):
        async with connected(server.url, window=65536) as wire:
            await wire.begin("GET", path, Cookie=ani.cookie)
            await wire.answer()
            await body(wire, 1000)
    await until(lambda: descriptors() <= before)
    assert len(CONTENT) not in pushed


async def test_a_file_shorter_than_its_row_ends_the_connection(wire, ani, path, pushed) -> None:
    [kept] = [found for found in disk.root.rglob("*") if found.is_file()]
    os.truncate(kept, 2 * MIB)
    await wire.begin("GET", path, Cookie=ani.cookie)
    assert (await wire.answer())[0] == 200
    got = await asyncio.wait_for(wire.reader.read(-1), 20)
    assert digest(got) == digest(CONTENT[: 2 * MIB])


async def test_a_slow_reader_gets_everything(wire, ani, path: str, pushed) -> None:
    await wire.begin("GET", path, Cookie=ani.cookie)
    await wire.answer()
    got = bytearray()
    while len(got) < len(CONTENT):
        got += await asyncio.wait_for(wire.reader.read(200_000), 20)
        await asyncio.sleep(0.005)
    assert digest(bytes(got)) == digest(CONTENT)
    assert len(pushed) > 2


@pytest.mark.parametrize("size", [MIB // 2, len(CONTENT)], ids=["streamed", "by the kernel"])
async def test_a_download_may_take_longer_than_a_page(
    wire, app, ani, path: str, size: int, monkeypatch
) -> None:
    monkeypatch.setitem(app.config, "RESPONSE_TIMEOUT", 0.1)
    await wire.begin("GET", path, Cookie=ani.cookie, Range=f"bytes=0-{size - 1}")
    await wire.answer()
    await asyncio.sleep(0.3)  # longer than any page may take
    assert digest(await body(wire, size)) == digest(CONTENT[:size])


async def test_the_server_itself_sends_by_the_kernel_too(template: Path, tmp_path: Path) -> None:
    studio = furnished(tmp_path, template)
    await studio.start()
    try:
        async with signed_in(studio.url) as http:
            given = {"files": ("poster.pdf", CONTENT)}
            sent = await http.post("/files", files=given)
            told = (await http.get(f"/uploads/{sent.json()['uploads'][0]}")).json()
            for begin in (0, 3 * MIB):
                got = await http.get(told["url"], headers={"Range": f"bytes={begin}-"})
                assert digest(got.content) == digest(CONTENT[begin:])
    finally:
        studio.stop()

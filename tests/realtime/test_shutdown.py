"""SIGTERM: nobody new gets in, what runs is answered, every socket is told, the process ends."""

import asyncio
import os
import shutil
import signal
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests import cast
from tests.faults.light import Light
from tests.files.sending import OFFSET, PDF, TUS, digest, metadata
from tests.listener import Listener
from tests.process import CROWD, EngineProcess, ServerProcess

SOCKETS = 1000
AT_ONCE = 50
CONTENT = PDF + os.urandom(4 * 1024 * 1024)
PIECE = 64 * 1024


@pytest.fixture
async def studio(template: Path, tmp_path: Path) -> AsyncIterator[ServerProcess]:
    found = ServerProcess(tmp_path, **CROWD)
    (tmp_path / "instance").mkdir()
    shutil.copy(template, tmp_path / "instance" / "sanggar.db")
    await found.start()
    try:
        yield found
    finally:
        found.stop()


async def listening(url: str, count: int) -> tuple[list[Light], list[asyncio.Task[None]]]:
    """Return a crowd that has subscribed, and its visits, which end when its sockets are closed."""
    crowd = [Light(url, "promos", cookie="") for _ in range(count)]
    visits: list[asyncio.Task[None]] = []
    for start in range(0, count, AT_ONCE):
        some = crowd[start : start + AT_ONCE]
        visits += [asyncio.create_task(each.visit()) for each in some]
        async with asyncio.timeout(30):
            while any(each.start < 0 for each in some):  # noqa: ASYNC110 (many at once)
                await asyncio.sleep(0.01)
    return crowd, visits


async def refuses(url: str) -> bool:
    """Tell whether a new connection is refused."""
    host, _, port = url.removeprefix("http://").partition(":")
    try:
        _, writer = await asyncio.open_connection(host, int(port))
    except (ConnectionRefusedError, ConnectionResetError):  # reset: it came in that very moment
        return True
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return False


class SlowForm:
    """A form of which half has been sent."""

    def __init__(self, url: str) -> None:
        self.host, _, self.port = url.removeprefix("http://").partition(":")
        form = {"email": cast.email("ani"), "password": cast.PASSWORD}
        self.body = str(httpx.QueryParams(form))

    async def begin(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(self.host, int(self.port))
        lines = (
            "POST /login HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            "Accept: application/json",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(self.body)}",
        )
        self.writer.write("\r\n".join([*lines, "", self.body[:10]]).encode())
        await self.writer.drain()

    async def end(self) -> bytes:
        self.writer.write(self.body[10:].encode())
        answer = await asyncio.wait_for(self.reader.read(), 20)
        self.writer.close()
        return answer


async def signed_in(url: str) -> httpx.AsyncClient:
    http = httpx.AsyncClient(base_url=url, headers={"Accept": "application/json"}, timeout=30)
    answer = await http.post("/login", data={"email": cast.email("ani"), "password": cast.PASSWORD})
    assert answer.status_code == 200, answer.text
    return http


async def trickle() -> AsyncIterator[bytes]:
    for at in range(0, len(CONTENT), PIECE):
        yield CONTENT[at : at + PIECE]
        await asyncio.sleep(0.2)  # all of it would take longer than the server waits


async def send(http: httpx.AsyncClient, location: str) -> int:
    """Upload until it is over; return the status, 0 for a cut connection."""
    headers = TUS | {"Upload-Offset": "0", "Content-Type": OFFSET}
    try:
        return (await http.patch(location, content=trickle(), headers=headers)).status_code
    except httpx.TransportError:
        return 0


async def test_a_crowd_an_upload_and_a_slow_request(studio: ServerProcess) -> None:
    http = await signed_in(studio.url)
    facts = {"Upload-Length": str(len(CONTENT)), "Upload-Metadata": metadata(filename="a.pdf")}
    location = (await http.post("/uploads", headers=TUS | facts)).headers["Location"]
    crowd, visits = await listening(studio.url, SOCKETS)
    slow, kept = SlowForm(studio.url), httpx.AsyncClient(base_url=studio.url)
    await slow.begin()
    upload = asyncio.create_task(send(http, location))
    assert (await kept.get("/readyz")).status_code == 200
    assert studio.process is not None
    begun = time.monotonic()
    studio.process.send_signal(signal.SIGTERM)
    while not await refuses(studio.url):
        assert time.monotonic() - begun < 5
    not_ready = await kept.get("/readyz")
    assert (not_ready.status_code, not_ready.json()) == (503, {"status": "stopping"})
    answer = await slow.end()
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"connection: close" in answer.lower()
    assert await asyncio.to_thread(studio.process.wait, 20) == 0
    assert time.monotonic() - begun < 15
    assert await upload in {0, 503}
    await asyncio.gather(*visits)
    assert all(each.closes == [3001] for each in crowd)
    await studio.start()
    head = await http.head(location, headers=TUS)
    offset = int(head.headers["Upload-Offset"])
    assert offset >= PIECE
    rest = TUS | {"Upload-Offset": str(offset), "Content-Type": OFFSET}
    assert (await http.patch(location, content=CONTENT[offset:], headers=rest)).status_code == 204
    told = (await http.get(location)).json()
    assert digest((await http.get(told["url"])).content) == digest(CONTENT)
    await http.aclose()
    await kept.aclose()


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

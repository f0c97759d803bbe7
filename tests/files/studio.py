"""A studio in a process of its own with the cast in it, and a client that sends pieces to it."""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tests import cast
from tests.files.sending import OFFSET, TUS, metadata
from tests.process import ServerProcess


def furnished(home: Path, template: Path, **environ: str) -> ServerProcess:
    """Return a server over a copy of the cast's database."""
    (home / "instance").mkdir(exist_ok=True)
    shutil.copy(template, home / "instance" / "sanggar.db")
    return ServerProcess(home, **environ)


@asynccontextmanager
async def signed_in(url: str, name: str = "ani") -> AsyncIterator[httpx.AsyncClient]:
    given = {"email": cast.email(name), "password": cast.PASSWORD}
    headers = {"Accept": "application/json"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60) as http:
        answer = await http.post("/login", data=given)
        assert answer.status_code == 200, answer.text
        yield http


async def declare(http: httpx.AsyncClient, length: int, name: str = "buku.pdf") -> str:
    headers = TUS | {"Upload-Length": str(length), "Upload-Metadata": metadata(filename=name)}
    answer = await http.post("/uploads", headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


async def piece(http: httpx.AsyncClient, location: str, data, offset: int) -> httpx.Response:
    headers = TUS | {"Upload-Offset": str(offset), "Content-Type": OFFSET}
    return await http.patch(location, content=data, headers=headers)


async def offset(http: httpx.AsyncClient, location: str) -> int:
    head = await http.head(location, headers=TUS)
    assert head.status_code == 200, head.status_code
    return int(head.headers["Upload-Offset"])


@asynccontextmanager
async def hanging(http: httpx.AsyncClient, location: str, content: bytes) -> AsyncIterator[None]:
    """A sender whose first bytes are on their way and whose others never come."""
    over, sent = asyncio.Event(), asyncio.Event()

    async def half() -> AsyncIterator[bytes]:
        yield content
        sent.set()
        await over.wait()

    sending = asyncio.ensure_future(piece(http, location, half(), 0))
    await sent.wait()
    try:
        yield
    finally:
        over.set()
        await asyncio.wait({sending})


async def taken_over(http: httpx.AsyncClient, location: str) -> int:
    """Ask for the offset, which makes another sender save and let go, until it has saved some."""
    at = await offset(http, location)
    while at == 0:  # its bytes may still have been on their way
        at = await offset(http, location)
    return at


def was_killed(studio: ServerProcess) -> bool:
    """Wait for the end of the process and tell whether it was a sudden one."""
    assert studio.process is not None
    return studio.process.wait(20) == -signal.SIGKILL

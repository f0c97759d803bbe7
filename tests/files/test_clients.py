"""Clients that we did not write, against the real server: tuspy, aiotus, tus-js-client."""

import asyncio
import os
from io import BytesIO
from pathlib import Path

import aiohttp
import aiotus
from aiotus import core, creation
from tusclient.client import TusClient
from yarl import URL

from app.files import queries
from tests.files.sending import PDF, digest, upload_id
from tests.process import ROOT

MIB = 1024 * 1024
CONTENT = PDF + os.urandom(5 * MIB)


async def is_whole(member, url: str) -> bool:
    told = await (await member.get("/uploads/" + upload_id(url))).get_json()
    file = await queries.file_for(member.viewer, told["file"])
    return (file.sha256, file.size, file.name) == (digest(CONTENT), len(CONTENT), "buku.pdf")


async def test_tuspy_uploads_and_resumes(server, ani) -> None:
    client = TusClient(server.url + "/uploads", headers={"Cookie": ani.cookie})
    first = client.uploader(
        file_stream=BytesIO(CONTENT), chunk_size=MIB, metadata={"filename": "buku.pdf"}
    )
    await asyncio.to_thread(first.upload, stop_at=2 * MIB)
    again = await asyncio.to_thread(
        client.uploader, file_stream=BytesIO(CONTENT), chunk_size=MIB, url=first.url
    )
    await asyncio.to_thread(again.upload)
    assert await is_whole(ani, first.url)


async def test_aiotus_uploads_and_reads_its_words_back(server, ani) -> None:
    async with aiohttp.ClientSession(headers={"Cookie": ani.cookie}) as session:
        endpoint, source = URL(server.url) / "uploads", BytesIO(CONTENT)
        name = {"filename": b"buku.pdf"}
        # aiotus.upload() takes a Location that is a path (RFC 9110) for one below its endpoint.
        location = await creation.create(session, endpoint, source, name)
        url = endpoint.join(location)
        await core.upload_buffer(session, url, source, chunksize=MIB)
        assert await aiotus.metadata(url, session) == name
    assert await is_whole(ani, str(url))


async def test_tus_js_client_uploads_in_node(server, ani, tmp_path: Path) -> None:
    url = await in_node(server.url, ani.cookie, tmp_path)
    assert await is_whole(ani, url)


async def test_tus_js_client_resumes_in_node(server, ani, tmp_path: Path) -> None:
    url = await in_node(server.url, ani.cookie, tmp_path, str(2 * MIB))
    assert await is_whole(ani, url)


async def in_node(server: str, cookie: str, folder: Path, *more: str) -> str:
    source = folder / "source"
    source.write_bytes(CONTENT)
    path = (ROOT / ".make" / "node-path").read_text().strip()
    process = await asyncio.create_subprocess_exec(
        "node",
        str(Path(__file__).with_name("tus_client.mjs")),
        f"{server}/uploads",
        cookie,
        str(source),
        "buku.pdf",
        *more,
        env=os.environ | {"PATH": f"{path}:{os.environ['PATH']}"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, said.decode()
    return said.decode().strip()

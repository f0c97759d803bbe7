"""Uploads over a real socket: cut lines, two lines at once, live progress."""

import asyncio
import os
from io import BytesIO

import httpx
import pytest
from tusclient.client import TusClient

from app.files import queries, reception
from tests.files.raw import Wire, connected
from tests.files.sending import OFFSET, PDF, TUS, declare, digest, send, upload_id

MIB = 1024 * 1024


def pdf(size: int) -> bytes:
    return PDF + os.urandom(size - len(PDF))


async def patch(wire: Wire, member, location: str, offset: int, length: int) -> None:
    await wire.begin(
        "PATCH",
        location,
        Cookie=member.cookie,
        Tus_Resumable="1.0.0",
        Upload_Offset=str(offset),
        Content_Type=OFFSET,
        Content_Length=str(length),
    )


async def offset(member, location: str) -> int:
    head = await member.request("HEAD", location, headers=TUS)
    return int(head.headers["Upload-Offset"])


async def saved(member, location: str, least: int = 1) -> int:
    async with asyncio.timeout(5):
        while (found := await offset(member, location)) < least:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return found


async def test_a_cut_keeps_what_arrived_and_the_rest_completes_it(server, ani) -> None:
    content = pdf(3 * MIB)
    location = (await declare(ani, content)).headers["Location"]
    async with connected(server.url) as wire:
        await patch(wire, ani, location, 0, len(content))
        wire.writer.write(content[: 2 * MIB])
        await wire.writer.drain()
        await asyncio.sleep(0.2)
        wire.abort()
    kept = await saved(ani, location)
    assert MIB < kept <= 2 * MIB
    async with connected(server.url) as wire:
        await patch(wire, ani, location, kept, len(content) - kept)
        wire.writer.write(content[kept:])
        status, headers = await wire.answer()
        assert (status, headers["upload-offset"]) == (204, str(len(content)))
    told = await (await ani.get(location)).get_json()
    assert (await queries.file_for(ani.viewer, told["file"])).sha256 == digest(content)


async def test_a_newer_patch_takes_over_from_one_that_hangs(server, ani) -> None:
    content = pdf(2 * MIB)
    location = (await declare(ani, content)).headers["Location"]
    async with connected(server.url) as hanging, connected(server.url) as newer:
        await patch(hanging, ani, location, 0, len(content))
        hanging.writer.write(content[:MIB])
        await hanging.writer.drain()
        await asyncio.sleep(0.2)
        began = asyncio.get_running_loop().time()
        assert await offset(ani, location) == MIB  # asking makes the hanging one save
        await patch(newer, ani, location, MIB, MIB)
        newer.writer.write(content[MIB:])
        status, _ = await newer.answer()
        assert status == 204
        assert asyncio.get_running_loop().time() - began < 2
        status, _ = await hanging.answer()
        assert status == 409


async def test_a_patch_that_will_not_let_go_keeps_the_newer_one_out(
    server, ani, monkeypatch
) -> None:
    monkeypatch.setattr(reception, "HANDOVER", 0.2)
    monkeypatch.setattr(reception.Reception, "stop", lambda self: None)
    location = (await declare(ani, PDF)).headers["Location"]
    async with connected(server.url) as hanging, connected(server.url) as newer:
        await patch(hanging, ani, location, 0, len(PDF))
        hanging.writer.write(PDF[:10])
        await hanging.writer.drain()
        await asyncio.sleep(0.1)
        await patch(newer, ani, location, 0, 10)
        newer.writer.write(PDF[:10])
        status, headers = await newer.answer()
        assert (status, headers["retry-after"]) == (423, "2")


async def test_silence_ends_a_patch_and_keeps_its_bytes(server, ani, monkeypatch) -> None:
    monkeypatch.setattr(reception, "IDLE", 0.3)
    location = (await declare(ani, PDF)).headers["Location"]
    async with connected(server.url) as wire:
        await patch(wire, ani, location, 0, len(PDF))
        wire.writer.write(PDF[:100])
        status, headers = await wire.answer()
        assert (status, headers["upload-offset"]) == (408, "100")
    assert await offset(ani, location) == 100


async def test_a_body_longer_than_declared_is_refused_unwritten(server, ani) -> None:
    location = (await declare(ani, 1000)).headers["Location"]
    async with connected(server.url) as wire:
        await wire.begin(
            "PATCH",
            location,
            Cookie=ani.cookie,
            Tus_Resumable="1.0.0",
            Upload_Offset="0",
            Content_Type=OFFSET,
            Transfer_Encoding="chunked",
        )
        await wire.chunks(1 * MIB)
        status, _ = await wire.answer()
        assert status == 413
    assert await offset(ani, location) == 0


async def test_a_full_disk_keeps_what_reached_it(server, ani, monkeypatch) -> None:
    location = (await declare(ani, PDF)).headers["Location"]

    def full(file: int, blocks: list[bytes]) -> None:
        os.write(file, blocks[0][:100])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(reception, "_write_all", full)
        async with connected(server.url) as wire:
            await patch(wire, ani, location, 0, len(PDF))
            wire.writer.write(PDF)
            status, headers = await wire.answer()
            assert (status, headers["upload-offset"]) == (507, "100")
    async with connected(server.url) as wire:
        await patch(wire, ani, location, 100, len(PDF) - 100)
        wire.writer.write(PDF[100:])
        assert (await wire.answer())[0] == 204
    told = await (await ani.get(location)).get_json()
    assert (await queries.file_for(ani.viewer, told["file"])).sha256 == digest(PDF)


async def test_the_operators_see_an_upload_coming_and_customers_do_not(
    server, ani, sari, monkeypatch
) -> None:
    monkeypatch.setattr(reception, "PROGRESS_EVERY", 0.0)
    async with sari.listening("uploads") as feed:
        location = (await declare(ani, PDF)).headers["Location"]
        for start in (0, 500):
            await ani.patch(
                location,
                data=PDF[start : start + 500],
                headers=TUS | {"Upload-Offset": str(start), "Content-Type": OFFSET},
            )
        event = await feed.next("upload.progress")
        assert event.data["upload"] == upload_id(location)
        assert event.data["owner"] == {"id": ani.id, "name": ani.viewer.name}
        assert (event.data["offset"], event.data["length"]) == (500, len(PDF))
        await send(ani, PDF)
        finished = await feed.next("upload.finished")
        assert finished.data["state"] == "ready"


async def test_a_download_tells_its_size_and_goes_at_disk_speed(server, ani) -> None:
    content = pdf(9 * MIB)
    client = TusClient(server.url + "/uploads", headers={"Cookie": ani.cookie})
    uploader = client.uploader(
        file_stream=BytesIO(content), chunk_size=8 * MIB, metadata={"filename": "x.pdf"}
    )
    await asyncio.to_thread(uploader.upload)
    told = await (await ani.get("/uploads/" + upload_id(uploader.url))).get_json()
    async with httpx.AsyncClient(base_url=server.url, headers={"Cookie": ani.cookie}) as http:
        head = await http.head(told["url"])
        assert head.headers["Content-Length"] == str(len(content))
        whole = await http.get(told["url"])
        assert digest(whole.content) == digest(content)
        part = await http.get(told["url"], headers={"Range": f"bytes={MIB}-{3 * MIB}"})
        assert part.content == content[MIB : 3 * MIB + 1]


@pytest.mark.parametrize("by_kernel_from", [MIB, 100 * MIB])
async def test_a_reader_that_stops_reading_is_let_go(
    server, ani, monkeypatch, by_kernel_from: int
) -> None:
    monkeypatch.setattr("app.files.bodies.LARGE", by_kernel_from)
    monkeypatch.setattr("app.files.bodies.STALLED", 0.3)
    monkeypatch.setattr("app.sendfile.STALLED", 0.3)
    content = pdf(20 * MIB)
    client = TusClient(server.url + "/uploads", headers={"Cookie": ani.cookie})
    uploader = client.uploader(
        file_stream=BytesIO(content), chunk_size=8 * MIB, metadata={"filename": "x.pdf"}
    )
    await asyncio.to_thread(uploader.upload)
    told = await (await ani.get("/uploads/" + upload_id(uploader.url))).get_json()
    async with connected(server.url, window=65536) as wire:
        await wire.begin("GET", told["url"], Cookie=ani.cookie)
        assert (await wire.answer())[0] == 200
        await asyncio.sleep(1)
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await wire.reader.readexactly(len(content))

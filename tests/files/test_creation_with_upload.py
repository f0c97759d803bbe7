"""tus creation-with-upload: the first bytes come with the declaration."""

import asyncio
import base64
import os

import pytest

from tests.files.raw import connected
from tests.files.sending import OFFSET, PDF, TUS, digest, metadata, push

MIB = 1024 * 1024


async def create(member, data: bytes, length: int, **headers: str):
    sent = {
        "Upload-Length": str(length),
        "Upload-Metadata": metadata(filename="buku.pdf"),
        "Content-Type": OFFSET,
    }
    return await member.post("/uploads", data=data, headers=TUS | sent | headers)


async def test_a_whole_file_comes_with_its_declaration(ani) -> None:
    created = await create(ani, PDF, len(PDF))
    assert (created.status_code, created.headers["Upload-Offset"]) == (201, str(len(PDF)))
    told = await (await ani.get(created.headers["Location"])).get_json()
    assert told["state"] == "ready"
    assert await (await ani.get(told["url"])).get_data() == PDF


async def test_the_rest_follows_in_pieces(ani) -> None:
    created = await create(ani, PDF[:700], len(PDF))
    assert (created.status_code, created.headers["Upload-Offset"]) == (201, "700")
    assert "Upload-Expires" in created.headers
    assert (await push(ani, created.headers["Location"], PDF[700:], 700)).status_code == 204


async def test_a_declaration_without_bytes_is_one_too(ani) -> None:
    created = await create(ani, b"", len(PDF))
    assert (created.status_code, created.headers["Upload-Offset"]) == (201, "0")


async def test_more_than_a_form_may_have_goes_to_the_disk(server, ani) -> None:
    content = PDF + os.urandom(12 * MIB)
    async with connected(server.url) as wire:
        await wire.begin(
            "POST",
            "/uploads",
            Cookie=ani.cookie,
            Tus_Resumable="1.0.0",
            Upload_Length=str(len(content)),
            Upload_Metadata=metadata(filename="buku.pdf"),
            Content_Type=OFFSET,
            Content_Length=str(len(content)),
        )
        wire.writer.write(content)
        status, headers = await wire.answer(30)
    assert (status, headers["upload-offset"]) == (201, str(len(content)))
    told = await (await ani.get(headers["location"])).get_json()
    assert digest(await (await ani.get(told["url"])).get_data()) == digest(content)


async def test_a_cut_leaves_an_upload_that_the_same_key_finds_again(server, ani) -> None:
    content = PDF + os.urandom(MIB)
    async with connected(server.url) as wire:
        await wire.begin(
            "POST",
            "/uploads",
            Cookie=ani.cookie,
            Tus_Resumable="1.0.0",
            Upload_Length=str(len(content)),
            Upload_Metadata=metadata(filename="buku.pdf"),
            Idempotency_Key="k-cut",
            Content_Type=OFFSET,
            Content_Length=str(len(content)),
        )
        wire.writer.write(content[: MIB // 2])
        await wire.writer.drain()
        wire.abort()
    again = await create(ani, b"", len(content), **{"Idempotency-Key": "k-cut"})
    location = again.headers["Location"]
    head = await ani.request("HEAD", location, headers=TUS)
    offset = int(head.headers["Upload-Offset"])
    assert (await push(ani, location, content[offset:], offset)).status_code == 204


async def test_a_repeat_with_the_same_key_sends_nothing_twice(ani) -> None:
    key = {"Idempotency-Key": "k-twice"}
    first = await create(ani, PDF, len(PDF), **key)
    again = await create(ani, PDF, len(PDF), **key)
    assert again.status_code == 201
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Upload-Offset"] == str(len(PDF))


async def test_more_bytes_than_declared_declare_nothing(server, ani, settings) -> None:
    async with connected(server.url) as wire:
        await wire.begin(
            "POST",
            "/uploads",
            Cookie=ani.cookie,
            Tus_Resumable="1.0.0",
            Upload_Length="10",
            Content_Type=OFFSET,
            Content_Length=str(len(PDF)),
        )
        wire.writer.write(PDF)
        status, headers = await wire.answer()
    assert status == 413
    assert "location" not in headers
    assert not [p for p in settings.uploads.rglob("*") if p.is_file()]


async def test_a_wrong_checksum_keeps_the_declaration_and_no_byte(ani) -> None:
    wrong = base64.b64encode(bytes(32)).decode()
    refused = await create(ani, PDF, len(PDF), **{"Upload-Checksum": f"sha256 {wrong}"})
    assert refused.status_code == 460
    location = refused.headers["Location"]
    assert (await push(ani, location, PDF)).status_code == 204


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2"}, 412),
        ({"Upload-Length": "x"}, 400),
        ({"Upload-Defer-Length": "1"}, 400),
        ({"Idempotency-Key": "k" * 256}, 422),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Upload-Length": str(2**40)}, 413),
    ],
)
async def test_a_wrong_declaration_is_refused(ani, headers: dict, status: int) -> None:
    assert (await create(ani, PDF, len(PDF), **headers)).status_code == status


async def test_visitors_and_marketing_declare_nothing(visitor, maya) -> None:
    assert (await create(visitor, PDF, len(PDF))).status_code == 401
    assert (await create(maya, PDF, len(PDF))).status_code == 403


async def test_a_line_that_is_cut_while_it_is_refused_holds_nothing(server, ani) -> None:
    content = PDF + os.urandom(MIB)
    async with connected(server.url) as wire:
        await wire.begin(
            "POST",
            "/uploads",
            Cookie=ani.cookie,
            Tus_Resumable="1.0.0",
            Upload_Length="10",
            Content_Type=OFFSET,
            Transfer_Encoding="chunked",
        )
        wire.writer.write(f"{len(content):x}\r\n".encode() + content)
        await wire.writer.drain()
        wire.abort()
    async with asyncio.timeout(10):
        while any("_Exchange" in repr(task) for task in asyncio.all_tasks()):  # noqa: ASYNC110
            await asyncio.sleep(0.05)

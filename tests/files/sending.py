"""A small tus client for the in-memory tests, and files of several kinds."""

from __future__ import annotations

import base64
import io
import zipfile
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quart.wrappers import Response

    from tests.conftest import Member

PDF = b"%PDF-1.7\n" + b"1 0 obj << /Type /Catalog >> endobj\n" * 40 + b"%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(300)
EXE = b"MZ\x90\x00\x03" + bytes(400)
TUS = {"Tus-Resumable": "1.0.0"}
OFFSET = "application/offset+octet-stream"


def metadata(**values: str) -> str:
    return ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items()
    )


async def declare(
    member: Member, content: bytes | int, name: str = "brosur.pdf", **more: str
) -> Response:
    headers = {name.title(): value for name, value in more.items() if name == "Idempotency-Key"}
    given = {key: value for key, value in more.items() if key not in headers}
    length = content if isinstance(content, int) else len(content)
    return await member.post(
        "/uploads",
        headers=TUS
        | headers
        | {"Upload-Length": str(length), "Upload-Metadata": metadata(filename=name, **given)},
    )


async def push(
    member: Member, location: str, data: bytes, offset: int = 0, **headers: str
) -> Response:
    sent = TUS | {"Upload-Offset": str(offset), "Content-Type": OFFSET} | headers
    return await member.patch(location, data=data, headers=sent)


async def send(member: Member, content: bytes, name: str = "brosur.pdf", **more: str) -> dict:
    """Upload a whole file; returns what the page is told about it."""
    location = (await declare(member, content, name, **more)).headers["Location"]
    response = await push(member, location, content)
    assert response.status_code == 204, await response.get_data()
    return await (await member.get(location)).get_json()


def upload_id(location: str) -> str:
    return location.rpartition("/")[2]


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def zipped(**entries: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()

"""A scanner that sees every file first; files wait where it does not answer."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from quart.datastructures import FileStorage

from app.files import scanning
from tests.files.sending import PDF, TUS, declare, push, send

VIRUS = PDF + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


@dataclass
class Clamd:
    """ClamAV's side of INSTREAM, which finds one thing only."""

    answer: bytes = b""
    seen: bytes = b""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        self.seen = b""
        while size := int.from_bytes(await reader.readexactly(4)):
            self.seen += await reader.readexactly(size)
        found = (
            b"stream: Eicar-Test-Signature FOUND\0" if b"EICAR" in self.seen else b"stream: OK\0"
        )
        writer.write(self.answer or found)
        writer.close()


@pytest.fixture
async def clamd(app, settings, tmp_path: Path) -> AsyncIterator[Clamd]:
    place, double = tmp_path / "clamd.ctl", Clamd()
    app.config["SETTINGS"] = replace(settings, scanner_url=f"clamd://{place}")
    async with await asyncio.start_unix_server(double.serve, place):
        yield double


def kept(settings) -> list[str]:
    folders = ("incoming", "quarantine")
    return [f.parent.name for name in folders for f in (settings.uploads / name).iterdir()]


async def test_a_clean_file_is_ready_after_the_scanner_saw_all_of_it(ani, clamd) -> None:
    content = PDF + bytes(2 * 1024 * 1024)
    told = await send(ani, content)
    assert told["state"] == "ready"
    assert clamd.seen == content


async def test_an_infected_file_is_never_served(ani, sari, clamd, settings) -> None:
    told = await send(ani, VIRUS, "undangan.pdf")
    assert (told["state"], told["code"], told["file"]) == ("rejected", "infected", None)
    assert kept(settings) == ["quarantine"]
    assert (await sari.get("/files/1")).status_code == 404


async def test_the_plain_form_is_scanned_too(ani, clamd, settings) -> None:
    files = {"files": FileStorage(BytesIO(VIRUS), filename="undangan.pdf")}
    refused = await ani.post("/files", files=files, headers={"Accept": "application/json"})
    assert refused.status_code == 422
    assert (await refused.get_json())["error"]["code"] == "infected"
    assert kept(settings) == []


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"no end", b"x\0"])
async def test_a_file_waits_for_a_scanner_that_does_not_decide(
    ani, clamd, settings, answer: bytes
) -> None:
    clamd.answer = answer
    location = (await declare(ani, PDF)).headers["Location"]
    refused = await push(ani, location, PDF)
    assert refused.status_code == 503
    assert (await refused.get_json())["error"]["code"] == "scanner_away"
    files = {"files": FileStorage(BytesIO(PDF), filename="a.pdf")}
    assert (await ani.post("/files", files=files)).status_code == 503
    assert kept(settings) == ["incoming"]
    assert (await (await ani.get(location)).get_json())["file"] is None
    clamd.answer = b""
    offset = int((await ani.request("HEAD", location, headers=TUS)).headers["Upload-Offset"])
    assert (await push(ani, location, PDF[offset:], offset)).status_code == 204
    assert (await (await ani.get(location)).get_json())["state"] == "ready"


async def test_a_file_waits_for_a_scanner_that_is_away(ani, app, settings, tmp_path) -> None:
    for url in (f"clamd://{tmp_path}/nobody", "clamd://127.0.0.1:1"):
        app.config["SETTINGS"] = replace(settings, scanner_url=url)
        location = (await declare(ani, PDF)).headers["Location"]
        assert (await push(ani, location, PDF)).status_code == 503


async def test_a_scanner_that_hangs_is_not_waited_for(ani, monkeypatch) -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    monkeypatch.setattr(scanning, "STEP", 0.2)
    async with await asyncio.start_server(hang, "127.0.0.1", 0) as silent:
        port = silent.sockets[0].getsockname()[1]
        settings = ani.app.config["SETTINGS"]
        ani.app.config["SETTINGS"] = replace(settings, scanner_url=f"clamd://127.0.0.1:{port}")
        location = (await declare(ani, PDF)).headers["Location"]
        assert (await push(ani, location, PDF)).status_code == 503

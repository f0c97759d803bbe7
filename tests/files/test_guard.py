"""No request of any kind gets more than its budget into memory (S56, G01 to G03)."""

import asyncio
import json
from pathlib import Path

import pytest

from app import guard
from tests.files.raw import connected

MIB = 1024 * 1024


def resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/login"),
        ("POST", "/login"),
        ("POST", "/nowhere"),
        ("GET", "/nowhere"),
        ("DELETE", "/nowhere"),
        ("PUT", "/healthz"),
        ("POST", "/uploads"),
        ("POST", "/api/orders"),
        ("PATCH", "/uploads/nonsense"),
        ("OPTIONS", "/uploads"),
    ],
)
async def test_a_chunked_body_over_the_budget_is_refused_everywhere(
    server, method: str, path: str
) -> None:
    before = resident()
    async with connected(server.url) as wire:
        await wire.begin(method, path, Transfer_Encoding="chunked")
        sending = asyncio.ensure_future(wire.chunks(200 * MIB))
        status, headers = await wire.answer()
        assert status == 413
        assert headers["connection"] == "close"
        assert await sending < 64 * MIB
        assert await wire.ended()
    assert resident() - before < 24 * MIB


@pytest.mark.parametrize("path", ["/login", "/nowhere", "/uploads"])
async def test_a_declared_length_over_the_budget_is_refused_before_its_body(
    server, path: str
) -> None:
    async with connected(server.url) as wire:
        await wire.begin("POST", path, Content_Length=str(guard.BODY + 1))
        status, _ = await wire.answer(2)
        assert status == 413


@pytest.mark.parametrize(
    ("asked", "root", "words"),
    [
        ({"Cookie": "locale=en", "Accept_Language": "id"}, 'lang="en"', "This is too large."),
        ({"Accept_Language": "en-GB,en;q=0.8"}, 'lang="en"', "This is too large."),
        ({"Cookie": "locale=xx; theme=x"}, 'lang="id"', "Ukurannya terlalu besar."),
        ({"Cookie": "theme=dark"}, 'lang="id" data-theme="dark"', "Ukurannya terlalu besar."),
    ],
)
async def test_a_person_with_too_large_a_form_gets_a_page_with_a_way_out(
    server, asked: dict[str, str], root: str, words: str
) -> None:
    async with connected(server.url) as wire:
        length = str(guard.BODY + 1)
        await wire.begin("POST", "/login", Accept="text/html,*/*", Content_Length=length, **asked)
        status, headers = await wire.answer()
        page = (await wire.reader.readexactly(int(headers["content-length"]))).decode()
    assert status == 413
    assert f"<html {root}>" in page
    assert f">{words}</h1>" in page
    assert "font-src 'self'" in headers["content-security-policy"]
    assert 'href="/"' in page
    assert headers["x-request-id"] in page


async def test_a_program_with_too_large_a_body_gets_json(server) -> None:
    async with connected(server.url) as wire:
        length = str(guard.BODY + 1)
        await wire.begin("POST", "/api/orders", Accept="*/*", Content_Length=length)
        _status, headers = await wire.answer()
        body = json.loads(await wire.reader.readexactly(int(headers["content-length"])))
    assert body["error"]["code"] == "too_large"
    assert body["error"]["request"] == headers["x-request-id"]


async def test_only_forms_with_files_get_the_larger_budget(server) -> None:
    form = "multipart/form-data; boundary=x"
    length = str(guard.BODY + 1)
    async with connected(server.url) as wire:
        await wire.begin("POST", "/login", Content_Length=length, Content_Type=form)
        assert (await wire.answer(2))[0] == 413
    async with connected(server.url) as wire:
        too_much = str(guard.FORM_WITH_FILES + 1)
        await wire.begin("POST", "/files", Content_Length=too_much, Content_Type=form)
        assert (await wire.answer(2))[0] == 413


async def test_a_body_inside_the_budget_reaches_an_early_answer(server) -> None:
    async with connected(server.url) as wire:
        await wire.begin("POST", "/nowhere", Transfer_Encoding="chunked")
        await wire.chunks(512 * 1024)
        wire.writer.write(b"0\r\n\r\n")
        status, _ = await wire.answer()
        assert status == 404


async def test_a_body_that_stands_still_is_ended(server, monkeypatch) -> None:
    monkeypatch.setattr(guard, "IDLE", 0.3)
    async with connected(server.url) as wire:
        await wire.begin("POST", "/login", Content_Length="1000")
        wire.writer.write(b"name=")
        status, headers = await wire.answer()
        assert status == 408
        assert headers["connection"] == "close"


async def test_a_slow_reader_makes_the_sender_wait() -> None:
    """The window: at most 256 KiB and one message wait for a handler."""
    pulled = 0

    async def receive() -> dict:
        nonlocal pulled
        pulled += 65536
        return {"type": "http.request", "body": bytes(65536), "more_body": pulled < 8 * MIB}

    async def send(message: dict) -> None:
        sent.append(message)

    async def handler(scope: dict, receive: guard.Receive, send: guard.Send) -> None:
        reading = asyncio.ensure_future(read_all(receive))
        await asyncio.sleep(0.05)
        assert pulled <= guard.WINDOW + 65536
        scope["sanggar.credit"](None)
        await reading
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def read_all(receive: guard.Receive) -> None:
        while (await receive())["more_body"]:
            pass

    sent: list[dict] = []
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/files",
        "http_version": "1.1",
        "headers": [
            (b"transfer-encoding", b"chunked"),
            (b"content-type", b"multipart/form-data; boundary=x"),
        ],
    }
    await guard.Guard(handler)(scope, receive, send)
    assert [message["status"] for message in sent] == [204]

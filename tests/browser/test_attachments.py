"""Whatever a customer sends, opening its address runs nothing: the browser keeps it as a file."""

import pytest
from playwright.async_api import Dialog, Error, FilePayload

from tests.browser.conftest import People

SVG = b"""<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "/api/me">]>
<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>"""
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"
GIF = b"GIF89a/*" + bytes(60) + b"*/=1;alert(1)<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("name", "content"), [("logo.svg", SVG), ("brosur.pdf", PDF), ("animasi.gif", GIF)]
)
async def test_opening_a_file_runs_nothing(people: People, name: str, content: bytes) -> None:
    ani = await people.enter()
    await ani.sign_in("customer")
    dialogs: list[Dialog] = []
    asked: list[str] = []
    ani.page.on("dialog", lambda dialog: dialogs.append(dialog))
    ani.page.on("request", lambda request: asked.append(request.url))
    api, accept = ani.context.request, {"Accept": "application/json"}
    sent = FilePayload(name=name, mimeType="text/html", buffer=content)
    kept = await api.post(f"{ani.url}/files", multipart={"files": sent}, headers=accept)
    [upload] = (await kept.json())["uploads"]
    told = await (await api.get(f"{ani.url}/uploads/{upload}", headers=accept)).json()
    address = ani.url + told["url"]
    await ani.page.goto("about:blank")  # the page before asks for nothing more
    asked.clear()
    async with ani.page.expect_download() as download:
        with pytest.raises(Error, match="Download is starting"):
            await ani.page.goto(address)
    assert (await download.value).suggested_filename == name
    assert asked == [address]
    assert dialogs == []

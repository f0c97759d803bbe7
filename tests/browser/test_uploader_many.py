"""A batch in which some files are no good, and hostile files that are opened by their address."""

from hashlib import sha256
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People, Person
from tests.browser.sending import begin_order, digest, pdf, pick, row

SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2);
fetch("/stolen")</script><image href="/stolen"/></svg>"""
PDF_WITH_SCRIPT = b"""%PDF-1.7
1 0 obj << /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>
endobj
2 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj
%%EOF
"""
GIF_AND_SCRIPT = b"GIF89a/*" + bytes(32) + b"*/=1;alert(1)//<script>alert(1)</script>"


@pytest.fixture
async def ani(people: People) -> Person:
    person = await people.enter(locale="id-ID")
    await person.sign_in("customer")
    return person


async def test_of_fifty_files_ten_bad_ones_are_named_and_forty_go_with_the_order(
    ani: Person, tmp_path: Path
) -> None:
    await begin_order(ani)
    good = [pdf(tmp_path, f"halaman {number:02}.pdf", 3000) for number in range(40)]
    bad = [tmp_path / f"program {number}.pdf" for number in range(10)]
    for path in bad:
        path.write_bytes(b"MZ" + bytes(500))
    await pick(ani, *good, *bad)
    total = ani.page.locator("[data-part=total]")
    await expect(total).to_have_text(
        "40 dari 40 sudah diterima · 10 tidak diterima", timeout=60_000
    )
    await expect(ani.page.locator("input[name=uploads]")).to_have_count(40)
    for path in bad:
        await expect(row(ani, path.name)).to_have_attribute("data-state", "refused")
        await expect(row(ani, path.name)).to_contain_text("Isi berkas ini tidak sesuai")
    assert ani.complaints == []


@pytest.mark.parametrize(
    ("name", "content"),
    [("logo.svg", SVG), ("brosur.pdf", PDF_WITH_SCRIPT), ("foto.gif", GIF_AND_SCRIPT)],
    ids=["svg", "pdf", "gif"],
)
async def test_the_address_of_a_hostile_file_runs_nothing(
    ani: Person, name: str, content: bytes
) -> None:
    sent = await ani.page.request.post(
        ani.url + "/files",
        headers={"Accept": "application/json"},
        multipart={"files": {"name": name, "mimeType": "text/html", "buffer": content}},
    )
    [upload] = (await sent.json())["uploads"]
    told = await (await ani.page.request.get(f"{ani.url}/uploads/{upload}")).json()
    opened: list[str] = []
    asked: list[str] = []
    ani.page.on("dialog", lambda dialog: opened.append(dialog.message))
    ani.page.on("request", lambda request: asked.append(request.url))
    await ani.open("/orders")
    asked.clear()
    async with ani.page.expect_download() as coming:
        await ani.page.evaluate("url => { location.href = url; }", told["url"])
    download = await coming.value
    assert download.suggested_filename == name
    assert digest(await download.path()) == sha256(content).hexdigest()
    assert opened == []
    assert [url for url in asked if "stolen" in url] == []

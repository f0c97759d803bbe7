"""The uploader in a real browser: rows, refusals, a lost connection, a reload, resuming."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Request, Route, expect

from tests.browser.conftest import People, Person
from tests.browser.sending import MIB, begin_order, pdf, pick, row


@pytest.fixture
async def ani(people: People) -> Person:
    person = await people.enter(locale="id-ID")
    await person.sign_in("customer")
    await begin_order(person)
    return person


async def test_each_file_has_its_row_and_the_form_gets_the_good_ones(
    ani: Person, tmp_path: Path
) -> None:
    exe = tmp_path / "katalog.pdf"
    exe.write_bytes(b"MZ" + bytes(5000))
    page = tmp_path / "halaman.html"
    page.write_bytes(b"<p>")
    await pick(ani, pdf(tmp_path, "muka.pdf", 3 * MIB), exe, page)
    await expect(row(ani, "muka.pdf")).to_have_attribute("data-state", "ready")
    await expect(row(ani, "katalog.pdf")).to_have_attribute("data-state", "refused")
    await expect(row(ani, "katalog.pdf")).to_contain_text("Isi berkas ini tidak sesuai")
    await expect(row(ani, "halaman.html")).to_have_attribute("data-state", "refused")
    await expect(ani.page.locator("input[name=uploads]")).to_have_count(1)
    await ani.page.reload()
    await expect(row(ani, "muka.pdf")).to_have_attribute("data-state", "ready")
    await expect(ani.page.locator("input[name=uploads]")).to_have_count(1)
    await row(ani, "muka.pdf").locator("[data-action=remove]").click()
    await expect(ani.page.locator("input[name=uploads]")).to_have_count(0)
    await ani.page.reload()
    await expect(row(ani, "muka.pdf")).to_have_count(0)
    assert ani.complaints == []


async def test_an_interrupted_file_goes_on_after_a_reload(ani: Person, tmp_path: Path) -> None:
    large = pdf(tmp_path, "buku tahunan.pdf", 40 * MIB)

    async def only_the_first_piece(route: Route, request: Request) -> None:
        if request.headers.get("upload-offset", "0") == "0":
            await route.continue_()
        else:
            await route.abort()

    await ani.page.route("**/uploads/*", only_the_first_piece)
    await pick(ani, large)
    await expect(row(ani, "buku tahunan")).to_have_attribute("data-state", "sending")
    await expect(row(ani, "buku tahunan")).to_contain_text(re.compile("(19|20)%"))
    await ani.page.locator("main form.order-form").evaluate("form => form.requestSubmit()")
    await expect(ani.page.locator("[data-part=wait]")).to_be_visible()
    await row(ani, "buku tahunan").locator("[data-action=pause]").click()
    await expect(row(ani, "buku tahunan")).to_have_attribute("data-state", "paused")
    await ani.page.unroute_all()
    await ani.page.reload()
    await expect(row(ani, "buku tahunan")).to_have_attribute("data-state", "interrupted")
    await expect(row(ani, "buku tahunan")).to_contain_text(re.compile("(19|20)%"))
    await expect(row(ani, "buku tahunan")).to_contain_text("Pilih berkas yang sama")
    offsets: list[str] = []
    ani.page.on(
        "request",
        lambda q: offsets.append(q.headers["upload-offset"]) if q.method == "PATCH" else None,
    )
    await pick(ani, large)
    await expect(row(ani, "buku tahunan")).to_have_count(1)
    await expect(row(ani, "buku tahunan")).to_have_attribute("data-state", "ready")
    assert "0" not in offsets
    assert len(offsets) >= 4

"""The whole main job in three browsers: a new member, an operator and an administrator."""

import time
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import People, Person
from tests.test_main_job import photograph, print_pdf


@pytest.fixture
def print_files(tmp_path: Path) -> list[Path]:
    """A PDF of twelve pages and a photograph."""
    found = [tmp_path / "proposal.pdf", tmp_path / "foto.jpg"]
    found[0].write_bytes(print_pdf(12))
    found[1].write_bytes(photograph(3))
    return found


async def test_from_visitor_to_order_to_promo(people: People, print_files: list[Path]) -> None:
    putri, sari, adi, stranger = (
        await people.enter(),
        await people.enter(),
        await people.enter(),
        await people.enter(width=360, height=740),
    )
    await sari.sign_in("operator")
    await expect(sari.page.locator("[data-start~=feed]")).to_be_visible()
    await _becomes_a_member(putri)
    await _orders_from_the_catalogue(putri, sari, print_files)
    code = (await putri.page.locator("h1").inner_text()).strip()
    await _rings_and_is_taken(putri, sari, code)
    await _they_talk(putri, sari)
    await _the_order_moves(putri, sari)
    await stranger.open("/catalogue")
    await adi.sign_in("admin")
    await _a_promo_appears(adi, [putri, stranger])
    for person in (putri, sari, adi, stranger):
        assert person.complaints == []


async def _becomes_a_member(putri: Person) -> None:
    await putri.open("/")
    await putri.page.get_by_role("link", name="Daftar").first.click()
    await putri.page.fill("input[name=name]", "Putri Maharani")
    await putri.page.fill("input[name=identifier]", f"putri{time.time_ns()}@contoh.id")
    await putri.page.fill("input[name=password]", "tinta-kertas-emas")
    await putri.page.check("input[name=consent]")
    await putri.page.click("main form button[type=submit]")
    await putri.page.wait_for_url(lambda url: "/register" not in url)
    await putri.open("/account")
    await expect(putri.page.locator("main")).to_contain_text("SG-0000")


async def _orders_from_the_catalogue(putri: Person, sari: Person, files: list[Path]) -> None:
    page = putri.page
    await putri.open("/products/brosur")
    await page.fill("#quantity", "750")
    async with page.expect_response(lambda response: "/price" in response.url):
        await page.fill("#quantity", "1000")
    await page.click("button[formaction='/orders/new']")
    await expect(page.locator("input[name=lines-0-quantity]")).to_have_value("1000")
    await page.click(".order-step__next[href='#step-files']:visible")
    await page.set_input_files(".order-form .uploader__input", [str(file) for file in files])
    await expect(page.locator("input[name=uploads]")).to_have_count(2)
    await page.click(".order-step__next[href='#step-details']:visible")
    await page.fill("textarea[name=notes]", "Lipat tiga, kertas tebal")
    await page.dblclick(".order-form__send")
    await page.wait_for_url("**/orders/*")
    await expect(page.locator("[data-refresh=progress]")).to_have_attribute("data-step", "1")
    for file in files:
        await expect(page.locator("[data-refresh=files]")).to_contain_text(file.name)


async def _rings_and_is_taken(putri: Person, sari: Person, code: str) -> None:
    row = sari.page.locator("[data-refresh=waiting] li", has_text=code)
    await expect(row).to_have_count(1)
    await row.locator("button").click()
    await expect(sari.page.locator("h1")).to_contain_text(code)
    await expect(putri.page.locator("[data-refresh=progress]")).to_have_attribute(
        "data-status", "confirmed"
    )


async def _they_talk(putri: Person, sari: Person) -> None:
    await _say(putri.page, "Apakah bisa selesai hari Jumat?")
    await expect(sari.page.locator("#room [data-lines]")).to_contain_text("selesai hari Jumat")
    await sari.page.locator("#composer-body").press_sequentially("Bis")
    await expect(putri.page.locator("[data-typing]")).to_be_visible()
    await _say(sari.page, "Bisa, Bu. Besok kami kirim contohnya.")
    await expect(putri.page.locator("#room [data-lines]")).to_contain_text("kirim contohnya")
    own = putri.page.locator("#room [data-lines] .message[data-mine=true]").last
    await expect(own).to_have_attribute("data-state", "read")
    await sari.page.locator("label[for=composer-note]").click()
    await sari.page.fill("#composer-note-body", "Pelanggan baru, beri contoh kertas.")
    await sari.page.click(".composer__form--note button[type=submit]")
    await expect(sari.page.locator("#room")).to_contain_text("beri contoh kertas")
    assert "beri contoh kertas" not in await putri.page.content()


async def _say(page: Page, words: str) -> None:
    await page.fill("#composer-body", words)
    await page.press("#composer-body", "Enter")
    await expect(page.locator("#room [data-lines] .message", has_text=words)).to_have_count(1)


async def _the_order_moves(putri: Person, sari: Person) -> None:
    await sari.page.select_option(".job__moves select[name=designer]", index=1)
    for to, step in (("design", "4"), ("proofing", "4"), ("approved", "5"), ("in_production", "6")):
        await sari.page.locator(f".job__moves button[value={to}]").click()
        await expect(sari.page.locator(f"[data-job][data-status={to}]")).to_have_count(1)
        await expect(putri.page.locator(f"[data-job][data-status={to}]")).to_have_count(1)
        await expect(putri.page.locator("[data-refresh=progress]")).to_have_attribute(
            "data-step", step
        )


async def _a_promo_appears(adi: Person, watchers: list[Person]) -> None:
    await adi.open("/promos/new")
    await adi.page.fill("[name=title_id]", "Cetak kilat akhir pekan")
    await adi.page.fill("[name=title_en]", "Weekend flash print")
    await adi.page.select_option("[name=kind]", "percent")
    await adi.page.fill("[name=value]", "15")
    await adi.page.locator("form[data-start=promo-preview] button[type=submit]").click()
    await adi.page.wait_for_url(lambda url: not url.endswith("/new"))
    began = time.monotonic()
    await adi.page.locator("form[action$='/publication'] button").first.click()
    await adi.page.get_by_role("dialog").get_by_role("button", name="Terbitkan").click()
    for watcher in watchers:
        await expect(watcher.page.locator("#promos")).to_contain_text("Cetak kilat akhir pekan")
    assert time.monotonic() - began < 5
    await adi.page.locator("form[action$='/pause'] button").first.click()
    for watcher in watchers:
        await expect(watcher.page.locator("#promos")).not_to_contain_text("Cetak kilat akhir pekan")

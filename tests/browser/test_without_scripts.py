"""Somebody whose browser runs no scripts: from the first page to an order in good hands."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import People, Person
from tests.process import ServerProcess
from tests.test_main_job import print_pdf

PASSWORD = "tinta-kertas-emas"


@pytest.fixture
async def plain(browser: Browser, studio: ServerProcess) -> AsyncIterator[Person]:
    """A browser without scripts, on a phone."""
    context = await browser.new_context(
        java_script_enabled=False, locale="id-ID", viewport={"width": 360, "height": 740}
    )
    context.set_default_timeout(15_000)
    yield Person(context, await context.new_page(), studio.url)
    await context.close()


async def test_everything_that_a_customer_needs_works_without_scripts(
    plain: Person, people: People, tmp_path: Path
) -> None:
    page, address = plain.page, f"tanpa{time.time_ns()}@contoh.id"
    await _becomes_a_member(plain, address)
    await _finds_a_product(page)
    code = await _orders_with_a_file(page, tmp_path)
    await _says_something(page)
    await _sees_where_it_is(page, people, code)
    await _comes_back(plain, address, code)
    assert plain.complaints == []


async def _becomes_a_member(plain: Person, address: str) -> None:
    page = plain.page
    await plain.open("/")
    await page.locator("summary:visible", has_text="Menu").click()
    await page.get_by_role("link", name="Daftar").locator("visible=true").first.click()
    await page.fill("input[name=name]", "Tuti Tanpa Skrip")
    await page.fill("input[name=identifier]", address)
    await page.fill("input[name=password]", "pendek")
    await page.check("input[name=consent]")
    await page.click("main form button[type=submit]")
    await expect(page.locator("main [role=alert]").first).to_be_visible()
    await expect(page.locator("input[name=name]")).to_have_value("Tuti Tanpa Skrip")
    plain.complaints.clear()  # Chromium writes down that the form was refused
    await page.fill("input[name=password]", PASSWORD)
    await page.click("main form button[type=submit]")
    await expect(page.locator("main")).not_to_contain_text("Buat akun saya")


async def _finds_a_product(page: Page) -> None:
    await page.locator("summary:visible", has_text="Menu").click()
    await page.get_by_role("link", name="Katalog").locator("visible=true").first.click()
    await page.fill("input[type=search]", "brosur")
    await page.press("input[type=search]", "Enter")
    await page.locator("main a[href='/products/brosur']").first.click()
    await page.fill("#quantity", "750")
    await page.click("#choice button[data-calculate]")
    await expect(page.locator("#quantity")).to_have_value("750")
    await expect(page.locator("main")).to_contain_text("Rp")


async def _orders_with_a_file(page: Page, folder: Path) -> str:
    artwork = folder / "brosur.pdf"
    artwork.write_bytes(print_pdf(2))
    await page.click("button[formaction='/orders/new']")
    await expect(page.locator("[name$=quantity]").first).to_have_value("750")
    await page.locator("input[type=file][name=files]").set_input_files(artwork)
    await page.fill("[name=notes]", "Lipat tiga, kertas tebal.")
    await page.click(".order-form__send")
    await page.wait_for_url("**/orders/*")
    await expect(page.locator("main")).to_contain_text("brosur.pdf")
    return (await page.locator("h1").inner_text()).strip()


async def _says_something(page: Page) -> None:
    await page.fill("#composer-body", "Halo, apakah bisa selesai hari Jumat?")
    await page.click(".composer__form--reply .composer__send")
    await expect(page.locator("#room")).to_contain_text("Halo, apakah bisa selesai hari Jumat?")


async def _sees_where_it_is(page: Page, people: People, code: str) -> None:
    sari = await people.enter()
    await sari.sign_in("operator")
    row = sari.page.locator(".feed__row", has_text=code)
    await row.get_by_role("button").click()
    await expect(sari.page.locator(".feed__row--rings", has_text=code)).to_have_count(0)
    await page.reload()
    await expect(page.locator("main")).to_contain_text("Sari Wulandari")
    await expect(page.locator("main")).to_contain_text("Pesanan dikonfirmasi.")


async def _comes_back(plain: Person, address: str, code: str) -> None:
    page = plain.page
    await plain.context.clear_cookies()
    await plain.open("/orders")
    await page.fill("input[name=email]", address)
    await page.fill("input[name=password]", PASSWORD)
    await page.click("main form button[type=submit]")
    await expect(page.locator("main")).to_contain_text(code)
    await page.get_by_role("link", name=code).first.click()
    await expect(page.locator("h1")).to_contain_text(code)

"""A visitor orders without an account and keeps the order with a password."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Person
from tests.process import ServerProcess
from tests.test_main_job import print_pdf

PASSWORD = "tinta-kertas-emas"
FIRST, SECOND = "0813 5550 0001", "0813 5550 0002"


Enter = Callable[..., Awaitable[Person]]


@pytest.fixture
async def enter(browser: Browser, studio: ServerProcess) -> AsyncIterator[Enter]:
    """Somebody on a phone who has never been here."""
    contexts = []

    async def entered(*, scripts: bool) -> Person:
        context = await browser.new_context(
            java_script_enabled=scripts, locale="id-ID", viewport={"width": 360, "height": 740}
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Person(context, await context.new_page(), studio.url)

    yield entered
    for context in contexts:
        await context.close()


async def test_a_visitor_orders_without_an_account_and_keeps_the_order(
    enter: Enter, artwork: Path
) -> None:
    visitor = await enter(scripts=True)
    await _comes_to_the_order_form(visitor, FIRST)
    await visitor.page.click(".order-step__next[href='#step-files']:visible")
    await visitor.page.set_input_files(".order-form .uploader__input", artwork)
    await expect(visitor.page.locator("input[name=uploads]")).to_have_count(1)
    await visitor.page.click(".order-step__next[href='#step-details']:visible")
    await _orders_keeps_it_and_comes_back(visitor, FIRST)


async def test_the_same_works_without_scripts(enter: Enter, artwork: Path) -> None:
    visitor = await enter(scripts=False)
    await _comes_to_the_order_form(visitor, SECOND)
    await visitor.page.set_input_files("input[type=file][name=files]", artwork)
    await _orders_keeps_it_and_comes_back(visitor, SECOND)


@pytest.fixture
def artwork(tmp_path: Path) -> Path:
    path = tmp_path / "brosur.pdf"
    path.write_bytes(print_pdf(2))
    return path


async def _comes_to_the_order_form(visitor: Person, phone: str) -> None:
    await _chooses_a_product(visitor)
    await _goes_on_without_an_account(visitor.page, phone)


async def _orders_keeps_it_and_comes_back(visitor: Person, phone: str) -> None:
    page = visitor.page
    code = await _orders(page)
    await _is_warned_when_signing_out(page)
    await _keeps_it_with_a_password(page, code)
    await _comes_back(visitor, phone, code)
    await _withdraws_it(page, code)
    assert visitor.complaints == []


async def _chooses_a_product(visitor: Person) -> None:
    await visitor.open("/products/brosur")
    await visitor.page.fill("#quantity", "750")
    await visitor.page.click("button[formaction='/orders/new']")
    await visitor.page.wait_for_url("**/login?next=**")


async def _goes_on_without_an_account(page: Page, phone: str) -> None:
    await page.get_by_role("link", name="Pesan tanpa akun").click()
    await expect(page.get_by_role("heading", name="Pesan tanpa akun")).to_be_visible()
    await page.get_by_label("Nama", exact=True).fill("Wati Tanpa Akun")
    await page.get_by_label("Nomor WhatsApp atau email").fill(phone)
    await page.get_by_role("checkbox").check()
    await page.get_by_role("button", name="Lanjut ke pesanan").click()
    await page.wait_for_url("**/orders/new?*")
    await expect(page.locator("[name=lines-0-quantity]")).to_have_value("750")
    await expect(page.locator("[name=lines-0-product]")).to_have_value("brosur")


async def _orders(page: Page) -> str:
    await page.fill("[name=notes]", "Lipat tiga.")
    await page.click(".order-form__send")
    await page.wait_for_url("**/orders/*placed=1")
    await expect(page.locator("main")).to_contain_text("Terima kasih")
    await expect(page.locator("main")).to_contain_text("brosur.pdf")
    await expect(page.get_by_role("button", name="Simpan pesanan saya")).to_be_visible()
    return (await page.locator("h1").inner_text()).strip()


async def _is_warned_when_signing_out(page: Page) -> None:
    order = page.url
    await page.locator("summary:visible", has_text="Menu").click()
    await page.locator("summary:visible", has_text="Wati Tanpa Akun").click()
    await page.get_by_role("button", name="Keluar").locator("visible=true").click()
    await expect(page.get_by_role("heading", name="Keluar sebagai tamu?")).to_be_visible()
    await page.get_by_role("link", name="Tidak jadi keluar").click()
    await expect(page.locator("main")).to_contain_text("Anda memesan sebagai tamu")
    await page.goto(order)


async def _keeps_it_with_a_password(page: Page, code: str) -> None:
    await page.get_by_role("textbox", name="Kata sandi").fill(PASSWORD)
    await page.get_by_role("button", name="Simpan pesanan saya").click()
    await expect(page.locator("main")).to_contain_text("Kata sandi Anda sudah dibuat")
    await expect(page.locator("main")).to_contain_text(code)
    await expect(page.get_by_role("button", name="Simpan pesanan saya")).to_have_count(0)


async def _comes_back(visitor: Person, phone: str, code: str) -> None:
    page = visitor.page
    await visitor.context.clear_cookies()
    await visitor.open("/orders")
    await page.fill("input[name=email]", phone)
    await page.fill("input[name=password]", PASSWORD)
    await page.click("main form button[type=submit]")
    await expect(page.locator("main")).to_contain_text(code)


async def _withdraws_it(page: Page, code: str) -> None:
    await page.get_by_role("link", name=code).first.click()
    await page.click("summary:has-text('Tarik kembali pesanan')")
    await page.get_by_role("button", name=f"Tarik kembali pesanan {code}").click()
    await expect(page.locator("[data-refresh=progress]")).to_have_attribute(
        "data-status", "withdrawn"
    )

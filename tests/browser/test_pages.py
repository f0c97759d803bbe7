"""What every page owes a phone, and a browser without scripts."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import People
from tests.process import PASSWORD, ServerProcess

PAGES = {
    "": ["/", "/catalogue", "/products/brosur", "/about", "/login", "/register", "/feedback/new"],
    "customer": ["/home", "/orders", "/orders/6", "/orders/new", "/rooms", "/account", "/feedback"],
    "operator": ["/feed", "/orders", "/orders/6", "/inbox", "/feedback/inbox"],
    "designer": ["/board"],
    "admin": ["/users", "/audit", "/promos", "/promos/new", "/products/brosur/edit"],
}


@pytest.mark.parametrize("name", PAGES)
async def test_no_page_scrolls_sideways_on_a_phone(people: People, name: str) -> None:
    person = await people.enter(width=360, height=740)
    if name:
        await person.sign_in(name)
    for path in PAGES[name]:
        await person.open(path)
        width = await person.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"{path} is {width} px wide"
        assert await person.page.locator("h1").count() == 1, f"{path} has not one h1"
    assert person.complaints == []


async def test_the_main_job_without_scripts(browser: Browser, studio: ServerProcess) -> None:
    context = await browser.new_context(java_script_enabled=False, locale="id-ID")
    context.set_default_timeout(15_000)
    page = await context.new_page()
    await page.goto(studio.url + "/login")
    await page.fill("input[name=email]", "customer2@sanggar.test")
    await page.fill("input[name=password]", PASSWORD)
    await page.click("main form button[type=submit]")
    await page.goto(studio.url + "/products/flyer")
    await page.click("button[formaction='/orders/new']")
    await page.set_input_files(
        "input[name=files]",
        {"name": "teks.txt", "mimeType": "text/plain", "buffer": b"Promo akhir bulan\n"},
    )
    await page.click(".order-form__send")
    await page.wait_for_url("**/orders/*")
    await expect(page.locator("[data-refresh=files]")).to_contain_text("teks.txt")
    await page.fill("#composer-body", "Halo, tanpa skrip pun bisa.")
    await page.click(".composer__form--reply .composer__send")
    await expect(page.locator("#room")).to_contain_text("tanpa skrip pun bisa")
    await expect(page.locator("[data-refresh=progress]")).to_have_attribute("data-step", "1")
    await context.close()


async def test_the_language_and_the_colours_follow_the_reader(people: People) -> None:
    person = await people.enter(locale="en-GB")
    await person.open("/catalogue")
    assert await person.page.get_attribute("html", "lang") == "en"
    reader = await people.enter(locale="id-ID")
    await reader.open("/catalogue")
    assert await reader.page.get_attribute("html", "lang") == "id"

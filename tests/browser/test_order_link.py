"""The short link of an order, from the customer's page to a phone that knows nobody."""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable

from playwright.async_api import expect

from tests.browser.conftest import People

ORDER = "main a[href^='/orders/']:not([href$='/new'])"


async def test_it_is_copied_opened_without_an_account_and_made_worthless(people: People) -> None:
    ani = await people.enter()
    await ani.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await ani.sign_in("customer")
    await ani.open("/orders")
    order = await ani.page.locator(ORDER).first.get_attribute("href")
    await ani.open(f"{order}?placed=1")
    code = await ani.page.inner_text("h1")
    await ani.page.get_by_role("button", name="Salin", exact=True).click()
    await expect(ani.page.get_by_text("Tautan sudah disalin.")).to_be_visible()
    link = await ani.page.evaluate("navigator.clipboard.readText()")
    mother = await people.enter(width=360, height=740)
    await mother.page.goto(link)
    await expect(mother.page.locator("h1")).to_have_text(code)
    await expect(mother.page.locator('.stepper [aria-current="step"]')).to_have_count(1)
    await mother.page.get_by_role("button", name="English").click()
    await expect(mother.page.get_by_role("link", name="Look again")).to_be_visible()
    assert mother.page.url == link
    assert mother.complaints == []
    await ani.page.get_by_role("button", name="Buat tautan baru").click()
    await expect(ani.page.get_by_text("Ini tautan barunya")).to_be_visible()
    await mother.page.get_by_role("link", name="Look again").click()
    await expect(mother.page.get_by_text("does not work any more")).to_be_visible()


async def test_the_studio_learns_that_a_promo_was_seen(people: People) -> None:
    ani, maya = await people.enter(), await people.enter()
    await maya.sign_in("marketing")
    await maya.page.goto(f"{maya.url}/promos")
    seen = maya.page.locator("tr", has_text="Kalender 2027").locator(".outcome li").first
    await expect(seen).to_contain_text("dilihat")
    await ani.sign_in("customer2")
    await expect(ani.page.locator(".promos__list [data-promo]").first).to_be_visible()

    async def is_counted() -> None:
        await maya.page.reload()
        await expect(seen).to_have_text(re.compile("dilihat [1-9]"), timeout=1000)

    await patiently(is_counted)


async def patiently(check: Callable[[], Awaitable[None]]) -> None:
    """Ask until it is so: reports are gathered for some seconds before they are written."""
    async with asyncio.timeout(30):
        while True:
            with contextlib.suppress(AssertionError):
                await check()
                return

"""What goes onto paper: black on white in every theme, without the site around it."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People, Person

TWENTY_MILLIMETRES = 20 / 25.4 * 96


async def on_paper(people: People, name: str, page: str) -> Person:
    """Open a page of somebody's first order in the dark theme, and look at it as a printer does."""
    person = await people.enter()
    await person.sign_in(name)
    await person.context.add_cookies([{"name": "theme", "value": "dark", "url": person.url}])
    await person.open("/orders")
    address = await person.page.locator(".order-row__code").first.get_attribute("href")
    await person.open(f"{address}/{page}")
    await expect(person.page.locator("html")).to_have_attribute("data-theme", "dark")
    await person.page.emulate_media(media="print", color_scheme="dark")
    return person


@pytest.mark.parametrize(
    ("name", "page", "leads"),
    [
        ("customer", "print", "Ke langkah-langkah pesanan ini, tanpa masuk"),
        ("operator", "ticket", "Ke halaman pesanan ini"),
    ],
)
async def test_paper_is_light_and_has_a_code_that_a_camera_reads(
    people: People, name: str, page: str, leads: str
) -> None:
    person = await on_paper(people, name, page)
    for part in (".masthead", ".footer", ".breadcrumbs", "[data-start=print]"):
        await expect(person.page.locator(part).first).to_be_hidden()
    ink = "getComputedStyle(document.documentElement).getPropertyValue('--ink')"
    assert await person.page.evaluate(ink) == "#1e1a2b"
    code = person.page.get_by_role("img", name=leads)
    box = await code.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= TWENTY_MILLIMETRES
    assert person.complaints == []

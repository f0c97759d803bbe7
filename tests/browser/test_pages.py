"""What every page owes a phone, and a browser without scripts."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import ANI_WAITS_FOR_A_PROOF, People

PAGES = {
    "": ["/", "/catalogue", "/products/brosur", "/about", "/login", "/register", "/feedback/new"],
    "customer": [
        *("/home", "/orders", ANI_WAITS_FOR_A_PROOF, "/orders/new", "/rooms"),
        *("/account", "/feedback"),
    ],
    "operator": ["/feed", "/orders", ANI_WAITS_FOR_A_PROOF, "/inbox", "/feedback/inbox"],
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


async def test_the_language_and_the_colours_follow_the_reader(people: People) -> None:
    person = await people.enter(locale="en-GB")
    await person.open("/catalogue")
    assert await person.page.get_attribute("html", "lang") == "en"
    reader = await people.enter(locale="id-ID")
    await reader.open("/catalogue")
    assert await reader.page.get_attribute("html", "lang") == "id"


TWO_WISHES = """() => {
  const wish = (path) => document.querySelector(`a[href="${path}"]`).click();
  document.addEventListener(
    "turbo:before-fetch-response",
    () => queueMicrotask(() => wish("/about")),
    { once: true },
  );
  wish("/catalogue");
}"""
"""A link is followed, and another one while the answer to the first is being read."""


async def test_who_thinks_again_while_a_page_comes_sees_the_second_one(people: People) -> None:
    visitor = await people.enter(width=1280, height=800)
    await visitor.open("/")
    await visitor.page.evaluate(TWO_WISHES)
    await visitor.page.wait_for_url("**/about")
    await expect(visitor.page.locator("h1")).to_have_count(1)
    assert visitor.complaints == []

"""The page says how its connection stands: quiet while it is good, in the reader's words else."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People, Person
from tests.browser.line import Line

WORDS = {
    "id-ID": {
        "connecting": "Menyambungkan…",
        "offline": "Tidak ada koneksi internet. Pesan Anda terkirim begitu tersambung lagi.",
        "catching-up": "Memuat yang terlewat…",
        "ended": "Sesi Anda telah berakhir. Muat ulang halaman untuk masuk lagi.",
    },
    "en-GB": {
        "connecting": "Connecting…",
        "offline": "You’re offline. Messages will be sent when you’re back.",
        "catching-up": "Catching up…",
        "ended": "Your session has ended. Reload the page to sign in again.",
    },
}


async def seen(person: Person, state: str, words: str) -> None:
    """Wait until the status line is on the screen with its words, and fits a phone."""
    line = person.page.locator("#connection")
    await expect(line).to_have_attribute("data-state", state, timeout=30_000)
    await expect(line.locator("[data-words]")).to_have_text(words)
    await expect(line.locator("[data-words]")).to_be_in_viewport()
    widths = await person.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1], "the page scrolls sideways"


async def quiet(person: Person) -> None:
    line = person.page.locator("#connection")
    await expect(line).to_have_attribute("data-state", "", timeout=30_000)
    await expect(line.locator("[data-words]")).to_have_text("")
    assert await line.evaluate("element => element.offsetHeight") == 0


@pytest.mark.parametrize(
    ("locale", "width", "name", "path"),
    [("id-ID", 360, "customer", "/rooms/general"), ("en-GB", 1280, "", "/catalogue")],
)
async def test_every_state_is_visible(
    people: People, locale: str, width: int, name: str, path: str
) -> None:
    words, line = WORDS[locale], Line()
    ani = await people.enter(width=width, height=740, locale=locale)
    await line.lay(ani.context)
    if name:
        await ani.sign_in(name)
    await ani.open(path)
    await quiet(ani)
    await line.cut()
    await seen(ani, "connecting", words["connecting"])
    await ani.context.set_offline(True)
    await seen(ani, "offline", words["offline"])
    await ani.context.set_offline(False)
    await seen(ani, "connecting", words["connecting"])
    line.slow()
    line.is_down = False
    await ani.page.evaluate("dispatchEvent(new Event('focus'))")
    await seen(ani, "catching-up", words["catching-up"])
    line.mend()
    await quiet(ani)
    await line.end(3503)
    await seen(ani, "ended", words["ended"])
    await ani.page.click("#connection [data-reload]")
    await quiet(ani)


async def test_who_returns_to_the_page_does_not_wait_for_the_next_attempt(people: People) -> None:
    line = Line()
    ani = await people.enter()
    await line.lay(ani.context)
    await ani.page.clock.install()
    await ani.open("/")
    await line.carries()
    await line.cut()
    await ani.page.clock.pause_at(await ani.page.evaluate("new Date(Date.now() + 3600000)"))
    line.mend()
    await ani.page.evaluate("dispatchEvent(new Event('focus'))")
    await line.carries()
    await ani.page.clock.resume()
    await quiet(ani)

"""The app without a connection: what was seen last, what is written meanwhile, whose it is."""

import asyncio
import re
from typing import Any
from uuid import uuid4

from playwright.async_api import Page, expect

from tests.browser.conftest import People, Person
from tests.browser.test_chat_room import bubbles, write

CONTROLLED = """() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller
  ? true
  : new Promise((resolve) =>
      navigator.serviceWorker.addEventListener("controllerchange", () => resolve(true))))"""
ORDER = "main a[href^='/orders/']:not([href$='/new'])"
KEPT = "async (path) => Boolean(await caches.match(path))"
FORGOTTEN = "async () => !(await caches.keys()).some((name) => name.startsWith('pages-'))"
EVERYTHING = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) found.push([name, url]);
  }
  return found;
}"""


async def until(page: Page, question: str, arg: Any = None) -> None:
    """Wait until the page answers yes; `wait_for_function` does not wait for promises."""
    async with asyncio.timeout(20):
        while not await page.evaluate(question, arg):
            await page.evaluate("new Promise((resolve) => setTimeout(resolve, 50))")


async def enter(people: People, name: str, **more: Any) -> Person:
    """Open a browser with the service worker at work, signed in."""
    person = await people.enter(width=390, height=780, worker=True, **more)
    await person.sign_in(name)
    await person.page.evaluate(CONTROLLED)
    return person


async def see(person: Person, path: str) -> str:
    """Open a page and wait until it is kept; returns its path."""
    await person.open(path)
    found = await person.page.evaluate("location.pathname")
    await until(person.page, KEPT, found)
    return str(found)


async def private_pages(page: Page) -> list[str]:
    return [url for name, url in await page.evaluate(EVERYTHING) if name.startswith("pages-")]


async def test_a_conversation_can_be_read_as_it_was_seen_last(people: People) -> None:
    ani = await enter(people, "customer")
    path = await see(ani, "/rooms/general")
    await write(ani, "Dibaca nanti")
    said = bubbles(ani, "Dibaca nanti")
    await expect(said).not_to_have_attribute("data-state", "pending")
    await see(ani, path)
    await ani.context.set_offline(True)
    await ani.page.reload()
    note = ani.page.locator(".shell__seen")
    await expect(note).to_contain_text("Terakhir Anda lihat: Hari ini")
    await expect(note.locator("time")).to_contain_text("WIB")
    await expect(said).to_be_visible()
    widths = await ani.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    await ani.context.set_offline(False)
    await expect(note).to_have_count(0)
    await expect(said).to_have_count(1)


async def test_what_was_said_while_the_page_was_open_is_kept_too(people: People) -> None:
    ani = await enter(people, "customer")
    path = await see(ani, "/rooms/general")
    sari = await people.enter()
    await sari.sign_in("operator")
    await sari.open(path)
    await write(sari, "Baru saja dijawab")
    await expect(bubbles(ani, "Baru saja dijawab")).to_be_visible()
    await ani.page.evaluate(
        "Object.defineProperty(document, 'visibilityState', {get: () => 'hidden'});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    kept = "async (path) => (await (await caches.match(path)).text()).includes('Baru saja dijawab')"
    await until(ani.page, kept, path)


async def test_orders_can_be_read_and_nothing_is_lost_in_a_form(people: People) -> None:
    ani = await enter(people, "customer")
    await see(ani, "/orders")
    order = await ani.page.locator(ORDER).first.get_attribute("href")
    assert order
    await see(ani, order)
    code = await ani.page.inner_text("h1")
    await ani.context.set_offline(True)
    await ani.open("/orders")
    await expect(ani.page.locator(".shell__seen")).to_be_visible()
    await ani.page.click(f"main a[href='{order}']")
    await expect(ani.page.locator("h1")).to_have_text(code)
    await expect(ani.page.locator(".shell__seen")).to_be_visible()
    await ani.page.evaluate(
        "const form = document.querySelector('main form[method=post]:not([data-room])');"
        "form.noValidate = true; form.requestSubmit()"
    )
    await expect(ani.page.locator(".shell__seen [data-held]")).to_be_visible()
    assert await ani.page.evaluate("location.pathname") == order


async def test_a_message_written_offline_survives_its_tab_and_is_sent_once(people: People) -> None:
    ani = await enter(people, "customer")
    path = await see(ani, "/rooms/general")
    await see(ani, "/home")
    await ani.context.set_offline(True)
    await ani.open(path)
    await write(ani, "Ditulis tanpa sinyal")
    mine = bubbles(ani, "Ditulis tanpa sinyal")
    await expect(mine).to_have_attribute("data-state", "pending")
    await expect(mine.locator('[data-when="pending"]')).to_be_visible()
    await ani.page.close()
    ani.page = await ani.context.new_page()
    await ani.open(path)
    await expect(mine_of(ani)).to_have_attribute("data-state", "pending")
    await ani.open("/home")
    await ani.context.set_offline(False)
    await ani.page.wait_for_function(
        "() => !Object.keys(localStorage).some((key) => key.startsWith('outbox:'))"
    )
    await ani.open(path)
    await expect(mine_of(ani)).to_have_count(1)
    await expect(mine_of(ani)).not_to_have_attribute("data-state", "pending")


def mine_of(person: Person) -> Any:
    return bubbles(person, "Ditulis tanpa sinyal")


async def test_a_message_that_is_refused_on_return_waits_in_its_room(people: People) -> None:
    ani = await enter(people, "customer")
    path = await see(ani, "/rooms/general")
    await ani.open("/catalogue")
    left = {"id": str(uuid4()), "body": "x" * 4001, "files": [], "at": "2026-11-28T09:00:00Z"}
    key = f"outbox:{await ani.page.evaluate('document.body.dataset.viewer')}:{path[7:]}"
    await ani.page.evaluate(
        f"([item]) => localStorage.setItem('{key}', JSON.stringify([item]))", [left]
    )
    await ani.open("/home")
    await until(ani.page, f"() => JSON.parse(localStorage.getItem('{key}'))[0].failed === true")
    await ani.open(path)
    failed = ani.page.locator('.message[data-state="failed"]')
    await expect(failed).to_have_count(1)
    await failed.locator("[data-discard]").click()
    await expect(failed).to_have_count(0)
    assert await ani.page.evaluate(f"localStorage.getItem('{key}')") is None


async def test_a_page_that_was_never_seen_leads_to_those_that_were(people: People) -> None:
    ani = await enter(people, "customer")
    path = await see(ani, "/rooms/general")
    await see(ani, "/home")
    await ani.context.set_offline(True)
    await ani.open("/orders/new")
    await expect(ani.page.locator("h1")).to_have_text("Tidak ada koneksi")
    await ani.page.click(f"[data-pages] a[href='{path}']")
    await expect(ani.page.locator(".room")).to_be_visible()
    await ani.open("/orders/new")
    await expect(ani.page.locator("h1")).to_have_text("Tidak ada koneksi")
    await ani.context.set_offline(False)
    await expect(ani.page.locator("h1")).not_to_have_text("Tidak ada koneksi")
    assert await ani.page.evaluate("location.pathname") == "/orders/new"


async def test_a_line_that_comes_back_without_a_word_is_found(people: People) -> None:
    ani = await enter(people, "customer")
    await see(ani, "/home")
    await ani.context.set_offline(True)
    await ani.open("/orders/new")
    await ani.page.evaluate(
        "addEventListener('online', (event) => event.stopImmediatePropagation(), {capture: true});"
        "dispatchEvent(new Event('focus'))"
    )
    await expect(ani.page.locator("h1")).to_have_text("Tidak ada koneksi")
    await ani.context.set_offline(False)
    await expect(ani.page.locator("main form[method=post]").first).to_be_visible()


async def test_who_signs_out_leaves_nothing_behind(people: People) -> None:
    ani = await enter(people, "customer")
    await see(ani, "/rooms/general")
    await see(ani, "/orders")
    assert len(await private_pages(ani.page)) >= 2
    await ani.page.evaluate("document.querySelector('form[action=\"/logout\"]').requestSubmit()")
    await expect(ani.page.locator("header a[href='/login']").first).to_be_attached()
    await until(ani.page, FORGOTTEN)
    await ani.context.set_offline(True)
    await ani.open("/orders")
    await expect(ani.page.locator("h1")).to_have_text("Tidak ada koneksi")
    await expect(ani.page.locator("[data-kept]")).to_be_hidden()


async def test_who_signs_out_without_a_line_leaves_nothing_behind_either(people: People) -> None:
    ani = await enter(people, "customer")
    await see(ani, "/orders")
    await ani.context.set_offline(True)
    await ani.page.evaluate("fetch('/logout', {method: 'POST'}).catch(() => {})")
    await until(ani.page, FORGOTTEN)


async def test_another_person_on_the_same_device_sees_nothing_of_the_first(people: People) -> None:
    ani = await enter(people, "customer")
    await see(ani, "/orders")
    mine = await ani.page.evaluate("document.body.dataset.viewer")
    await ani.context.clear_cookies()
    await ani.sign_in("operator")
    await see(ani, "/inbox")
    names = {name for name, _ in await ani.page.evaluate(EVERYTHING)}
    assert f"pages-{mine}" not in names
    await ani.context.set_offline(True)
    await ani.open("/orders")
    await expect(ani.page.locator("h1")).to_have_text("Tidak ada koneksi")


async def test_only_assets_and_the_pages_named_are_kept(people: People) -> None:
    ani = await enter(people, "customer")
    await see(ani, "/orders")
    for path in ("/catalogue", "/account", "/orders/new", "/orders?status=ready", "/api/rooms"):
        await ani.open(path)
    await see(ani, "/home")
    for name, url in await ani.page.evaluate(EVERYTHING):
        path = url.removeprefix(ani.url)
        allowed = (
            path in {"/orders", "/home", "/offline/id", "/offline/en", "/language"}
            or re.fullmatch(r"/orders/\d+", path)  # under the pointer: Turbo fetches ahead
            or (path.startswith("/static/") and "?v=" in path)
        )  # fmt: skip
        assert allowed, f"{name}: {url}"

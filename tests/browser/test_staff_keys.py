"""The studio by keys: palette, shortcuts, one socket from page to page, numbers that agree."""

import re

from playwright.async_api import expect

from tests.browser.conftest import People, Person


async def at_the_desk(people: People, path: str = "/feed") -> Person:
    sari = await people.enter()
    await sari.sign_in("operator")
    await sari.open(path)
    await expect(sari.page.locator("[data-palette]")).to_be_visible()
    return sari


async def test_one_socket_lasts_from_page_to_page(people: People) -> None:
    sari = await people.enter()
    sockets: list[str] = []
    sari.page.on("websocket", lambda socket: sockets.append(socket.url))
    await sari.sign_in("operator")
    await sari.open("/feed")
    await expect(sari.page.locator("#connection")).to_be_hidden()
    before = len(sockets)
    for path in ("/orders", "/board", "/inbox", "/feed"):
        await sari.page.locator(f'.nav--row a[href="{path}"]').click()
        await sari.page.wait_for_url(f"**{path}")
        await expect(sari.page.locator("h1")).to_be_visible()
    assert len(sockets) == before
    assert sari.complaints == []


async def test_the_palette_goes_to_a_page_and_finds_an_order(people: People) -> None:
    sari = await at_the_desk(people)
    page = sari.page
    await page.keyboard.press("Control+k")
    await expect(page.locator("#palette input")).to_be_focused()
    await page.keyboard.type("papan")
    await expect(page.locator("#palette [aria-selected=true]")).to_contain_text("Papan")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/board")
    await sari.open("/orders")
    code = await page.locator(".order-row__code").first.inner_text()
    await page.keyboard.press("Control+k")
    await page.keyboard.type(code.lower())
    option = page.locator("#palette [data-found]", has_text=code)
    await expect(option).to_be_visible()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowDown")
    await expect(option).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_contain_text(code)
    assert sari.complaints == []


async def test_the_palette_says_that_nothing_is_found_and_gives_the_focus_back(
    people: People,
) -> None:
    sari = await at_the_desk(people)
    page = sari.page
    await page.locator("[data-palette]").click()
    await page.keyboard.type("zzqqxx")
    await expect(page.locator("#palette [data-said]")).to_have_text("Tidak ada yang cocok.")
    await page.keyboard.press("Escape")
    await expect(page.locator("#palette")).to_be_hidden()
    await expect(page.locator("[data-palette]")).to_be_focused()


async def test_keys_lead_and_can_be_switched_off(people: People) -> None:
    sari = await at_the_desk(people)
    page = sari.page
    await page.keyboard.press("g")
    await page.keyboard.press("o")
    await page.wait_for_url("**/orders")
    await page.locator("#query").focus()
    await page.keyboard.type("g?")
    await expect(page.locator("#query")).to_have_value("g?")
    await expect(page.locator("#shortcuts")).to_be_hidden()
    await page.locator("h1").click()
    await page.keyboard.press("?")
    await expect(page.locator("#shortcuts")).to_be_visible()
    await page.locator("[data-keys-on]").uncheck()
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await expect(page.locator("#shortcuts")).to_be_hidden()
    await page.locator(".nav--row .menu__toggle").click()
    await page.locator('.nav--row [data-opens="shortcuts"]').click()
    await page.locator("[data-keys-on]").check()
    assert sari.complaints == []


async def test_customers_never_load_what_is_the_studios(people: People) -> None:
    ani = await people.enter()
    loaded: list[str] = []
    ani.page.on("request", lambda request: loaded.append(request.url))
    await ani.sign_in("customer")
    await ani.open("/home")
    await ani.page.wait_for_load_state("networkidle")
    assert any("/dist/app.js" in url for url in loaded)
    assert not any("/dist/staff.js" in url for url in loaded)


async def test_a_taken_order_leaves_the_number_in_every_tab(people: People) -> None:
    sari = await at_the_desk(people)
    mira = await people.enter()
    await mira.sign_in("manager")
    await mira.open("/orders")
    number = mira.page.locator(".nav--row [data-turns]")
    before = int(str(await number.get_attribute("data-turns")))
    assert before > 0
    rows = sari.page.locator('[data-refresh="waiting"] [data-order]')
    await rows.first.locator("a").first.focus()
    await sari.page.keyboard.press("a")
    await expect(number).to_have_attribute("data-turns", str(before - 1))
    unread = int(
        str(await mira.page.locator("[data-unread-rooms]").first.get_attribute("data-unread-rooms"))
    )
    await expect(mira.page).to_have_title(re.compile(rf"^\({before - 1 + unread}\) Pesanan"))
    assert mira.complaints == []

"""The form of a new order in the browser: kept while it is typed, step by step, never lost."""

from playwright.async_api import expect

from tests.browser.conftest import People


async def test_steps_go_back_with_the_browser_and_nothing_is_lost(people: People) -> None:
    budi = await people.enter(width=390, height=780)
    await budi.sign_in("customer2")
    page = budi.page
    await budi.open("/orders/new")
    await page.click(".order-step__next[href='#step-files']:visible")
    await page.click(".order-step__next[href='#step-details']:visible")
    await expect(page.locator("#step-items")).to_be_visible()  # nothing is chosen yet
    await page.select_option("#lines-0-product", "flyer")
    await page.fill("#lines-0-quantity", "350")
    await expect(page.locator("[data-refresh=saved]")).to_contain_text("Tersimpan")
    await page.click(".order-step__next[href='#step-files']:visible")
    await page.click(".order-step__next[href='#step-details']:visible")
    await expect(page.locator("[aria-current=step]")).to_contain_text("Keinginan")
    await expect(page.locator("#step-items")).to_be_hidden()
    await page.fill("textarea[name=notes]", "Warna cerah")
    await expect(page.locator(".order-form__total")).to_contain_text("Rp")
    await page.go_back()
    await expect(page.locator("#step-files")).to_be_visible()
    await page.go_back()
    await expect(page.locator("#step-items")).to_be_visible()
    await expect(page.locator("#lines-0-quantity")).to_have_value("350")
    await page.go_forward()
    await page.go_forward()
    await expect(page.locator("textarea[name=notes]")).to_have_value("Warna cerah")
    assert budi.complaints == []


async def test_another_device_goes_on_where_this_one_stopped(people: People) -> None:
    phone = await people.enter(width=390, height=780)
    await phone.sign_in("customer")
    await phone.open("/orders/new")
    await phone.page.select_option("#lines-0-product", "brosur")
    await phone.page.fill("#lines-0-quantity", "600")
    async with phone.page.expect_response(
        lambda answer: answer.url.endswith("/orders/draft") and "600" in answer.request.post_data
    ):
        await phone.page.fill("#lines-0-quantity", "600")
    laptop = await people.enter()
    await laptop.sign_in("customer")
    await laptop.open("/orders/new")
    await expect(laptop.page.locator("#lines-0-quantity")).to_have_value("600")
    await laptop.page.get_by_role("button", name="Mulai dari awal").click()
    await expect(laptop.page.locator("#lines-0-product")).to_have_value("")


async def test_a_promo_put_away_does_not_flash(people: People) -> None:
    ani = await people.enter()
    await ani.sign_in("customer")
    ticket = ani.page.locator(".promos__list > .promo").first
    title = await ticket.locator(".promo__title").inner_text()
    async with ani.page.expect_response(lambda answer: "/dismissal" in answer.url):
        await ticket.locator(".promo__close").click()
    await expect(ani.page.locator(".promos__list", has_text=title)).to_have_count(0)
    other = await people.enter()
    await other.sign_in("customer")
    strip = (await other.page.content()).partition('class="promos__list"')[2].partition("</ul>")[0]
    assert title not in strip

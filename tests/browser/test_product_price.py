"""The price of a choice while it is made: the live one says what the page itself would say."""

from playwright.async_api import expect

from tests.browser.conftest import People


async def test_a_promo_is_in_the_live_price_as_it_is_in_the_page(people: People) -> None:
    ani = await people.enter()
    await ani.sign_in("customer")
    await ani.open("/products/brosur")
    box = ani.page.locator("[data-price]")
    await ani.page.fill("#quantity", "750")
    await expect(box.locator("s")).to_be_visible()
    await expect(box.locator("[data-shown]")).to_contain_text("Sebelum potongan:")
    await expect(box.locator("[data-offer]")).to_contain_text("Khusus anggota: hemat 10%")
    await expect(box.locator("[data-lines] li").last).to_contain_text("\u2212Rp")
    await expect(ani.page.locator(".product__before")).to_be_visible()
    live = await box.inner_text()
    await ani.open("/products/brosur?quantity=750")
    await expect(box).to_have_text(live, use_inner_text=True)
    assert ani.complaints == []


async def test_a_choice_that_the_promo_does_not_reach_has_its_plain_price(people: People) -> None:
    ani = await people.enter()
    await ani.sign_in("customer")
    await ani.open("/products/brosur?quantity=750")
    box = ani.page.locator("[data-price]")
    await expect(box.locator("s")).to_be_visible()
    await ani.page.fill("#quantity", "100")
    await expect(box.locator("s")).to_be_hidden()
    await expect(box.locator("[data-offer]")).to_be_hidden()
    await expect(ani.page.locator(".product__before")).to_be_hidden()
    live = await box.inner_text()
    await ani.open("/products/brosur?quantity=100")
    await expect(box).to_have_text(live, use_inner_text=True)
    assert ani.complaints == []

"""Notes that call a colleague, messages that move, files that become artwork: in the browser."""

from pathlib import Path

from playwright.async_api import expect

from tests.browser.conftest import People, Person
from tests.browser.test_chat_room import bubbles, in_room, write

NOTE = "#composer-note-body"
WIDTH = 360


async def order_of(customer: Person) -> str:
    """Return the path of the customer's newest order."""
    await customer.open("/orders")
    link = customer.page.locator('main a[href^="/orders/"]:not([href="/orders/new"])').first
    return str(await link.get_attribute("href"))


async def test_a_colleague_is_offered_chosen_and_called(people: People) -> None:
    ani = await in_room(people, "customer")
    path = "/rooms/" + ani.page.url.partition("/rooms/")[2]
    mira = await people.enter(width=WIDTH, height=760)
    await mira.sign_in("manager")
    await mira.open("/catalogue")
    sari = await people.enter(width=WIDTH, height=760)
    await sari.sign_in("operator")
    await sari.open(path)
    page = sari.page
    await page.click("label[for=composer-note]")
    await page.locator(NOTE).press_sequentially("Tolong lihat @")
    offered = page.locator("[data-people] [role=option]:visible")
    await expect(offered.first).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("ArrowDown")
    await expect(offered.nth(1)).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Escape")
    await expect(offered).to_have_count(0)
    manager = page.locator("[data-people] li", has_text="Manajer")
    whom = str(await manager.first.get_attribute("data-name"))
    await page.fill(NOTE, "")
    await page.locator(NOTE).press_sequentially(f"Tolong lihat @{whom[:3].lower()}")
    await page.locator("[data-people] [role=option]:visible", has_text=whom).click()
    await expect(page.locator(NOTE)).to_have_value(f"Tolong lihat @{whom} ")
    await page.locator(NOTE).press_sequentially("warnanya")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message--note .mention").last).to_have_text(f"@{whom}")
    await expect(page.locator(".message--note").last).not_to_contain_text("dihapus")
    await expect(page.locator(".message--note").last).not_to_contain_text("diubah")
    toast = mira.page.locator(".toast", has_text="warnanya")
    await expect(toast).to_be_visible()
    await mira.open("/inbox")
    await expect(mira.page.locator(".mentions")).to_contain_text("warnanya")
    await mira.page.locator(".mentions a").first.click()
    await expect(mira.page.locator(".message--note .mention").last).to_be_visible()
    await mira.open("/inbox")
    await expect(mira.page.locator(".mentions")).to_have_count(0)
    assert sari.complaints == mira.complaints == []


async def test_a_message_moves_between_open_pages(people: People) -> None:
    ani = await in_room(people, "customer")
    path = "/rooms/" + ani.page.url.partition("/rooms/")[2]
    words = "Untuk pesanan saya"
    await write(ani, words)
    await expect(bubbles(ani, words)).not_to_have_attribute("data-state", "pending")
    sari = await people.enter(width=WIDTH, height=760)
    await sari.sign_in("operator")
    await sari.open(path)
    line = bubbles(sari, words)
    await line.locator("summary").click()
    await line.locator("button", has_text="Pindahkan").click()
    await expect(line).to_have_count(0)
    await expect(bubbles(ani, words)).to_have_count(0)
    await expect(bubbles(ani, "memindahkan sebuah pesan").last).to_be_visible()
    assert sari.complaints == ani.complaints == []


async def test_a_file_of_the_room_becomes_artwork(people: People, tmp_path: Path) -> None:
    ani = await people.enter(width=WIDTH, height=900)
    await ani.sign_in("customer")
    await ani.open(await order_of(ani))
    file = tmp_path / "dari-chat.pdf"
    file.write_bytes(b"%PDF-1.4\n%%EOF\n")
    await ani.page.locator("#composer .uploader__input").set_input_files(file)
    await expect(ani.page.locator("#composer input[name=uploads]")).to_have_count(1)
    await write(ani, "Ini materinya")
    row = ani.page.locator(".attachment", has_text=file.name)
    await expect(bubbles(ani, "Ini materinya")).not_to_have_attribute("data-state", "pending")
    await row.locator(".attachment__slot").first.click()
    await expect(row.locator(".attachment__artwork")).to_be_visible()
    assert ani.complaints == []

"""A room in the browser: at once, once, after a cut too, and the reader keeps the place."""

from playwright.async_api import Locator, expect

from tests.browser.conftest import People, Person


async def in_room(people: People, name: str, path: str = "/rooms/general") -> Person:
    person = await people.enter(width=390, height=780)
    await person.sign_in(name)
    await person.open(path)
    await expect(person.page.locator(".room__status")).not_to_have_attribute(
        "data-status", "unknown"
    )
    # Others have written here before: who opens a room with news stands at the first of it.
    await person.page.evaluate("document.querySelector('[data-log]').scrollTop = 0")
    return person


def bubbles(person: Person, words: str) -> Locator:
    return person.page.locator(".room__list .message", has_text=words)


async def write(person: Person, words: str) -> None:
    await person.page.fill("#composer-body", words)
    await person.page.press("#composer-body", "Enter")


async def test_what_is_written_offline_arrives_once_when_the_line_is_back(people: People) -> None:
    ani = await in_room(people, "customer")
    path = "/rooms/" + ani.page.url.partition("/rooms/")[2]
    sari = await in_room(people, "operator", path)
    await ani.context.set_offline(True)
    await write(ani, "Ditulis saat luring")
    mine = bubbles(ani, "Ditulis saat luring")
    await expect(mine).to_have_attribute("data-state", "pending")
    await ani.context.set_offline(False)
    await expect(bubbles(sari, "Ditulis saat luring")).to_be_visible()
    await expect(mine).to_have_attribute("data-state", "read")
    await ani.page.reload()
    await expect(mine).to_have_count(1)
    await write(sari, "Sudah kami baca")
    await expect(bubbles(ani, "Sudah kami baca")).to_have_attribute("data-mine", "false")
    assert sari.complaints == []


async def test_a_refused_message_says_why_and_can_be_taken_back(people: People) -> None:
    ani = await in_room(people, "customer")
    await ani.page.evaluate("document.querySelector('#composer-body').removeAttribute('maxlength')")
    await write(ani, "x" * 4001)
    failed = ani.page.locator('.message[data-state="failed"]')
    await expect(failed).to_contain_text("4000")
    await failed.locator("[data-discard]").click()
    await expect(failed).to_have_count(0)
    await ani.page.reload()
    await expect(failed).to_have_count(0)


async def test_typing_shows_and_goes(people: People) -> None:
    ani = await in_room(people, "customer")
    path = "/rooms/" + ani.page.url.partition("/rooms/")[2]
    sari = await in_room(people, "operator", path)
    await expect(sari.page.locator(".room__status")).to_have_attribute("data-status", "online")
    await ani.page.type("#composer-body", "Seben")
    await expect(sari.page.locator("[data-typing]")).to_be_visible()
    await expect(sari.page.locator("[data-typing]")).to_be_hidden(timeout=8000)
    await ani.page.reload()
    await expect(ani.page.locator("#composer-body")).to_have_value("Seben")
    await ani.page.fill("#composer-body", "")


async def test_a_note_stays_with_the_studio(people: People) -> None:
    ani = await in_room(people, "customer")
    path = "/rooms/" + ani.page.url.partition("/rooms/")[2]
    sari = await in_room(people, "operator", path)
    dodi = await in_room(people, "admin", path)
    await sari.page.click("label[for=composer-note]")
    await sari.page.fill("#composer-note-body", "Hanya untuk studio")
    await sari.page.press("#composer-note-body", "Enter")
    await expect(bubbles(dodi, "Hanya untuk studio")).to_have_class("message message--note")
    await expect(sari.page.locator("#composer-note-body")).to_have_value("")
    await write(ani, "Setelah catatan")
    await expect(bubbles(ani, "Setelah catatan")).to_have_attribute("data-state", "read")
    await expect(bubbles(ani, "Hanya untuk studio")).to_have_count(0)


async def test_older_messages_come_without_a_jump(people: People) -> None:
    ani = await in_room(people, "customer2")
    for number in range(50):
        await write(ani, f"Baris ke-{number:02}.")
    await expect(bubbles(ani, "Baris ke-49.")).to_have_attribute("data-state", "sent")
    await ani.page.reload()
    await expect(bubbles(ani, "Baris ke-49.")).to_be_in_viewport()
    await expect(bubbles(ani, "Baris ke-05.")).to_have_count(0)
    first = bubbles(ani, "Baris ke-12.")
    await first.scroll_into_view_if_needed()
    await expect(bubbles(ani, "Baris ke-05.")).to_have_count(1)
    await expect(first).to_be_in_viewport()
    await expect(ani.page.locator("[data-jump]")).to_be_visible()
    await ani.page.click("[data-jump]")
    await expect(bubbles(ani, "Baris ke-49.")).to_be_in_viewport()
    assert await ani.page.locator('.room__list [data-message=""]').count() == 0

"""What people know from their phones: answer, edit, delete, undo, ticks, and where one was."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.test_chat_room import bubbles, in_room, write


async def test_an_answer_quotes_and_follows_what_it_answers(people: People) -> None:
    ani = await in_room(people, "customer")
    sari = await in_room(people, "operator", "/rooms/" + ani.page.url.partition("/rooms/")[2])
    await write(ani, "Berapa harga seribu lembar?")
    asked = bubbles(sari, "Berapa harga seribu lembar?").last
    await asked.locator(".message__more").click()
    await asked.locator("[data-act=reply]").click()
    await expect(sari.page.locator("[data-about]")).to_contain_text("Berapa harga")
    await write(sari, "Kami hitungkan dulu.")
    answer = bubbles(ani, "Kami hitungkan dulu.").last
    await expect(answer.locator(".quote")).to_contain_text("Berapa harga seribu lembar?")
    await expect(sari.page.locator("[data-about]")).to_be_hidden()
    await ani.page.press("#composer-body", "ArrowUp")
    await expect(ani.page.locator("#composer-body")).to_have_value("Berapa harga seribu lembar?")
    await write(ani, "Berapa harga dua ribu lembar?")
    await expect(answer.locator(".quote")).to_contain_text("dua ribu")
    changed = bubbles(sari, "Berapa harga dua ribu lembar?").first
    await expect(changed.locator(".message__edited")).to_be_visible()
    await expect(ani.page.locator("#composer-body")).to_have_value("")
    assert ani.complaints == sari.complaints == []


async def test_what_is_deleted_is_gone_for_both_and_comes_back(people: People) -> None:
    ani = await in_room(people, "customer")
    sari = await in_room(people, "operator", "/rooms/" + ani.page.url.partition("/rooms/")[2])
    await write(ani, "Salah kirim ini.")
    mine = bubbles(ani, "Salah kirim ini.").last
    await expect(mine).not_to_have_attribute("data-state", "pending")
    await expect(bubbles(sari, "Salah kirim ini.")).to_have_count(1)
    await mine.locator(".message__more").click()
    await mine.locator("[data-act=delete]").click()
    await expect(bubbles(sari, "Salah kirim ini.")).to_have_count(0)
    gone = sari.page.locator(".message[data-deleted]")
    await expect(gone).to_have_count(1)
    await expect(gone).to_contain_text("Pesan dihapus")
    await ani.page.locator(".toast__action").click()
    await expect(bubbles(sari, "Salah kirim ini.")).to_have_count(1)
    await expect(ani.page.locator(".message[data-deleted]")).to_have_count(0)


async def test_a_draft_waits_while_a_message_is_edited(people: People) -> None:
    ani = await in_room(people, "customer")
    await write(ani, "Yang ini akan diubah")
    mine = bubbles(ani, "Yang ini akan diubah").last
    await expect(mine).not_to_have_attribute("data-state", "pending")
    await ani.page.fill("#composer-body", "Setengah jadi")
    await mine.locator(".message__more").click()
    await mine.locator("[data-act=edit]").click()
    await expect(ani.page.locator("#composer-body")).to_have_value("Yang ini akan diubah")
    await ani.page.press("#composer-body", "Escape")
    await expect(ani.page.locator("#composer-body")).to_have_value("Setengah jadi")
    await ani.page.fill("#composer-body", "")


async def test_two_ticks_mean_that_a_device_of_the_other_side_has_it(people: People) -> None:
    sari = await people.enter()
    await sari.sign_in("operator")
    ani = await in_room(people, "customer")
    await write(ani, "Sampai di meja, belum dibuka")
    mine = bubbles(ani, "Sampai di meja, belum dibuka").last
    await expect(mine).to_have_attribute("data-state", "delivered")


async def test_enter_may_begin_a_new_line_instead_in_every_browser_of_the_account(
    people: People,
) -> None:
    ani = await in_room(people, "customer")
    await ani.page.locator(".room__tools summary").click()
    async with ani.page.expect_response("**/account/enter"):
        await ani.page.locator(".room__enter input").uncheck()
    await ani.page.keyboard.press("Escape")
    await ani.page.fill("#composer-body", "Baris satu")
    await ani.page.press("#composer-body", "Enter")
    await expect(ani.page.locator("#composer-body")).to_have_value("Baris satu\n")
    await ani.page.press("#composer-body", "Control+Enter")
    await expect(bubbles(ani, "Baris satu")).to_have_count(1)
    other = await in_room(people, "customer")
    await other.page.locator(".room__tools summary").click()
    await expect(other.page.locator(".room__enter input")).not_to_be_checked()
    async with other.page.expect_response("**/account/enter"):
        await other.page.locator(".room__enter input").check()
    assert ani.complaints == other.complaints == []


@pytest.mark.parametrize(
    ("choice", "written"),
    [("Enter untuk baris baru", "Dua\nbaris"), ("Enter untuk mengirim", "baris")],
)
async def test_the_account_page_chooses_what_enter_does_and_the_room_says_so(
    people: People, choice: str, written: str
) -> None:
    dewi = await people.enter()
    await dewi.sign_in("customer2")
    await dewi.open("/account")
    await dewi.page.get_by_role("radio", name=re.compile(f"^{choice}")).check()
    await dewi.page.get_by_role("button", name="Simpan pengaturan").click()
    await expect(dewi.page.get_by_text("Pengaturan Anda tersimpan")).to_be_visible()
    await dewi.open("/rooms/general")
    hint = dewi.page.locator(".composer__form--reply .composer__enter span:visible")
    await expect(hint).to_contain_text(choice)
    await dewi.page.locator("#composer-body").press_sequentially("Dua")
    await dewi.page.press("#composer-body", "Enter")
    await dewi.page.locator("#composer-body").press_sequentially("baris")
    await expect(dewi.page.locator("#composer-body")).to_have_value(written)
    await dewi.page.press("#composer-body", "Control+Enter")
    await expect(dewi.page.locator("#composer-body")).to_have_value("")
    assert dewi.complaints == []


async def test_under_a_finger_each_device_keeps_a_wish_of_its_own(people: People) -> None:
    phone = await people.enter(width=390, height=780, touch=True)
    await phone.sign_in("customer2")
    await phone.open("/rooms/general")
    await expect(phone.page.locator(".composer__enter").first).to_be_hidden()
    await phone.page.fill("#composer-body", "Dari ponsel")
    await phone.page.press("#composer-body", "Enter")
    await expect(phone.page.locator("#composer-body")).to_have_value("Dari ponsel\n")
    await phone.page.locator(".room__tools summary").click()
    await phone.page.locator(".room__enter input").check()
    await phone.page.keyboard.press("Escape")
    await phone.page.press("#composer-body", "Enter")
    await expect(bubbles(phone, "Dari ponsel")).to_have_count(1)
    await expect(phone.page.locator(".composer")).to_have_attribute("data-enter", "sends")
    assert phone.complaints == []


async def test_a_found_message_is_shown_where_it_was_said(people: People) -> None:
    ani = await in_room(people, "customer2")
    await write(ani, "Jarum dalam jerami")
    await expect(bubbles(ani, "Jarum dalam jerami")).not_to_have_attribute("data-state", "pending")
    for number in range(30):
        await write(ani, f"Jerami {number}.")
    await expect(bubbles(ani, "Jerami 29.")).not_to_have_attribute("data-state", "pending")
    await ani.page.locator(".room__tools summary").click()
    await ani.page.get_by_role("link", name="Cari di sini").click()
    await ani.page.fill("#q", "jarum jerami")
    await ani.page.press("#q", "Enter")
    await ani.page.locator(".archive__who a").click()
    await expect(bubbles(ani, "Jarum dalam jerami")).to_be_in_viewport()
    await expect(ani.page.locator("[data-found]")).to_have_count(1)
    assert ani.complaints == []


async def test_of_all_events_only_the_last_one_leads_to_the_order(people: People) -> None:
    ani = await in_room(people, "customer")
    sari = await in_room(people, "operator", "/rooms/" + ani.page.url.partition("/rooms/")[2])
    await write(ani, "Ini tentang pesanan saya.")
    said = bubbles(sari, "Ini tentang pesanan saya.").last
    number = await said.get_attribute("data-message")
    await ani.open("/rooms")
    await ani.page.locator(".rooms__title a", has_text="SG-").first.click()
    await ani.page.wait_for_selector(".message--event")
    room = ani.page.url.rpartition("/")[2]
    moved = await sari.context.request.post(
        f"{sari.url}/messages/{number}/room", form={"room": room}, headers={"Origin": sari.url}
    )
    assert moved.ok
    last = ani.page.locator("[data-lines] .message--event").last
    await expect(last).to_contain_text("memindahkan pesan Ani Lestari")
    await expect(last.locator(".message__open")).to_be_visible()
    await expect(last.locator("[data-field='author.name']")).to_have_text("Sanggar")
    await expect(ani.page.locator(".message__open").filter(visible=True)).to_have_count(1)
    assert ani.complaints == sari.complaints == []

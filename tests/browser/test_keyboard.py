"""The whole main job by the keyboard alone, and the keys that people expect everywhere."""

import time
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People, Person
from tests.browser.hands import choose_file, follow, press, tab_to, write
from tests.browser.sending import pdf
from tests.process import PASSWORD


async def _sign_in(person: Person, name: str) -> None:
    await person.open("/login")
    await write(person.page, "Email atau nomor telepon", f"{name}@sanggar.test", "input")
    await write(person.page, "Kata sandi", PASSWORD, "input")
    await person.page.keyboard.press("Enter")
    await person.page.wait_for_url(lambda url: "/login" not in url)


@pytest.mark.timeout(300)
async def test_the_main_job_by_keyboard_alone(people: People, tmp_path: Path) -> None:
    putri, sari, maya = [await people.enter() for _ in range(3)]
    await _sign_in(sari, "operator")
    await _becomes_a_member(putri)
    code = await _orders(putri, pdf(tmp_path, "brosur.pdf", 40_000))
    await _takes(sari, putri, code)
    await _they_talk(putri, sari)
    await _moves_the_job(sari, putri)
    await _sign_in(maya, "marketing")
    await _publishes(maya, putri)
    for person in (putri, sari, maya):
        assert person.complaints == []


async def _becomes_a_member(putri: Person) -> None:
    page = putri.page
    await putri.open("/")
    await follow(putri, "Daftar", "**/register")
    await write(page, "Nama", "Putri Maharani", "input")
    await write(page, "Email atau nomor telepon", f"tuts{time.time_ns()}@contoh.id", "input")
    await write(page, "Kata sandi", "tinta-kertas-emas", "input")
    await press(page, "Saya setuju", "input", "Space")
    await press(page, "Buat akun saya", "button")
    await page.wait_for_url("**/account**")


async def _orders(putri: Person, file: Path) -> str:
    page = putri.page
    await follow(putri, "Katalog", "**/catalogue")
    await follow(putri, "Brosur", "**/products/brosur")
    await write(page, "Jumlah", "1000", "input")
    await press(page, "Pesan ini", "button")
    await page.wait_for_url("**/orders/new**")
    await press(page, "Lanjut: berkas Anda", "a")
    await choose_file(putri, file)
    await expect(page.locator("input[name=uploads]")).to_have_count(1)
    await press(page, "Lanjut: keinginan dan kirim", "a")
    await write(page, "Catatan untuk studio", "Lipat tiga", "textarea")
    await press(page, "Kirim pesanan", "button")
    await page.wait_for_url(lambda url: url.rpartition("/orders/")[2][:1].isdigit())
    await expect(page.locator("[data-refresh=files]")).to_contain_text(file.name)
    return (await page.locator("h1").inner_text()).strip()


async def _takes(sari: Person, putri: Person, code: str) -> None:
    await expect(sari.page.locator("[data-refresh=waiting]")).to_contain_text(code)
    await press(sari.page, f"Ambil {code}", "button")
    await expect(sari.page.locator("h1")).to_contain_text(code)
    progress = putri.page.locator("[data-refresh=progress]")
    await expect(progress).to_have_attribute("data-status", "confirmed")


async def _they_talk(putri: Person, sari: Person) -> None:
    await write(putri.page, "Pesan", "Apakah bisa hari Jumat?", "textarea")
    await putri.page.keyboard.press("Enter")
    log = sari.page.get_by_role("log")
    await expect(log).to_contain_text("Apakah bisa hari Jumat?")
    await write(sari.page, "Pesan", "Bisa, Bu Putri.", "textarea")
    await sari.page.keyboard.press("Enter")
    await expect(putri.page.get_by_role("log")).to_contain_text("Bisa, Bu Putri.")
    await tab_to(putri.page, "Pesan", "textarea")  # the focus stays where one writes


async def _moves_the_job(sari: Person, putri: Person) -> None:
    await press(sari.page, "Desainer", "select", "ArrowDown")
    await press(sari.page, "Serahkan", "button")
    await expect(sari.page.locator(".job__designer strong")).to_have_text("Dodi Pratama")
    await press(sari.page, "Mulai desain", "button")
    await expect(sari.page.locator("[data-job][data-status=design]")).to_have_count(1)
    await expect(putri.page.locator("[data-refresh=progress]")).to_have_attribute("data-step", "4")
    await expect(putri.page.locator(".order > [role=status]")).not_to_be_empty()


async def _publishes(maya: Person, putri: Person) -> None:
    await follow(maya, "Pekan skripsi: hemat Rp15.000", "**/promos/*")
    await press(maya.page, "Terbitkan", "button")
    await expect(maya.page.get_by_role("dialog")).to_contain_text("Semua orang melihatnya")
    await press(maya.page, "Terbitkan", "button")
    ticket = putri.page.locator("#promos li", has_text="Pekan skripsi")
    await expect(ticket).to_be_visible()
    await putri.page.evaluate("document.activeElement.blur()")
    await press(putri.page, "Sembunyikan promo ini", "button")
    await expect(ticket).to_have_count(0)


async def test_the_first_tab_offers_the_way_to_the_content(people: People) -> None:
    person = await people.enter()
    for path in ("/", "/catalogue", "/login"):
        await person.open(path)
        await person.page.keyboard.press("Tab")
        skip = person.page.locator(".skip")
        await expect(skip).to_be_focused()
        await expect(skip).to_be_in_viewport()
        await person.page.keyboard.press("Enter")
        await expect(person.page.locator("main")).to_be_focused()


async def test_escape_closes_a_menu_and_gives_the_focus_back(people: People) -> None:
    person = await people.enter()
    await person.sign_in("customer")
    toggle = person.page.locator(".nav--row .menu__toggle")
    await tab_to(person.page, "A Ani Lestari", "summary")
    await person.page.keyboard.press("Enter")
    await press(person.page, "Akun", "a", "Escape")
    await expect(person.page.locator(".nav--row details.menu")).not_to_have_attribute("open", "")
    await expect(toggle).to_be_focused()


async def test_escape_closes_a_picture_and_gives_the_focus_back(people: People) -> None:
    person = await people.enter()
    await person.open("/products/brosur")
    await tab_to(person.page, "Perbesar", "a")
    await person.page.keyboard.press("Enter")
    await expect(person.page.locator("dialog[open]")).to_be_visible()
    await person.page.keyboard.press("Escape")
    await expect(person.page.locator("dialog[open]")).to_have_count(0)
    await tab_to(person.page, "Perbesar", "a")

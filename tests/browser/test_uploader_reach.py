"""The uploader for everybody: by keyboard, by ear, without scripts, with hundreds of files."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import ANI_WAITS_FOR_A_PROOF, People, Person
from tests.browser.sending import MIB, Network, begin_order, pdf, pick, press, row
from tests.process import PASSWORD, ServerProcess

HEARD = """() => {
  window.heard = [];
  const said = document.querySelector("[data-part=said]");
  new MutationObserver(() => heard.push(said.textContent)).observe(said, { childList: true });
}"""


@pytest.fixture
async def ani(people: People) -> Person:
    person = await people.enter(locale="id-ID")
    await person.sign_in("customer")
    await begin_order(person)
    return person


async def test_a_keyboard_is_enough(ani: Person, tmp_path: Path) -> None:
    keyboard = ani.page.keyboard
    await (await Network.of(ani)).slow(MIB)
    field = ani.page.get_by_label("Pilih berkas")
    await field.focus()
    await keyboard.press("Enter")
    await ani.choose(pdf(tmp_path, "papan ketik.pdf", 30 * MIB))
    await expect(row(ani, "papan ketik")).to_have_attribute("data-state", "sending")
    for _ in range(3):  # the folder button, the types, the row
        await keyboard.press("Tab")
    await expect(press(ani, "papan ketik", "pause")).to_be_focused()
    await keyboard.press("Enter")
    await expect(row(ani, "papan ketik")).to_have_attribute("data-state", "paused")
    await expect(press(ani, "papan ketik", "resume")).to_be_focused()
    await keyboard.press("Enter")
    await expect(press(ani, "papan ketik", "pause")).to_be_focused()
    await keyboard.press("Tab")
    await keyboard.press("Enter")
    await expect(press(ani, "papan ketik", "undo")).to_be_focused()
    await keyboard.press("Enter")
    await expect(row(ani, "papan ketik")).to_have_attribute("data-state", "sending")
    assert ani.complaints == []


async def test_every_part_says_what_it_is(ani: Person, tmp_path: Path) -> None:
    await (await Network.of(ani)).slow(MIB)
    await pick(ani, pdf(tmp_path, "besar.pdf", 30 * MIB), pdf(tmp_path, "halaman.html", 10))
    uploader = ani.page.locator(".uploader")
    for role, name in (
        ("button", "Jeda besar.pdf"),
        ("button", "Hapus besar.pdf"),
        ("button", "Hapus halaman.html"),
        ("button", "Jeda semua"),
        ("progressbar", "besar.pdf"),
        ("progressbar", "Semua berkas"),
        ("list", "Berkas yang dikirim"),
    ):
        await expect(uploader.get_by_role(role, name=name, exact=True)).to_be_visible()
    await expect(uploader.get_by_label("Pilih berkas")).to_have_accessible_description(
        "PDF, AI, PSD, CDR, JPEG, TIFF, Office, ZIP, dan lainnya. Masing-masing sampai 8 GB, "
        "seluruhnya 50 GB dan 2000 berkas untuk satu pesanan. Letakkan atau tempelkan di mana "
        "saja pada halaman ini."
    )
    await ani.page.get_by_text("Semua jenis berkas yang kami terima").click()
    await expect(uploader.get_by_text("7Z AI AVI")).to_be_visible()


async def test_the_ear_hears_what_matters_and_no_percents(ani: Person, tmp_path: Path) -> None:
    await ani.page.evaluate(HEARD)
    await (await Network.of(ani)).slow(4 * MIB)
    await pick(ani, pdf(tmp_path, "lagu.pdf", 9 * MIB), pdf(tmp_path, "halaman.html", 10))
    await expect(row(ani, "lagu")).to_have_attribute("data-state", "ready")
    said = ani.page.locator("[data-part=said]")
    await expect(said).to_have_text("Berkas sudah diterima: 1.")
    assert await ani.page.evaluate("heard") == [
        "Berkas ditambahkan: 2. halaman.html: Kami tidak bisa mencetak dari jenis berkas ini.",
        "Berkas sudah diterima: 1.",
    ]
    await expect(said).to_have_role("status")
    assert await ani.page.locator(".uploader__rows[aria-live]").count() == 0


async def test_two_hundred_files_at_once_leave_the_page_usable(ani: Person, tmp_path: Path) -> None:
    await ani.open("/orders/new?product=brosur#step-files")
    await pick(ani, *(pdf(tmp_path, f"foto {n:03}.pdf", 2000 + n) for n in range(200)))
    await ani.page.locator(".order-steps__link", has_text="Keinginan dan kirim").click()
    notes = ani.page.locator("textarea[name=notes]")
    await notes.press_sequentially("Album dua ratus halaman")
    await expect(notes).to_have_value("Album dua ratus halaman")
    total = ani.page.locator("[data-part=total]")
    await expect(total).to_have_text("200 dari 200 sudah diterima", timeout=60_000)
    await expect(ani.page.locator("input[name=uploads]")).to_have_count(200)
    await ani.page.reload()
    await expect(ani.page.locator("input[name=uploads]")).to_have_count(200)
    await expect(total).to_have_text("200 dari 200 sudah diterima")
    assert ani.complaints == []


async def test_without_scripts_the_limits_are_told_and_small_files_go_with_the_form(
    browser: Browser, studio: ServerProcess
) -> None:
    context = await browser.new_context(java_script_enabled=False, locale="id-ID")
    context.set_default_timeout(15_000)
    page = await context.new_page()
    await page.goto(studio.url + "/login")
    await page.fill("input[name=email]", "customer@sanggar.test")
    await page.fill("input[name=password]", PASSWORD)
    await page.click("main form button[type=submit]")
    await page.goto(studio.url + ANI_WAITS_FOR_A_PROOF)
    form = page.locator(".order__upload form").last
    await expect(form.get_by_text("PDF, AI, PSD, CDR")).to_be_visible()
    await expect(form.get_by_text("Seluruhnya maksimal 10 MB.")).to_be_visible()
    for hidden in ("Pilih folder", "Jeda semua", "Urungkan"):
        await expect(page.get_by_role("button", name=hidden)).to_have_count(0)
    letter = {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n" * 50}
    await form.locator("input[name=files]").set_input_files(letter)
    await form.get_by_role("button", name="Kirim berkas").click()
    await expect(page.locator("[data-refresh=files]")).to_contain_text("surat.pdf")
    wrong = {"name": "surat.exe", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(50)}
    form = page.locator(".order__upload form").last
    await form.locator("input[name=files]").set_input_files(wrong)
    await form.get_by_role("button", name="Kirim berkas").click()
    await expect(
        page.get_by_text("Kami tidak bisa mencetak dari jenis berkas ini.").first
    ).to_be_visible()
    await context.close()

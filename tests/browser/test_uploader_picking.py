"""How files get into the uploader: dropped anywhere, pasted, as a folder, twice; and out again."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import expect

from tests.browser.conftest import ANI_WAITS_FOR_A_PROOF, People, Person
from tests.browser.sending import arrived, begin_order, digest, drag, pdf, pick, press, row

COPY_PICTURE = """async () => {
  const canvas = new OffscreenCanvas(60, 40);
  canvas.getContext("2d").fillRect(5, 5, 20, 20);
  const blob = await canvas.convertToBlob({ type: "image/png" });
  await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
}"""


@pytest.fixture
async def ani(people: People) -> Person:
    person = await people.enter(locale="id-ID")
    await person.sign_in("customer")
    await begin_order(person)
    return person


async def test_files_and_folders_may_be_dropped_anywhere_on_the_page(
    ani: Person, tmp_path: Path
) -> None:
    top = pdf(tmp_path, "pernikahan/sampul.pdf", 3000)
    inner = pdf(tmp_path, "pernikahan/isi/sampul.pdf", 4000)
    alone = pdf(tmp_path, "kartu nama.pdf", 2000)
    (tmp_path / "pernikahan/.DS_Store").write_bytes(b"litter")
    zone = ani.page.locator(".uploader [data-part=zone]")
    overlay = ani.page.locator("[data-part=overlay]")
    title = ani.page.locator("h1")
    await drag(ani, title, alone, drop=False)
    await expect(overlay).to_be_visible()
    await expect(zone).to_have_attribute("data-over", "true")
    await drag(ani, title, tmp_path / "pernikahan", alone)
    await expect(overlay).to_be_hidden()
    for name in ("sampul.pdf", "isi - sampul.pdf", "kartu nama.pdf"):
        await expect(row(ani, name).first).to_have_attribute("data-state", "ready")
    await expect(ani.page.locator(".uploader__row")).to_have_count(3)
    assert await arrived(ani) == {
        "sampul.pdf": digest(top),
        "isi - sampul.pdf": digest(inner),
        "kartu nama.pdf": digest(alone),
    }
    assert ani.complaints == []


async def test_what_is_hovering_and_goes_away_leaves_no_mark(ani: Person, tmp_path: Path) -> None:
    overlay = ani.page.locator("[data-part=overlay]")
    await drag(ani, ani.page.locator("h1"), pdf(tmp_path, "kartu.pdf", 100), drop=False)
    await expect(overlay).to_be_visible()
    await expect(overlay).to_be_hidden()
    await expect(ani.page.locator(".uploader [data-over]")).to_have_count(0)


async def test_each_of_several_uploaders_takes_what_is_dropped_near_it(
    people: People, tmp_path: Path
) -> None:
    ani = await people.enter()
    await ani.sign_in("customer")
    await ani.open(ANI_WAITS_FOR_A_PROOF)
    message, artwork = (
        pdf(tmp_path, "untuk obrolan.pdf", 500),
        pdf(tmp_path, "untuk cetak.pdf", 600),
    )
    room = ani.page.locator(".order__room")
    await drag(ani, room, message)
    await expect(room.locator(".uploader__row")).to_contain_text("untuk obrolan.pdf")
    await expect(ani.page.locator(".uploader__row")).to_have_count(1)
    await drag(ani, ani.page.locator("h1"), artwork)
    main = ani.page.locator(".order__upload .uploader[data-slot='']")
    await expect(main.locator(".uploader__row")).to_have_attribute("data-state", "ready")
    await expect(ani.page.locator(".uploader__row")).to_have_count(2)
    assert ani.complaints == []


async def test_a_pasted_picture_gets_a_name_of_its_own(ani: Person) -> None:
    await ani.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await ani.page.evaluate(COPY_PICTURE)
    await ani.page.locator("h1").click()
    await ani.page.keyboard.press("Control+V")
    pasted = row(ani, "Gambar tempelan")
    await expect(pasted).to_have_attribute("data-state", "ready")
    await pasted.scroll_into_view_if_needed()
    await expect(pasted.locator("canvas")).to_be_visible()
    (name,) = await arrived(ani)
    assert name.endswith(".png")


async def test_a_whole_folder_is_chosen_and_pictures_show_themselves(
    ani: Person, tmp_path: Path
) -> None:
    pdf(tmp_path, "buku/isi.pdf", 800)
    Image.new("RGB", (400, 300), "teal").save(tmp_path / "buku/foto.jpg")
    await ani.page.get_by_role("button", name="Pilih folder").click()
    await ani.choose(tmp_path / "buku")
    await expect(row(ani, "isi.pdf")).to_have_attribute("data-state", "ready")
    await expect(row(ani, "foto.jpg")).to_have_attribute("data-state", "ready")
    await row(ani, "foto.jpg").scroll_into_view_if_needed()
    await expect(row(ani, "foto.jpg").locator("canvas")).to_be_visible()
    await expect(row(ani, "isi.pdf").locator("canvas")).to_have_count(0)


async def test_the_same_file_again_is_recognised(ani: Person, tmp_path: Path) -> None:
    once = pdf(tmp_path, "sekali saja.pdf", 700)
    await pick(ani, once)
    await expect(row(ani, "sekali saja")).to_have_attribute("data-state", "ready")
    await pick(ani, once)
    await expect(ani.page.locator("[data-part=said]")).to_contain_text("sudah ada di daftar")
    await expect(row(ani, "sekali saja")).to_have_count(1)


async def test_a_removal_can_be_undone_until_the_page_is_left(ani: Person, tmp_path: Path) -> None:
    await pick(ani, pdf(tmp_path, "keliru.pdf", 700), pdf(tmp_path, "benar.pdf", 700))
    fields = ani.page.locator("input[name=uploads]")
    await expect(fields).to_have_count(2)
    await press(ani, "keliru", "remove").click()
    await expect(row(ani, "keliru")).to_have_attribute("data-state", "removed")
    await expect(fields).to_have_count(1)
    await expect(press(ani, "keliru", "undo")).to_be_focused()
    await press(ani, "keliru", "undo").press("Enter")
    await expect(row(ani, "keliru")).to_have_attribute("data-state", "ready")
    await expect(fields).to_have_count(2)
    await press(ani, "keliru", "remove").click()
    await ani.page.reload()
    await expect(row(ani, "benar")).to_have_attribute("data-state", "ready")
    await expect(row(ani, "keliru")).to_have_count(0)
    assert ani.complaints == []


async def test_a_file_of_an_order_is_removed_and_brought_back_there(
    people: People, tmp_path: Path
) -> None:
    ani = await people.enter()
    await ani.sign_in("customer")
    await ani.open(ANI_WAITS_FOR_A_PROOF)
    listed = ani.page.locator("[data-refresh=files] .files").first
    await drag(ani, ani.page.locator("h1"), pdf(tmp_path, "tambahan.pdf", 900))
    await expect(listed).to_contain_text("tambahan.pdf")
    await press(ani, "tambahan", "remove").click()
    await expect(listed).not_to_contain_text("tambahan.pdf")
    await press(ani, "tambahan", "undo").click()
    await expect(listed).to_contain_text("tambahan.pdf")
    assert ani.complaints == []

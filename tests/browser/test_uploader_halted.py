"""After a reload: half-sent files are named, chosen again at once, or go on with one press."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People, Person
from tests.browser.sending import (
    MIB,
    Network,
    arrived,
    begin_order,
    digest,
    drag,
    pdf,
    pick,
    press,
    row,
)

LARGE = 20 * MIB
A_FILE_OF_OURS = """async ({ name, size }) => {
  const folder = await navigator.storage.getDirectory();
  const handle = await folder.getFileHandle(name, { create: true });
  const target = await handle.createWritable();
  const noise = crypto.getRandomValues(new Uint8Array(65536));
  await target.write("%PDF-1.7\\n");
  for (let at = 0; at < size; at += noise.length) await target.write(noise);
  await target.close();
}"""
DIALOG = """
window.asked = [];
window.showOpenFilePicker = async ({ multiple, types }) => {
  asked.push({ multiple, endings: types[0].accept["application/octet-stream"] });
  const folder = await navigator.storage.getDirectory();
  return [await folder.getFileHandle("kalender.pdf")];
};
"""


@pytest.fixture
async def ani(people: People) -> Person:
    person = await people.enter(locale="id-ID")
    await person.sign_in("customer")
    return person


async def begun(ani: Person, network: Network, *names: str) -> None:
    """Wait until something of each file has arrived, then load the page again."""
    for name in names:
        await expect(row(ani, name)).to_contain_text("%")
        await expect(row(ani, name).locator("progress")).not_to_have_attribute("value", "0")
    await network.cut()
    await network.mend()
    await ani.page.reload()


async def stop_half_way(ani: Person) -> None:
    """Send a file whose place the browser knows, and load the page while it is on its way."""
    await ani.context.add_init_script(DIALOG)
    await begin_order(ani)
    network = await Network.of(ani)
    await ani.page.evaluate(A_FILE_OF_OURS, {"name": "kalender.pdf", "size": LARGE})
    await network.slow(8 * MIB)
    await ani.page.get_by_label("Pilih berkas").focus()
    await ani.page.keyboard.press("Enter")
    await begun(ani, network, "kalender")


async def test_several_files_go_on_when_they_are_chosen_again_at_once(
    ani: Person, tmp_path: Path
) -> None:
    await begin_order(ani)
    network = await Network.of(ani)
    book, card = pdf(tmp_path, "buku.pdf", LARGE), pdf(tmp_path, "kartu.pdf", LARGE)
    await network.slow(8 * MIB)
    await pick(ani, book, card)
    await begun(ani, network, "buku", "kartu")
    notice = ani.page.locator("[data-part=interrupted]")
    await expect(notice).to_contain_text("Berkas yang belum terkirim penuh: 2.")
    await expect(ani.page.locator("[data-part=said]")).to_contain_text("belum terkirim penuh: 2")
    for name in ("buku", "kartu"):
        await expect(row(ani, name)).to_have_attribute("data-state", "interrupted")
        await expect(row(ani, name)).to_contain_text("%")
    other = pdf(tmp_path, "lain/buku.pdf", LARGE + 1)
    async with ani.page.expect_file_chooser() as opened:
        await press(ani, "buku", "choose").click()
    await (await opened.value).set_files(other)
    refused = ani.page.locator("[data-part=other]")
    await expect(refused).to_contain_text("buku.pdf bukan salah satu berkas ini")
    await expect(ani.page.locator(".uploader__row")).to_have_count(2)
    async with ani.page.expect_file_chooser() as opened:
        await notice.get_by_role("button", name="Pilih lagi").click()
    await (await opened.value).set_files([book, card])
    for name in ("buku", "kartu"):
        await expect(row(ani, name)).to_have_attribute("data-state", "ready")
    await expect(notice).to_be_hidden()
    await expect(refused).to_be_empty()
    assert await arrived(ani) == {"buku.pdf": digest(book), "kartu.pdf": digest(card)}
    assert ani.complaints == []


async def test_a_file_whose_place_is_known_goes_on_with_one_press(ani: Person) -> None:
    await stop_half_way(ani)
    await expect(row(ani, "kalender")).to_have_attribute("data-state", "held")
    offsets: list[int] = []
    ani.page.on(
        "request",
        lambda q: offsets.append(int(q.headers["upload-offset"])) if q.method == "PATCH" else None,
    )
    notice = ani.page.locator("[data-part=held]")
    await notice.get_by_role("button", name="Lanjutkan").click()
    await expect(row(ani, "kalender")).to_have_attribute("data-state", "ready")
    await expect(row(ani, "kalender")).to_have_count(1)
    await expect(notice).to_be_hidden()
    assert min(offsets) > 0
    assert list(await arrived(ani)) == ["kalender.pdf"]
    assert await ani.page.evaluate("window.asked") == []
    assert ani.complaints == []


async def test_a_file_that_was_changed_meanwhile_has_to_be_chosen_again(ani: Person) -> None:
    await stop_half_way(ani)
    await ani.page.evaluate(A_FILE_OF_OURS, {"name": "kalender.pdf", "size": LARGE + MIB})
    await press(ani, "kalender", "resume").click()
    await expect(row(ani, "kalender")).to_have_attribute("data-state", "interrupted")
    await expect(row(ani, "kalender")).to_contain_text("Pilih sekali lagi")


async def test_what_was_dropped_is_sent_where_the_place_is_told_too(
    ani: Person, tmp_path: Path
) -> None:
    await begin_order(ani)
    dropped = pdf(tmp_path, "dijatuhkan.pdf", 3 * MIB)
    await drag(ani, ani.page.locator("h1"), dropped)
    await expect(row(ani, "dijatuhkan")).to_have_attribute("data-state", "ready")
    assert await arrived(ani) == {"dijatuhkan.pdf": digest(dropped)}
    assert ani.complaints == []

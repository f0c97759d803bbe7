"""Files of a message: it stands in the room at once, and they come in its bubble."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import People, Person
from tests.browser.sending import MIB, Network, pdf, pick
from tests.browser.test_chat_room import bubbles, in_room, write
from tests.files.artwork import picture

LARGE = 12 * MIB


@pytest.fixture
async def ani(people: People) -> Person:
    return await in_room(people, "customer")


def coming(bubble: Locator) -> Locator:
    """Return the files of a message that are still on their way."""
    return bubble.locator(".message__files .uploader__row")


async def on_its_way(ani: Person, network: Network, file: Path, words: str) -> Locator:
    """Send a message while its file has only begun to leave, and return its bubble."""
    await network.slow(4 * MIB)
    await pick(ani, file)
    await expect(ani.page.locator(".composer .uploader__row")).to_have_count(1)
    await write(ani, words)
    bubble = bubbles(ani, words)
    await expect(bubble).to_have_attribute("data-state", "pending")
    await expect(coming(bubble)).to_have_attribute("data-state", "sending")
    return bubble


async def test_a_message_stands_in_the_room_while_its_file_is_sent(
    people: People, ani: Person, tmp_path: Path
) -> None:
    sari = await in_room(people, "operator", "/rooms/" + ani.page.url.partition("/rooms/")[2])
    network = await Network.of(ani)
    bubble = await on_its_way(ani, network, pdf(tmp_path, "brosur.pdf", LARGE), "Ini brosurnya")
    await expect(ani.page.locator(".composer .uploader__row")).to_have_count(0)
    await expect(ani.page.locator("#composer-body")).to_have_value("")
    await expect(bubble.get_by_role("progressbar")).not_to_have_attribute("value", "0")
    await expect(bubble).to_contain_text("%")
    await expect(bubbles(sari, "Ini brosurnya")).to_have_count(0)
    await network.mend()
    got = bubbles(sari, "Ini brosurnya")
    await expect(got.locator(".attachment__name")).to_have_text("brosur.pdf")
    await expect(got).to_have_count(1)
    await expect(bubble.locator(".attachment__name")).to_have_text("brosur.pdf")
    await expect(coming(bubble)).to_have_count(0)
    assert ani.complaints == sari.complaints == []


async def test_what_is_written_next_does_not_wait_for_the_file(ani: Person, tmp_path: Path) -> None:
    network = await Network.of(ani)
    first = await on_its_way(ani, network, pdf(tmp_path, "besar.pdf", LARGE), "Yang besar dulu")
    await write(ani, "Yang kecil menyusul")
    await expect(bubbles(ani, "Yang kecil menyusul")).not_to_have_attribute("data-state", "pending")
    await expect(first).to_have_attribute("data-state", "pending")
    await network.mend()
    await expect(first).not_to_have_attribute("data-state", "pending")


async def test_a_file_that_is_taken_out_leaves_the_words(ani: Person, tmp_path: Path) -> None:
    network = await Network.of(ani)
    bubble = await on_its_way(ani, network, pdf(tmp_path, "batal.pdf", LARGE), "Tanpa berkas saja")
    await coming(bubble).locator("[data-action=pause]").click()
    await expect(coming(bubble)).to_have_attribute("data-state", "paused")
    await coming(bubble).locator("[data-action=remove]").click()
    await expect(coming(bubble)).to_have_attribute("data-state", "removed")
    await expect(bubble).not_to_have_attribute("data-state", "pending", timeout=20_000)
    await expect(bubble.locator(".message__files li")).to_have_count(0)


async def test_a_message_of_files_alone_is_gone_with_them(ani: Person, tmp_path: Path) -> None:
    network = await Network.of(ani)
    await network.cut()
    await pick(ani, pdf(tmp_path, "sendiri.pdf", MIB))
    await ani.page.click(".composer__form--reply .composer__send")
    bubble = ani.page.locator('.message[data-state="pending"]')
    await expect(coming(bubble)).to_have_attribute("data-state", "away")
    await coming(bubble).locator("[data-action=remove]").click()
    await expect(bubble).to_have_count(0)


async def test_a_reload_keeps_the_words_and_names_the_file(ani: Person, tmp_path: Path) -> None:
    network = await Network.of(ani)
    file = pdf(tmp_path, "terputus.pdf", 5 * LARGE)  # it does not arrive before the page is left
    bubble = await on_its_way(ani, network, file, "Jangan sampai hilang")
    await expect(coming(bubble).locator("progress")).not_to_have_attribute("value", "0")
    await network.slow(MIB)
    await ani.page.reload()
    await network.mend()
    await expect(bubble).to_have_attribute("data-state", "failed")
    awaited = ani.page.locator(".composer .uploader__row")
    await expect(awaited).to_contain_text("terputus.pdf")
    await awaited.locator("[data-action=remove]").click()
    await bubble.locator("[data-retry]").click()
    await expect(bubble).not_to_have_attribute("data-state", "failed")
    await expect(bubble).to_have_count(1)


def offered(ani: Person) -> Locator:
    """Return the files that the composer holds ready for the next message."""
    return ani.page.locator(".composer .uploader__row[data-state=ready]")


async def test_a_finished_file_is_offered_again_until_a_message_takes_it(
    ani: Person, tmp_path: Path
) -> None:
    await pick(ani, pdf(tmp_path, "kecil.pdf", MIB // 2), pdf(tmp_path, "besar.pdf", 3 * MIB))
    await expect(offered(ani)).to_have_count(2)
    await ani.page.reload()
    await expect(offered(ani)).to_have_count(2)
    await offered(ani).filter(has_text="besar.pdf").locator("[data-action=remove]").click()
    await expect(offered(ani)).to_contain_text(["kecil.pdf"])
    await ani.page.reload()
    await expect(offered(ani)).to_have_count(1)
    await write(ani, "Berkas setelah muat ulang")
    sent = bubbles(ani, "Berkas setelah muat ulang")
    await expect(sent.locator(".attachment__name")).to_have_text("kecil.pdf")
    await expect(sent).not_to_have_attribute("data-state", "pending")
    await ani.page.reload()
    await expect(sent.locator(".attachment__name")).to_have_text("kecil.pdf")
    await expect(ani.page.locator(".composer .uploader__row")).to_have_count(0)
    assert ani.complaints == []


@pytest.mark.parametrize("size", [MIB // 2, 3 * MIB])
async def test_a_file_whose_last_answer_a_reload_took_is_offered(
    ani: Person, tmp_path: Path, size: int
) -> None:
    network, file = await Network.of(ani), pdf(tmp_path, "sudah sampai.pdf", size)
    said = await network.hold_last_answer(file.stat().st_size)
    await pick(ani, file)
    await asyncio.wait_for(said.wait(), 15)
    await ani.page.reload()
    await expect(offered(ani)).to_contain_text(["sudah sampai.pdf"])


@pytest.mark.timeout(150)  # files are looked into once a minute
async def test_the_small_picture_comes_to_an_open_order_by_itself(
    people: People, tmp_path: Path
) -> None:
    ani = await people.enter()
    await ani.sign_in("customer")
    await ani.open("/orders")
    await ani.page.get_by_role("link", name=re.compile("^SG-")).first.click()
    file = tmp_path / "foto.png"
    file.write_bytes(picture(900, 600))
    await ani.page.set_input_files(".composer .uploader__input", file)
    await expect(offered(ani)).to_have_count(1)
    await write(ani, "Fotonya menyusul")
    shown = bubbles(ani, "Fotonya menyusul").locator(".attachment__picture")
    await expect(bubbles(ani, "Fotonya menyusul").locator(".attachment__name")).to_have_text(
        "foto.png"
    )
    await expect(shown).to_be_visible(timeout=90_000)
    assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")

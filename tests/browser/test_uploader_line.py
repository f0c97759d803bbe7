"""Bad lines and bad news: no network, no server, a reload, sleep, a quota; one pause for all."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Route, expect

from tests.browser.conftest import People, Person
from tests.browser.sending import MIB, Network, arrived, begin_order, digest, pdf, pick, row
from tests.process import ServerProcess

LARGE = 24 * MIB
WELL_UNDERWAY = re.compile(r"[2-8]\d%")


@pytest.fixture(scope="module")
async def little_studio(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """A studio of its own, which may fall down, and where a customer has 40 MiB of room."""
    process = ServerProcess(tmp_path_factory.mktemp("little"), SANGGAR_PERSON_QUOTA_MIB="40")
    process.run("demo")
    await process.start()
    yield process
    process.stop()


@pytest.fixture
async def people(browser: Browser, little_studio: ServerProcess) -> AsyncIterator[People]:
    group = People(browser, little_studio.url)
    yield group
    await group.leave()


@pytest.fixture
async def ani(people: People) -> AsyncIterator[Person]:
    person = await ordering(people, "customer")
    yield person
    for upload in await person.page.locator("input[name=uploads]").all():
        address = f"{person.url}/uploads/{await upload.get_attribute('value')}"
        freed = await person.page.request.delete(address, headers={"Tus-Resumable": "1.0.0"})
        assert freed.status == 204  # the next test needs the room


@pytest.fixture
async def network(ani: Person) -> Network:
    return await Network.of(ani)


async def ordering(people: People, name: str) -> Person:
    """Have somebody begin an order."""
    person = await people.enter(locale="id-ID")
    await person.sign_in(name)
    await begin_order(person)
    return person


async def underway(ani: Person, network: Network, large: Path) -> None:
    """Begin to send a large file over a slow line, and return when much of it has left."""
    await network.slow(6 * MIB)
    await pick(ani, large)
    await expect(row(ani, large.stem)).to_contain_text(WELL_UNDERWAY)


async def test_without_network_it_waits_and_goes_on_by_itself(
    ani: Person, network: Network, tmp_path: Path
) -> None:
    large = pdf(tmp_path, "album.pdf", LARGE)
    await underway(ani, network, large)
    offsets: list[int] = []
    ani.page.on(
        "request",
        lambda q: offsets.append(int(q.headers["upload-offset"])) if q.method == "PATCH" else None,
    )
    await network.cut()
    await expect(row(ani, "album")).to_have_attribute("data-state", "away")
    await expect(row(ani, "album")).to_contain_text("Pengiriman akan berlanjut sendiri")
    await expect(ani.page.locator("[data-part=said]")).to_contain_text("Tidak ada koneksi")
    await network.mend()
    await expect(row(ani, "album")).to_have_attribute("data-state", "ready")
    assert offsets
    assert min(offsets) > 0
    assert await arrived(ani) == {"album.pdf": digest(large)}


async def test_a_server_that_falls_and_comes_back_gets_the_rest(
    ani: Person, network: Network, little_studio: ServerProcess, tmp_path: Path
) -> None:
    large = pdf(tmp_path, "katalog.pdf", LARGE)
    await underway(ani, network, large)
    little_studio.kill()
    await expect(row(ani, "katalog")).to_have_attribute("data-state", "away")
    await network.mend()
    await little_studio.start()
    await expect(row(ani, "katalog")).to_have_attribute("data-state", "ready", timeout=40_000)
    assert await arrived(ani) == {"katalog.pdf": digest(large)}


async def test_a_line_that_falls_silent_is_given_up_for_a_new_one(
    ani: Person, tmp_path: Path
) -> None:
    silent = asyncio.Event()

    async def swallow(route: Route) -> None:
        if route.request.method == "PATCH" and not silent.is_set():
            silent.set()
        else:
            await route.continue_()

    await ani.page.clock.install()
    await ani.page.reload()
    await ani.page.route("**/uploads/*", swallow)
    large = pdf(tmp_path, "diam.pdf", 2 * MIB)
    await pick(ani, large)
    await asyncio.wait_for(silent.wait(), 15)
    await ani.page.clock.fast_forward("05:30")
    await expect(row(ani, "diam")).to_have_attribute("data-state", "ready")
    assert await arrived(ani) == {"diam.pdf": digest(large)}


async def test_one_pause_holds_all_files_and_one_press_sends_them_on(
    ani: Person, network: Network, tmp_path: Path
) -> None:
    await network.slow(MIB)
    names = [f"hal {number}.pdf" for number in range(6)]
    await pick(ani, *(pdf(tmp_path, name, 2 * MIB) for name in names))
    await ani.page.get_by_role("button", name="Jeda semua").click()
    await expect(ani.page.locator(".uploader__row[data-state=paused]")).to_have_count(6)
    on = ani.page.get_by_role("button", name="Lanjutkan semua")
    await expect(on).to_be_focused()
    await network.mend()
    await on.press("Enter")
    await expect(ani.page.locator(".uploader__row[data-state=ready]")).to_have_count(6)
    await expect(ani.page.locator("[data-part=total]")).to_have_text("6 dari 6 sudah diterima")
    assert sorted(await arrived(ani)) == names


async def test_what_has_no_room_is_said_and_may_be_tried_again(ani: Person, tmp_path: Path) -> None:
    await pick(ani, pdf(tmp_path, "pertama.pdf", LARGE), pdf(tmp_path, "kedua.pdf", LARGE))
    full = ani.page.locator(".uploader__row[data-state=failed]")
    await expect(full).to_contain_text("Seluruh berkas Anda di sini maksimal 40 MB.")
    await expect(ani.page.locator("[data-part=said]")).to_contain_text("maksimal 40 MB")
    done = ani.page.locator(".uploader__row[data-state=ready]")
    await expect(done).to_have_count(1)
    await done.locator("[data-action=remove]").click()
    await expect(ani.page.locator(".uploader__row")).to_have_count(1)
    await full.locator("[data-action=retry]").click()
    await expect(done).to_have_count(1)
    await expect(ani.page.locator(".uploader__row")).to_have_count(1)
    assert len(await arrived(ani)) == 1


async def test_another_tab_does_not_offer_what_this_one_sends(
    ani: Person, network: Network, tmp_path: Path
) -> None:
    await underway(ani, network, pdf(tmp_path, "punya tab ini.pdf", LARGE))
    other = await ani.context.new_page()
    await other.goto(ani.url + "/orders/new#step-files")
    await expect(other.locator("[data-part=hint]")).to_be_visible()
    await network.mend()
    await expect(row(ani, "punya tab ini")).to_have_attribute("data-state", "ready")
    await expect(other.locator(".uploader__row")).to_have_count(0)

"""A page that stays open over an upgrade offers the new version; the reader says when."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import People
from tests.browser.test_offline import CONTROLLED
from tests.process import ServerProcess

VERSION = "() => document.querySelector('.shell').dataset.version"


class NextRelease(ServerProcess):
    """The same studio, one release later."""

    program = ("tests.browser.next_release", "serve")


@pytest.fixture
async def old(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    process = ServerProcess(tmp_path)
    await process.start()
    yield process
    process.stop()


async def test_a_new_version_is_offered_and_taken(
    browser: Browser, old: ServerProcess, tmp_path: Path
) -> None:
    people = People(browser, old.url)
    try:
        visitor = await people.enter(width=390, worker=True)
        await visitor.open("/login")
        await visitor.page.evaluate(CONTROLLED)
        before = await visitor.page.evaluate(VERSION)
        offer = visitor.page.locator(".shell__update")
        await expect(offer).to_be_hidden()
        old.stop()
        new = NextRelease(tmp_path)
        new.port, new.url, new.environ = old.port, old.url, old.environ
        await new.start()
        try:
            await expect(offer).to_be_visible(timeout=60_000)  # the page came back by itself
            await expect(offer.locator("button")).to_have_text("Versi baru: muat ulang")
            assert await visitor.page.evaluate(VERSION) == before
            await offer.locator("button").click()
            await visitor.page.wait_for_function(
                f"before => document.readyState === 'complete' && ({VERSION})() !== before",
                arg=before,
            )
            await visitor.page.evaluate(CONTROLLED)
            await expect(offer).to_be_hidden()
            names = await visitor.page.evaluate("caches.keys()")
            after = await visitor.page.evaluate(VERSION)
            assert [name for name in names if name.startswith("shell-")] == [f"shell-{after}"]
        finally:
            new.stop()
    finally:
        await people.leave()

"""A demo studio served for real, and a Chromium to walk through it."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    FileChooser,
    Page,
    async_playwright,
    expect,
)

from tests.machine import ARGUMENTS, chromium
from tests.process import PASSWORD, ServerProcess

NO_DIALOG = """if (/native code/.test(window.showOpenFilePicker))
  delete window.showOpenFilePicker;"""
"""The dialog that gives handles cannot be answered from outside, but for a test's own one."""
ANI_WAITS_FOR_A_PROOF = "/orders/8"
"""The demo studio's order of 'customer' that two people talk about, claimed by 'operator'."""
BUDI_IS_NEXT_IN_PRODUCTION = "/orders/7"
"""The one of 'customer2', approved and on hold for the payment, claimed by 'operator2'."""
expect.set_options(timeout=15_000)  # the machine may be busy


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
async def studio(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """The demo studio on a port of its own."""
    process = ServerProcess(tmp_path_factory.mktemp("demo"))
    process.run("demo")
    await process.start()
    yield process
    process.stop()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    if path is None and not os.environ.get("CI"):
        pytest.skip("no Chromium on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


class Person:
    """A browser of one person's own: its page, and what it complained about.

    Dialogs for files are taken from the beginning: on an open page Chromium may still show the
    first one to nobody.
    """

    def __init__(self, context: BrowserContext, page: Page, url: str) -> None:
        self.context, self.page, self.url = context, page, url
        self.complaints: list[str] = []
        self.dialogs = asyncio.Queue[FileChooser]()
        page.on("filechooser", self.dialogs.put_nowait)
        page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def open(self, path: str) -> None:
        await self.page.goto(self.url + path, wait_until="load")

    async def choose(self, *paths: Path) -> None:
        """Answer the dialog for files that was asked for."""
        dialog = await asyncio.wait_for(self.dialogs.get(), 15)
        await dialog.set_files(list(paths))

    async def sign_in(self, name: str, password: str = PASSWORD) -> None:
        await self.open("/login")
        await self.page.fill("input[name=email]", f"{name}@sanggar.test")
        await self.page.fill("input[name=password]", password)
        await self.page.click("main form button[type=submit]")
        await self.page.wait_for_url(lambda url: "/login" not in url)
        await self.page.mouse.move(0, 0)  # off the rows of a feed, which stand still under a hand


@pytest.fixture
async def people(browser: Browser, studio: ServerProcess) -> AsyncIterator["People"]:
    group = People(browser, studio.url)
    yield group
    await group.leave()


class People:
    """Opens separate browsers: cookies and storage are not shared."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.contexts: list[BrowserContext] = []

    async def enter(
        self,
        width: int = 1280,
        height: int = 900,
        locale: str = "id-ID",
        *,
        worker: bool = False,
        touch: bool = False,
    ) -> Person:
        """Open a browser; `worker` lets it keep the service worker, which tests of lines forbid."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            service_workers="allow" if worker else "block",
            has_touch=touch,
            is_mobile=touch,
        )
        context.set_default_timeout(15_000)
        await context.add_init_script(NO_DIALOG)
        self.contexts.append(context)
        return Person(context, await context.new_page(), self.url)

    async def leave(self) -> None:
        for context in self.contexts:
            await context.close()

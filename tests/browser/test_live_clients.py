"""centrifuge-js in Chromium, on the browser's own sockets, holds every behaviour."""

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.conformance.conftest import BEHAVIOURS, NAMES, SECRET, Site, serving

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with serving(tmp_path_factory.mktemp("clients"), "fast") as running:
        yield running


@pytest.fixture(scope="session")
async def page(browser: Browser, site: Site) -> AsyncIterator[Page]:
    """An empty page that can run the behaviours."""
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(site.url)
    await page.add_script_tag(content=bundle())
    yield page
    await context.close()


def bundle() -> str:
    """Build the behaviours into one script, as the site's own scripts are built."""
    program = ROOT / "node_modules" / ".bin" / "esbuild"
    source = str(BEHAVIOURS / "browser.mjs")
    command = [str(program), source, "--bundle", "--format=iife", "--log-level=warning"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="session")
async def problems(page: Page, site: Site) -> dict[str, str]:
    """What went wrong, by the behaviour's name."""
    found: dict[str, str] = await page.evaluate(
        "([names, where]) => runAll(names, where)",
        [list(NAMES), {"url": site.url, "secret": SECRET}],
    )
    return found


@pytest.mark.parametrize("behaviour", NAMES)
def test_in_the_browser(behaviour: str, problems: dict[str, str]) -> None:
    assert problems.get(behaviour, "it was not run") == ""

"""What Chromium itself says about installing the site as an app."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.test_offline import CONTROLLED

A_PRIVATE_WINDOW = "in-incognito"
"""Every window of these tests is one; nothing else may stand in the way."""


@pytest.mark.parametrize(("locale", "name"), [("id-ID", "studio"), ("en-GB", "studio")])
async def test_the_site_can_be_installed(people: People, locale: str, name: str) -> None:
    visitor = await people.enter(locale=locale, worker=True)
    await visitor.open("/catalogue")
    await visitor.page.evaluate(CONTROLLED)
    chromium = await visitor.context.new_cdp_session(visitor.page)
    manifest = await chromium.send("Page.getAppManifest")
    assert manifest["url"].endswith(f"/manifest-{locale[:2]}.webmanifest")
    assert manifest["errors"] == []
    assert name in manifest["data"]
    errors = (await chromium.send("Page.getInstallabilityErrors"))["installabilityErrors"]
    assert {error["errorId"] for error in errors} <= {A_PRIVATE_WINDOW}


async def test_the_status_bar_follows_the_switch_between_light_and_dark(people: People) -> None:
    visitor = await people.enter(worker=True)
    await visitor.open("/catalogue")
    await visitor.page.evaluate(CONTROLLED)
    await visitor.page.click("footer [name=theme][value=dark]")
    metas = visitor.page.locator('meta[name="theme-color"]')
    for meta in await metas.all():
        await expect(meta).to_have_attribute("content", "#15131d")

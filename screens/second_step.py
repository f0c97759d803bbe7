"""The second step of signing in as it is set up, used and taken back for a picture."""

import pyotp
from playwright.async_api import Page

from tests.process import PASSWORD

STEP = "/account/second-step"
_codes: list[str] = []
"""The recovery codes of the account that is being pictured."""


async def switched_on(page: Page) -> None:
    """Let an app read the key and give its code: the recovery codes stand on the page."""
    key = (await page.input_value("#key")).replace(" ", "")
    await page.fill("[name=code]", pyotp.TOTP(key).now())
    await page.fill("[name=password]", PASSWORD)
    await page.click("main form [type=submit]")
    _codes[:] = (await page.input_value("#recovery-codes")).split()


async def in_use(page: Page) -> None:
    """Come back to the page when the second step is on."""
    address = page.url
    await switched_on(page)
    await page.goto(address, wait_until="load")


async def switched_off(page: Page) -> None:
    """Take it back, with a recovery code."""
    await page.goto(page.url.partition(STEP)[0] + STEP, wait_until="load")
    await page.fill("[name=password]", PASSWORD)
    await page.fill("[name=code]", _codes.pop())
    await page.click("[formaction$='/removal']")
    await page.wait_for_selector("[name=seed]", state="attached")


async def password_given(page: Page) -> None:
    """Give the password of somebody who has a second step, and be asked for the code."""
    if await page.locator("[name=email]").count():
        await page.fill("[name=email]", "operator2@sanggar.test")
        await page.fill("[name=password]", PASSWORD)
        await page.click("main form [type=submit]")
    await page.wait_for_selector("[autocomplete=one-time-code]")


async def wrong_code(page: Page) -> None:
    """Send an empty form of the code."""
    await password_given(page)
    await page.click("main form [type=submit]")
    await page.wait_for_selector("[aria-invalid]")

"""A browser that looks at screens: each account in a browser of its own, one picture at a time."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from screens.screen import ReadmePicture, Screen, Step
from screens.steps import STEPS
from tests.machine import ARGUMENTS, chromium
from tests.process import PASSWORD

GUEST = "guest"
"""Whoever has this account has none: they order without."""
HEIGHTS = {360: 740, 1280: 900}
SETTLED = """async () => {
    for (const image of document.images) image.loading = "eager";
    await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
    await document.fonts.ready;
}"""
TOO_WIDE = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return "";
    const past = [...document.querySelectorAll("body *")].filter(
        (element) => element.getBoundingClientRect().right > wide + 0.5);
    return past.slice(0, 3).map((e) => `${e.localName}.${e.className}`).join(", ") || "the page";
}"""

HANDS: dict[str, Callable[[Page, str], Awaitable[object]]] = {
    "click": lambda page, place: page.click(place),
    "empty": lambda page, place: page.fill(place, ""),
    "press": lambda page, keys: page.keyboard.press(keys),
    "type": lambda page, words: page.keyboard.type(words),
    "see": lambda page, place: page.wait_for_selector(place),
    "do": lambda page, name: STEPS[name](page),
}
"""What can be done on a screen, with an element, with keys, with words."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a screen is looked at."""

    language: str
    theme: str
    width: int

    def __str__(self) -> str:
        return f"{self.language}_{self.theme}_{self.width}"


class Camera:
    """Takes the pictures of one studio; `complaints` is what a visitor would have noticed."""

    def __init__(self, browser: Browser, url: str, places: dict[str, str]) -> None:
        self.browser, self.url, self.places = browser, url, places
        self.complaints: list[str] = []
        self._pages: dict[str, Page] = {}

    async def take(self, screen: Screen, look: Look, path: Path) -> None:
        """Write the whole screen as a PNG."""
        page = await self.show(screen, look)
        if not screen.steps:
            await page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        await page.screenshot(path=path, full_page=not screen.steps, animations="disabled")
        await self.leave(screen)

    async def take_for_readme(self, picture: ReadmePicture, screen: Screen, path: Path) -> None:
        """Write what a window of the picture's size shows of the screen."""
        page = await self.show(screen, Look("id", "light", picture.width))
        await page.set_viewport_size({"width": picture.width, "height": picture.height})
        await page.screenshot(path=path, animations="disabled")

    async def show(self, screen: Screen, look: Look) -> Page:
        """Open a screen in the browser of whose it is, and return it there."""
        page = self._pages.get(screen.account) or await self._enter(screen.account)
        await self._dress(page.context, look)
        await page.set_viewport_size({"width": look.width, "height": HEIGHTS.get(look.width, 900)})
        answer = await page.goto(self.url + screen.path.format(**self.places), wait_until="load")
        if answer is None or answer.status != screen.status:
            self.complaints.append(f"{screen.name}: answered {answer and answer.status}")
        if screen.press:
            await page.evaluate("for (const form of document.forms) form.noValidate = true")
            async with page.expect_response(lambda answer: answer.request.method == "POST"):
                await page.click(screen.press)
            await page.wait_for_selector("[aria-invalid]")
        await self._walk(page, screen.steps)
        await page.evaluate(SETTLED)
        if past := await page.evaluate(TOO_WIDE):
            self.complaints.append(f"{screen.name} {look}: wider than the window: {past}")
        return page

    async def leave(self, screen: Screen) -> None:
        """Take back what was done on a screen."""
        await self._walk(self._pages[screen.account], screen.back)

    async def _walk(self, page: Page, steps: tuple[Step, ...]) -> None:
        for hand, what in steps:
            await HANDS[hand](page, what.format(**self.places))

    async def _enter(self, account: str) -> Page:
        context = await self.browser.new_context(locale="id-ID", reduced_motion="reduce")
        page = self._pages[account] = await context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        if account == GUEST:
            await self._begin_as_guest(context)
        elif account:
            fields: dict[str, str | float | bool] = {
                "email": f"{account}@sanggar.test",
                "password": PASSWORD,
            }
            answer = await context.request.post(self.url + "/login", form=fields)
            assert answer.ok, f"{account} cannot sign in: {answer.status}"
        return page

    async def _begin_as_guest(self, context: BrowserContext) -> None:
        phone = f"0812{time.time_ns() // 1000 % 10**8:08}"
        fields: dict[str, str | float | bool] = {"name": "Wati Lestari", "identifier": phone}
        answer = await context.request.post(self.url + "/guest", form=fields | {"consent": "y"})
        assert answer.ok, f"a guest does not get in: {answer.status}"

    async def _dress(self, context: BrowserContext, look: Look) -> None:
        """Choose language and colours as people do: the account and the browser remember."""
        cookies = {cookie["name"]: cookie["value"] for cookie in await context.cookies()}
        for name, chosen in (("locale", look.language), ("theme", look.theme)):
            if cookies.get(name) != chosen:
                await context.request.post(f"{self.url}/{name}", form={name: chosen})


@asynccontextmanager
async def camera(url: str, places: dict[str, str]) -> AsyncIterator[Camera]:
    """Start Chromium and give a camera for the studio at `url`."""
    path = chromium()
    if path is None:
        raise SystemExit("There is no Chromium: install one, or name it in $CHROMIUM.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield Camera(browser, url, places)
        await browser.close()

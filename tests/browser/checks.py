"""What must hold on every screen, each as a question to the page whose answer is what is wrong."""

from pathlib import Path

from playwright.async_api import Page

from tests.browser.hands import HELD_WELL

AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text()
WIDTHS = {360: 740, 1280: 900}
STEPS = 80
"""How many controls of a screen are visited with Tab; long lists repeat themselves after that."""

RUN = """async (only) => {
    const rules = only.length ? {} : {"target-size": {enabled: true}};
    const runOnly = only.length ? {type: "rule", values: only} : undefined;
    const {violations} = await axe.run(document, {resultTypes: ["violations"], rules, runOnly});
    const isTwice = (id, target) => id === "landmark-unique" && target.join(" ").includes(".pane");
    return violations.flatMap(({id, nodes}) => nodes.filter(({target}) => !isTwice(id, target)).map(
        ({target, failureSummary}) => `${id}: ${target.join(" ")} (${failureSummary})`));
}"""
"""All that axe knows for WCAG 2.2 AA and its best practices, and the size of targets besides.
The style guide shows each landmark in two panes, one for each theme: being there twice is meant."""

THEMES: dict[str, list[str]] = {"light": [], "dark": ["color-contrast", "link-in-text-block"]}
"""The rules that are asked, all where none is named: a theme changes nothing but colours."""

SMALL = """() => {
    const isInText = (element) => getComputedStyle(element).display === "inline"
        && element.parentElement.innerText.trim().length > element.innerText.trim().length + 3;
    const controls = "a[href], button, summary, select, textarea, input:not([type=hidden])";
    const shown = [...document.querySelectorAll(controls)].filter((element) =>
        element.checkVisibility({visibilityProperty: true, opacityProperty: true})
        && element.getClientRects().length > 0 && !element.closest(".sr-only, [inert]"));
    return shown.flatMap((element) => {
        const parts = [element, ...(element.labels ?? [])];
        const boxes = parts.map((part) => part.getBoundingClientRect());
        const [own] = boxes;
        const isWholeCard = getComputedStyle(element, "::after").position === "absolute";
        if (own.width <= 1 || isWholeCard || isInText(element)) return [];
        if (boxes.some(({width, height}) => width >= 23.5 && height >= 23.5)) return [];
        const size = `${Math.round(own.width)} by ${Math.round(own.height)}`;
        return [`${element.localName}#${element.id}.${element.className} is ${size}`];
    });
}"""
"""2.5.8: what is pressed, or its label, measures 24 px both ways; links in a text may be less."""

WIDE = """() => {
    const {clientWidth, scrollWidth} = document.documentElement;
    if (scrollWidth <= clientWidth) return "";
    const past = [...document.querySelectorAll("body *")].filter(
        (element) => element.getBoundingClientRect().right > clientWidth + 0.5);
    const who = past.slice(0, 3).map((element) => `${element.localName}.${element.className}`);
    return `${scrollWidth} px wide in ${clientWidth}: ${who.join(", ")}`;
}"""

UNNAMED = """() => [...document.querySelectorAll("main input, main textarea")].filter((field) =>
    (["email", "tel", "password"].includes(field.type)
        || /(^|-)(name|email|phone|identifier|contact)$/.test(field.name))
    && field.type !== "hidden" && !field.autocomplete)
    .map(({name}) => `${name} fills in nothing`)"""
"""1.3.5: a browser knows what to fill in where people write about themselves."""

MOVING = """() => document.getAnimations().filter(({effect, playState}) =>
    playState === "running" && effect.getComputedTiming().endTime > 50)
    .map(({effect}) => `${effect.target?.className} moves`)"""

LOST = """() => {
    const {pathname} = location;
    const isDeep = pathname.split("/").filter(Boolean).length > 1;
    const isInMenu = document.querySelector(`.masthead .nav a[href="${pathname}"]`);
    const hasMenu = document.querySelector(".masthead .nav");
    const trail = document.querySelector(".breadcrumbs a[href]");
    return isDeep && hasMenu && !isInMenu && !trail ? ["has no way up"] : [];
}"""
"""A page below another, which no menu leads to, says where it is and leads back."""


LAID_DOWN = """() => document.querySelectorAll(".order-form__total")
    .forEach((bar) => { bar.style.position = "static" })"""
"""A bar at the edge of the window covers what is scrolled under it just now, and axe takes that for
the size of a target; that the focus is never under a bar is what `focus` looks at."""


async def axe(page: Page) -> list[str]:
    """Ask axe, in both themes and at both widths."""
    await page.evaluate(AXE)
    await page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0) }")
    await page.evaluate(LAID_DOWN)
    found = []
    for width, height in WIDTHS.items():
        await page.set_viewport_size({"width": width, "height": height})
        for theme, only in THEMES.items():
            await page.evaluate(
                "theme => { document.documentElement.dataset.theme = theme }", theme
            )
            found += [f"{theme} {width}: {what}" for what in await page.evaluate(RUN, only)]
    return found


async def sizes(page: Page) -> list[str]:
    """Measure what is pressed, on a phone."""
    await page.set_viewport_size({"width": 360, "height": 740})
    return [str(what) for what in await page.evaluate(SMALL)]


async def reflow(page: Page) -> list[str]:
    """Zoom to 200 % and 400 % on a desk of 1280 px: nothing makes the page scroll sideways."""
    found = []
    for width in (640, 320):
        await page.set_viewport_size({"width": width, "height": 512})
        found += [what for what in [await page.evaluate(WIDE)] if what]
    return found


async def focus(page: Page) -> list[str]:
    """Go through the page with Tab: the focus is marked, and never under a bar."""
    await page.set_viewport_size({"width": 1280, "height": 600})
    await page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0) }")
    found: set[str] = set()
    for _ in range(STEPS):
        await page.keyboard.press("Tab")
        found |= {*await page.evaluate(HELD_WELL)}
    return sorted(found - {""})


async def fields(page: Page) -> list[str]:
    """Look at what a browser may fill in."""
    return [str(what) for what in await page.evaluate(UNNAMED)]


async def trail(page: Page) -> list[str]:
    """Look for the way up from a page below another."""
    return [str(what) for what in await page.evaluate(LOST)]


async def stillness(page: Page) -> list[str]:
    """Look for what moves although the person has asked for less motion."""
    return [str(what) for what in await page.evaluate(MOVING)]


CHECKS = (trail, stillness, fields, sizes, reflow, axe, focus)

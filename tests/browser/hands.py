"""A person without a mouse, who goes from control to control with Tab, and sees where they are."""

from pathlib import Path

from playwright.async_api import Page

from tests.browser.conftest import Person

PATIENCE = 250
"""How many controls somebody passes at most before they give up."""

HELD = """() => {
    const held = document.activeElement;
    const label = held.labels?.[0]?.textContent ?? "";
    const name = held.getAttribute("aria-label") || label || held.textContent || held.value || "";
    return {tag: held.localName, name: name.replace(/\\s+/g, " ").trim(), path: location.pathname};
}"""

HELD_WELL = """async () => {
    const held = document.activeElement;
    if (held === document.body) return [];
    const what = `${held.localName}#${held.id}.${held.className} “${held.textContent.trim()}”`;
    const small = ({width, height}) => width <= 1 || height <= 1;
    const own = held.getBoundingClientRect();
    const shown = small(own) ? held.labels?.[0] ?? held : held;
    const parts = [0.1, 0.5, 0.9];
    const sees = ({left, top, width, height}) => parts.some((across) => parts.some((down) => {
        const on = document.elementFromPoint(left + across * width, top + down * height);
        return on && (shown.contains(on) || on.contains(shown));
    }));
    if (!sees(shown.getBoundingClientRect())) await new Promise(requestAnimationFrame);
    const box = shown.getBoundingClientRect();  // a page may still have been scrolling there
    const isSeen = sees(box);
    const isDrawn = (element, part) => {
        const style = getComputedStyle(element, part);
        const isLine = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
            && !/, 0\\)$|transparent/.test(style.outlineColor);
        return isLine || style.boxShadow !== "none";
    };
    const marks = [held, ...(held.labels ?? []), held.parentElement];
    const isMarked = marks.some((element) => isDrawn(element)) || isDrawn(held, "::after")
        || held.closest(".card:has(.card__title a:focus-visible)") !== null;
    return [
        isSeen ? "" : `${what} is hidden at ${Math.round(box.left)},${Math.round(box.top)}`,
        isMarked ? "" : `${what} has no mark of the focus`,
    ];
}"""
"""2.4.11: at least a part of what has the focus can be seen; 2.4.7: and it is marked."""


async def tab_to(page: Page, name: str, tag: str = "") -> None:
    """Press Tab until a control whose name begins so has the focus."""
    passed = []
    for _ in range(PATIENCE):
        held = await page.evaluate(HELD)
        if held["name"].startswith(name) and held["tag"].startswith(tag):
            return
        passed.append(held["name"])
        await page.keyboard.press("Tab")
    raise AssertionError(f"no {name!r} on {page.url}; there are {passed[:60]}")


async def press(page: Page, name: str, tag: str = "", key: str = "Enter") -> None:
    """Go to a control and press it."""
    await tab_to(page, name, tag)
    await page.keyboard.press(key)


async def write(page: Page, name: str, words: str, tag: str = "") -> None:
    """Go to a field and write, in place of what is there."""
    await tab_to(page, name, tag)
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type(words)


async def follow(person: Person, name: str, path: str) -> None:
    """Go along a link, and wait for the page that it leads to."""
    await press(person.page, name, "a")
    await person.page.wait_for_url(path)
    await person.page.wait_for_load_state("load")


async def choose_file(person: Person, path: Path) -> None:
    """Pick a file in the page's file field."""
    await press(person.page, "Pilih berkas", "input")
    await person.choose(path)

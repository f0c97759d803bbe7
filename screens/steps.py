"""What takes more than one movement of a hand before a picture: `("do", name)` in `pages.py`."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from playwright.async_api import FilePayload, Page

from screens import second_step
from tests.files.artwork import picture

MIB = 1024 * 1024
SEND = """({action, fields}) => {
    const form = Object.assign(document.createElement("form"), {action, method: "post"});
    for (const [name, value] of Object.entries(fields)) {
        const field = Object.assign(document.createElement("textarea"), {name, value});
        form.append(field);
    }
    form.dataset.turbo = "false";
    document.body.append(form);
    form.submit();
}"""


async def attached(page: Page) -> None:
    """Write a message and give it two files and one that is refused."""
    chosen: list[FilePayload] = [
        {"name": "logo-warung.png", "mimeType": "image/png", "buffer": picture(900, 600)},
        {"name": "brosur lipat tiga.jpg", "mimeType": "", "buffer": picture(800, 900, "JPEG")},
        {"name": "daftar-harga.html", "mimeType": "text/html", "buffer": b"<p>"},
    ]
    rows = page.locator(".composer .uploader__row[data-state=ready]")
    if not await rows.count():
        await page.set_input_files(".composer .uploader__input", chosen)
    await rows.nth(1).wait_for()
    await page.fill("#composer-body", "Ini logonya, Kak. Bisa dipakai untuk brosur lipat tiga?")


async def begun(page: Page) -> None:
    """Come back to an order that was left unfinished."""
    address = page.url
    await _drop_draft(page)
    await page.goto(f"{address}?product=kalender&quantity=50", wait_until="load")
    async with page.expect_response("**/orders/draft"):
        await page.fill("[name=lines-0-quantity]", "100")
    await page.goto(address, wait_until="load")
    await page.wait_for_selector(".order-form__begun")


async def refused_order(page: Page) -> None:
    """Send an order with a promo code that does not exist."""
    address = page.url
    await _drop_draft(page)
    await page.goto("about:blank")
    await page.goto(address, wait_until="load")
    await page.click("#step-details .fold summary")
    await page.fill("[name=promo_code]", "HEMAT99")
    async with page.expect_response("**/orders"):
        await page.click(".order-form__send")
    await page.wait_for_selector(".notice--bad")
    await page.evaluate("history.replaceState(null, '', '/orders/new')")  # the next visit loads
    await _drop_draft(page)


async def delivered(page: Page) -> None:
    """Have a new order brought to an address in a town that the studio knows."""
    address = page.url
    await _drop_draft(page)
    await page.goto("about:blank")
    await page.goto(address, wait_until="load")
    await page.check("[name=method][value=delivery]")
    await page.fill("[name=street]", "Jl. Tentara Pelajar No. 4")
    async with page.expect_response("**/orders/draft"):
        await page.fill("[name=city]", "Depok, Sleman")
    await page.wait_for_selector(".delivery__branch:has-text('km')")


async def undelivered(page: Page) -> None:
    """Want a new order brought, and forget to say where."""
    await delivered(page)
    for name in ("recipient", "recipient_phone", "street", "city"):
        await page.fill(f"[name={name}]", "")
    await page.fill("[name=postcode]", "123")
    async with page.expect_response("**/orders"):
        await page.click(".order-form__send")
    await page.wait_for_selector(".notice--bad")
    await page.evaluate("history.replaceState(null, '', '/orders/new')")  # the next visit loads
    await _drop_draft(page)


async def known_contact(page: Page) -> None:
    """Begin as a guest with the address of somebody who has an account."""
    await page.fill("[name=name]", "Wati Lestari")
    await page.fill("[name=identifier]", "customer@sanggar.test")
    await page.check("[name=consent]")
    async with page.expect_response("**/guest"):
        await page.click("main form [type=submit]")
    await page.wait_for_selector("[aria-invalid]")


async def placed_as_guest(page: Page) -> None:
    """Send an order as a guest: its page offers a password."""
    async with page.expect_response("**/orders"):
        await page.click(".order-form__send")
    await page.wait_for_selector("#keep")
    await page.locator("#keep").scroll_into_view_if_needed()


async def too_large(page: Page) -> None:
    """Send far more than a form may hold."""
    await _send(page, "/login", {"email": "a" * 2 * MIB})


async def too_many(page: Page) -> None:
    """Ask once more where the studio has heard enough: see `studio.py`."""
    await _send(page, "/contact-clicks", {"channel": "whatsapp", "page": "/"})


STEPS: dict[str, Callable[[Page], Awaitable[None]]] = {
    step.__name__: step
    for step in (
        attached,
        begun,
        delivered,
        known_contact,
        placed_as_guest,
        refused_order,
        too_large,
        too_many,
        undelivered,
        second_step.switched_on,
        second_step.in_use,
        second_step.switched_off,
        second_step.password_given,
        second_step.wrong_code,
    )
}


async def _send(page: Page, action: str, fields: dict[str, str]) -> None:
    async with page.expect_navigation():
        await page.evaluate(SEND, {"action": action, "fields": fields})


async def _drop_draft(page: Page) -> None:
    site = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    await page.request.post(f"{site}/orders/draft/deletion", headers={"Origin": site})

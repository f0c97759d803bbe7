"""The link of a file, from an operator's page to a colleague's browser."""

from playwright.async_api import Browser, expect

from tests.browser.conftest import People, Person

FILE = """async () => {
  const {orders} = await (await fetch("/api/orders")).json();
  for (const {id} of orders) {
    const {files} = await (await fetch(`/api/orders/${id}`)).json();
    if (files.length > 0) return [`/orders/${id}`, files[0].id];
  }
}"""


async def at_a_file(people: People) -> tuple[Person, str, str]:
    """Return an operator who looks at an order, its address, and the address of its first file."""
    sari = await people.enter()
    await sari.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await sari.sign_in("operator")
    order, file = await sari.page.evaluate(FILE)
    await sari.open(order)
    return sari, order, f"{sari.url}/files/{file}"


async def test_it_is_copied_and_opens_for_a_colleague(people: People) -> None:
    sari, _order, link = await at_a_file(people)
    await sari.page.locator(f'[data-link="{link}"]').click()
    await expect(sari.page.get_by_text("Tautan sudah disalin.")).to_be_visible()
    assert await sari.page.evaluate("navigator.clipboard.readText()") == link
    mira = await people.enter()
    await mira.sign_in("manager")
    answer = await mira.context.request.get(link)
    assert (answer.status, "attachment" in answer.headers["content-disposition"]) == (200, True)
    stranger = await people.enter()
    assert "/login" in (await stranger.context.request.get(link)).url
    assert sari.complaints == []


async def test_where_copying_is_refused_the_link_is_shown(people: People) -> None:
    sari, _order, link = await at_a_file(people)
    await sari.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject() }")
    await sari.page.locator(f'[data-link="{link}"]').click()
    await expect(sari.page.locator(".toast", has_text=link)).to_be_visible()


async def test_without_scripts_there_is_no_button_for_it(people: People, browser: Browser) -> None:
    sari, order, link = await at_a_file(people)
    context = await browser.new_context(java_script_enabled=False, locale="id-ID")
    plain = Person(context, await context.new_page(), sari.url)
    await plain.sign_in("operator")
    await plain.open(order)
    await expect(plain.page.locator(f'[data-link="{link}"]')).to_be_hidden()
    await expect(
        plain.page.locator(f'a[href="{link.removeprefix(sari.url)}"]').first
    ).to_be_visible()
    await context.close()

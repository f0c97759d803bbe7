"""The bounds of a socket are for programs that misbehave: a person in a hurry never meets them."""

import httpx
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.test_chat_room import bubbles, in_room, write
from tests.process import ServerProcess

PAGES = ("/feed", "/inbox", "/orders", "/catalogue", "/feedback/inbox")
BOUNDS = (
    'sanggar_live_errors_total{code="111"}',
    'sanggar_live_closes_total{code="3013"}',
    'sanggar_live_refusals_total{reason="session"}',
    'sanggar_live_refusals_total{reason="user"}',
    'sanggar_live_refusals_total{reason="ip"}',
)


async def met(studio: ServerProcess) -> dict[str, str]:
    """Return how often the studio has had to hold somebody back, where it is known."""
    async with httpx.AsyncClient() as client:
        text = (await client.get(f"http://127.0.0.1:{studio.port}/metrics")).text
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return {name: lines[name] for name in BOUNDS if name in lines}


async def test_who_writes_and_walks_fast_is_not_held_back(
    people: People, studio: ServerProcess
) -> None:
    before = await met(studio)
    assert before
    ani = await in_room(people, "customer")
    await ani.page.locator("#composer-body").press_sequentially("Sebentar, saya ketik dulu ya " * 4)
    for number in range(12):
        await write(ani, f"cepat {number}")
    await expect(bubbles(ani, "cepat 11")).to_be_visible()
    sari = await people.enter()
    await sari.sign_in("operator")
    for _ in range(3):
        for path in PAGES:
            await sari.open(path)
    assert await met(studio) == before

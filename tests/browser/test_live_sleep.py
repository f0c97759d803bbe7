"""A page left asleep comes back complete, each message once, whatever became of its position."""

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from uuid import uuid4

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People, Person
from tests.browser.line import Line
from tests.process import ServerProcess
from tests.programs import Program

HOUR = 3_600_000
PATIENCE = 30_000
"""Milliseconds: pauses between attempts are part of what is tested."""
PAGE = 512 * 1024
"""Bytes of one recovery reply; who missed more reads several."""


def forget(studio: ServerProcess, sql: str, channel: str) -> None:
    """Change a stream behind the server's back, as a job or a restore would."""
    path = studio.home / "instance" / "sanggar.db"
    with closing(sqlite3.connect(path, timeout=10)) as database, database:
        for statement in sql.split(";"):
            database.execute(statement, {"channel": channel})


class Desk:
    """A customer's open room, and the studio that writes into it."""

    def __init__(self, ani: Person, studio: ServerProcess, writers: list[Program]) -> None:
        self.ani, self.studio, self.writers = ani, studio, writers
        self.mark, self.room, self.said = uuid4().hex[:8], 0, 0
        self.line = Line()

    async def open(self) -> None:
        """Open the room and wait until it is live."""
        await self.ani.open("/rooms/general")
        room = self.ani.page.locator("section[data-room]")
        self.room = int(await room.get_attribute("data-room") or 0)
        await self.is_live()

    async def is_live(self) -> None:
        await expect(self.ani.page.locator(".room__status")).not_to_have_attribute(
            "data-status", "unknown", timeout=PATIENCE
        )

    async def say(self, count: int, filler: str = "") -> None:
        """Let the studio write so many messages."""
        for number in range(self.said, self.said + count):
            body = f"{self.mark} {number:03} {filler}"
            command = {"room": self.room, "id": str(uuid4()), "body": body}
            await self.writers[number % len(self.writers)].rpc("chat.send", command)
        self.said += count

    async def is_complete(self) -> None:
        """The page shows every message that was said, in order, once."""
        bodies = self.ani.page.locator(".room__list .message__body", has_text=self.mark)
        await expect(bodies).to_have_count(self.said, timeout=PATIENCE)
        shown = [body.strip()[:12] for body in await bodies.all_inner_texts()]
        assert shown == [f"{self.mark} {number:03}" for number in range(self.said)]

    def forget(self, sql: str) -> None:
        """Change the room's stream."""
        forget(self.studio, sql, f"room:{self.room}")


TRIMMED = """
    DELETE FROM event WHERE channel = :channel;
    UPDATE stream SET oldest = head + 1 WHERE channel = :channel
"""
BEGUN_ANEW = """
    DELETE FROM event WHERE channel = :channel;
    UPDATE stream SET head = 0, oldest = 1, epoch = 'restored' WHERE channel = :channel
"""
RESTORED = "UPDATE stream SET epoch = 'restored' || head WHERE channel = :channel"


@pytest.fixture
async def desk(people: People, studio: ServerProcess) -> AsyncIterator[Desk]:
    async with Program(studio.url, "operator") as sari, Program(studio.url, "admin") as dodi:
        ani = await people.enter(width=390, height=780)
        desk = Desk(ani, studio, [sari, dodi])
        await desk.line.lay(ani.context)
        await ani.page.clock.install()
        await ani.sign_in("customer")
        await desk.open()
        await desk.say(3)
        await desk.is_complete()
        yield desk


async def test_after_an_hour_with_a_dead_line(desk: Desk) -> None:
    desk.line.die()
    await desk.say(60, "あ" * 3900)
    assert PAGE < 60 * 3900 * 3
    await desk.ani.page.clock.fast_forward(HOUR)
    await desk.is_complete()
    await desk.say(2)
    await desk.is_complete()


async def test_after_the_browser_froze_the_page(desk: Desk) -> None:
    browser = await desk.ani.context.new_cdp_session(desk.ani.page)
    await browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    await desk.say(20)
    await browser.send("Page.setWebLifecycleState", {"state": "active"})
    await desk.say(2)
    await desk.is_complete()


async def test_after_the_network_was_away(desk: Desk) -> None:
    await desk.ani.context.set_offline(True)
    await desk.line.end(3000)
    await desk.say(20)
    await desk.ani.context.set_offline(False)
    await desk.is_complete()
    await desk.say(2)
    await desk.is_complete()


@pytest.mark.parametrize("fate", [TRIMMED, RESTORED], ids=["trimmed", "restored"])
async def test_after_its_position_became_unrecoverable(desk: Desk, fate: str) -> None:
    await desk.line.cut()
    await desk.say(12)
    desk.forget(fate)
    desk.line.mend()
    await desk.ani.page.clock.run_for(5000)
    await desk.is_complete()
    await desk.is_live()
    await desk.say(3)
    await desk.is_complete()


async def test_a_page_whose_state_cannot_be_read_at_first_keeps_asking(desk: Desk) -> None:
    refused = 0

    async def refuse(route) -> None:
        nonlocal refused
        refused += 1
        await (route.abort() if refused == 1 else route.fulfill(status=503, body="busy"))

    await desk.ani.page.route("**/rooms/*", refuse, times=2)
    await desk.line.cut()
    await desk.say(5)
    desk.forget(TRIMMED)
    desk.line.mend()
    await desk.is_complete()
    assert refused == 2


async def test_a_list_goes_on_after_its_channel_began_anew(people: People, desk: Desk) -> None:
    line = Line()
    budi = await people.enter()
    await line.lay(budi.context)
    await budi.sign_in("operator2")
    await budi.open("/inbox")
    await line.carries()
    row = budi.page.locator(f'.rooms__row[data-room="{desk.room}"]')
    await ask(desk, "satu")
    await expect(row).to_contain_text("satu", timeout=PATIENCE)
    await line.cut()
    await ask(desk, "dua")
    forget(desk.studio, BEGUN_ANEW, "inbox")
    line.mend()
    for words in ("dua", "tiga"):
        await expect(row).to_contain_text(words, timeout=PATIENCE)
        await ask(desk, "tiga")
    await expect(row).to_have_count(1)


async def ask(desk: Desk, words: str) -> None:
    """Let the customer write into the room."""
    await desk.ani.page.fill("#composer-body", words)
    await desk.ani.page.press("#composer-body", "Enter")
    asked = desk.ani.page.locator(".room__list .message", has_text=words).last
    await expect(asked).to_have_attribute("data-state", re.compile("sent|read"), timeout=PATIENCE)


async def test_promos_come_back_without_disturbing_what_is_typed(
    people: People, studio: ServerProcess
) -> None:
    line, title = Line(), f"Hemat {uuid4().hex[:8]}"
    visitor = await people.enter()
    await line.lay(visitor.context)
    await visitor.open("/catalogue")
    await line.carries()
    await visitor.page.fill("#q", "kalen")
    await line.cut()
    async with Program(studio.url, "admin") as maya:
        promo = {"title": title, "body": "Untuk semua.", "kind": "percent", "value": 10}
        made = (await maya.http.post("/api/promos", json=promo)).json()
        path = f"/api/promos/{made['id']}/publication"
        live = (await maya.http.post(path, json={"rev": made["rev"]})).json()
        forget(studio, BEGUN_ANEW, "promos")
        line.mend()
        ticket = visitor.page.locator("#promos [data-promo]", has_text=title)
        await expect(ticket).to_have_count(1, timeout=PATIENCE)
        await expect(visitor.page.locator("#q")).to_have_value("kalen")
        assert (await maya.http.delete(f"{path}?rev={live['rev']}")).status_code == 200
    await expect(ticket).to_have_count(0, timeout=PATIENCE)

"""An event that the page cannot draw stops no other event."""

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.test_chat_room import bubbles, in_room, write
from tests.process import ServerProcess


def poison(database: Path, channel: str) -> None:
    """Put a message without a body into the log, behind the back of the running studio."""
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        (head,) = connection.execute(
            "UPDATE stream SET head = head + 1 WHERE channel = ? RETURNING head", [channel]
        ).fetchone()
        connection.execute(
            'INSERT INTO event (channel, "offset", id, type, actor, payload, at) '
            "SELECT channel, ?, ?, 'message.posted', 'null', 'null', at FROM event "
            "WHERE channel = ? LIMIT 1",
            [head, str(uuid4()), channel],
        )


async def test_a_poisoned_event_is_logged_and_the_room_goes_on(
    people: People, studio: ServerProcess
) -> None:
    ani = await in_room(people, "customer")
    number = ani.page.url.partition("/rooms/")[2]
    sari = await in_room(people, "operator", f"/rooms/{number}")
    await write(ani, "Sebelum racun")
    await expect(bubbles(sari, "Sebelum racun")).to_be_visible()
    poison(studio.home / "instance" / "sanggar.db", f"room:{number}")
    await write(ani, "Setelah racun")
    await expect(bubbles(sari, "Setelah racun")).to_be_visible()
    await expect(bubbles(ani, "Setelah racun")).to_have_attribute("data-state", "read")
    assert any("message.posted was not drawn" in each for each in sari.complaints)

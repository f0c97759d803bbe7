"""What a message asks of the database: few statements, and none that reads a whole table."""

import re
from uuid import uuid4

import pytest

from app.chat import actions
from app.chat.models import Room
from app.db import database, metadata
from tests.conftest import Member

MOST = 14
"""BEGIN, COMMIT, the room, the message, the badges, the log and the cursor."""


@pytest.fixture
async def heard(room: Room) -> list[str]:
    """What SQLite's writer is told from now on."""
    told: list[str] = []
    await database.engine._backend.writer.set_trace_callback(told.append)
    return told


async def plans(statements: list[str]) -> list[str]:
    writer = database.engine._backend.writer
    await writer.set_trace_callback(None)
    wanted = [each for each in statements if each.startswith(("SELECT", "INSERT", "UPDATE"))]
    found = []
    for each in wanted:
        rows = await writer.execute_fetchall(f"EXPLAIN QUERY PLAN {each}")
        found += [f"{row[3]} ({each[:60]})" for row in rows]
    return found


async def test_a_message_is_a_handful_of_statements(
    ani: Member, room: Room, heard: list[str]
) -> None:
    await actions.post_message(ani.viewer, room.id, str(uuid4()), "Halo")
    assert len(heard) <= MOST, heard


async def test_neither_sending_repeating_nor_reading_goes_through_a_whole_table(
    ani: Member, sari: Member, dodi: Member, room: Room, heard: list[str]
) -> None:
    for member in (ani, sari, dodi):
        key = str(uuid4())
        for _ in range(2):
            message = await actions.post_message(member.viewer, room.id, key, "Halo")
        for reader in (ani, sari, dodi):
            await actions.mark_read(reader.viewer, room.id, message.id)
    found = await plans(heard)
    assert len(found) > 100
    tables = "|".join(metadata.tables)
    assert [each for each in found if re.match(rf"SCAN ({tables})\b", each)] == []

"""kill -9 while people chat: nothing acknowledged is lost, doubled or moved, everyone resumes."""

import asyncio
import random
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from app.chat import actions as chat
from app.config import Settings
from tests.conftest import Member
from tests.faults.judging import Log, all_exactly_once, scan
from tests.faults.sizes import SOAK, sized
from tests.process import EngineProcess, ServerProcess
from tests.realtime.chatter import Chatter
from tests.realtime.engine_app import NAMES

KILLS, KILLS_OF_ENGINE, CLIENTS, ROOMS = sized(20, 50), sized(6, 50), sized(10, 20), 3
RESTART = 5.0
"""Seconds from a kill to a server that answers; asserted where nothing else runs."""


async def kill_and_restart(server: ServerProcess, times: int) -> list[float]:
    """Return how long each restart took."""
    found = []
    for _ in range(times):
        await asyncio.sleep(random.uniform(0.05, 0.6))
        await asyncio.to_thread(server.kill)
        begun = time.monotonic()
        await server.start()
        found.append(time.monotonic() - begun)
    return found


async def chat_through(server: ServerProcess, chatters: list[Chatter], kills: int) -> float:
    """Chat while the server is killed, then everyone catches up; returns the slowest restart."""
    for chatter in chatters:
        await chatter.catch_up()  # everyone is there before the first word
    done = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for chatter in chatters:
            group.create_task(chatter.chat(done))
        restarts = await kill_and_restart(server, kills)
        done.set()
    for chatter in chatters:
        await chatter.catch_up()
    print(
        f"{kills} kills, {sum(len(each.acknowledged) for each in chatters)} messages acknowledged"
    )
    print(f"the slowest restart took {max(restarts):.1f} s, the median {median(restarts):.1f} s")
    return max(restarts)


def judge(log: Log, channel: str, chatters: list[Chatter], stored: list[str]) -> None:
    """Check one room: `stored` are the client ids of its messages in the order of the database."""
    all_exactly_once(log[channel], chatters)
    assert len(stored) == len(set(stored))
    for chatter in chatters:
        assert chatter.recoveries
        assert chatter.said == stored
        mine = set(chatter.acknowledged)
        assert [each for each in stored if each in mine] == chatter.acknowledged
    assert set(stored) == {each for chatter in chatters for each in chatter.acknowledged}


def rows(database: Path, query: str, *values: object) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [row[0] for row in connection.execute(query, values)]


async def test_the_engine_alone_survives_kills(tmp_path: Path) -> None:
    server = EngineProcess(tmp_path)
    await server.start()
    try:
        chatters = [engine_chatter(server.url, number) for number in range(CLIENTS)]
        slowest = await chat_through(server, chatters, KILLS_OF_ENGINE)
    finally:
        status = server.stop()
    assert status == 0
    log = scan(tmp_path / "instance")
    for room in range(ROOMS):
        query = 'SELECT client_id FROM engine_said WHERE room = ? ORDER BY "offset"'
        stored = rows(tmp_path / "instance" / "sanggar.db", query, str(room))
        channel = f"room:{room}"
        judge(log, channel, [each for each in chatters if each.channel == channel], stored)
    assert slowest <= RESTART or not SOAK


def engine_chatter(url: str, number: int) -> Chatter:
    room = str(number % ROOMS)

    def say(client_id: str, body: str) -> tuple[str, dict[str, Any]]:
        return "say", {"room": room, "id": client_id, "body": body}

    return Chatter(url, f"who={NAMES[number % len(NAMES)]}", f"room:{room}", say)


@pytest.fixture
async def studio(settings: Settings, tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """The product itself, on the database of the cast."""
    found = ServerProcess(
        tmp_path,
        SANGGAR_INSTANCE=str(settings.instance),
        SANGGAR_UPLOADS=str(settings.uploads),
        SANGGAR_SECRET_KEY=settings.secret_key,
    )
    await found.start()
    try:
        yield found
    finally:
        found.stop()


async def test_the_rooms_survive_twenty_kills(
    ani: Member, sari: Member, rina: Member, mira: Member, studio: ServerProcess, tmp_path: Path
) -> None:
    room = await chat.general_room(ani.id)
    people = [ani, sari, rina, mira]

    def say(client_id: str, body: str) -> tuple[str, dict[str, Any]]:
        return "chat.send", {"room": room, "id": client_id, "body": body}

    chatters = [
        Chatter(studio.url, people[number % 4].cookie, f"room:{room}", say)
        for number in range(CLIENTS)
    ]
    slowest = await chat_through(studio, chatters, KILLS)
    stored = rows(
        tmp_path / "sanggar.db",
        "SELECT client_id FROM messages WHERE room_id = ? ORDER BY id",
        room,
    )
    judge(scan(tmp_path), f"room:{room}", chatters, stored)
    assert slowest <= RESTART or not SOAK

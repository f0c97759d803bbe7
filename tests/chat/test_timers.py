"""The inbox's clocks: first and next answer, counted while the studio is open."""

from datetime import UTC, datetime, timedelta

import pytest

from app import clock
from app.accounts.access import SYSTEM
from app.chat import queries, timers
from app.chat.models import Room
from tests.chat.conftest import say
from tests.conftest import Member

FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
"""16.00 WIB."""
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "08.00-17.00")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    def turn(later: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: FRIDAY + later)

    turn(timedelta(0))
    return turn


async def clock_of(room: Room) -> timers.Timer | None:
    now = await queries.room_for(SYSTEM, room.id)
    return (await timers.timers_of([now])).get(room.id)


async def test_the_first_answer_is_waited_for_in_open_hours(
    ani: Member, sari: Member, maya: Member, room: Room, at
) -> None:
    await maya.post("/settings/hours", form={**WEEK, "zone": "Asia/Jakarta"})
    await say(ani, room, "Halo")
    at(timedelta(minutes=10))
    page = await (await sari.get("/inbox")).get_data(as_text=True)
    assert "jawaban pertama: menunggu 10 menit" in page
    at(timedelta(days=1))
    held = await clock_of(room)
    assert held == timers.Timer(timedelta(hours=1), is_first=True, is_paused=True)
    at(timedelta(days=2, hours=17))  # Monday, 09.00
    held = await clock_of(room)
    assert held == timers.Timer(timedelta(hours=2), is_first=True, is_paused=False)
    assert held.tone == "bad"


async def test_an_answer_stops_the_clock_and_is_remembered(
    ani: Member, sari: Member, room: Room, at
) -> None:
    await say(ani, room, "Halo")
    at(timedelta(minutes=20))
    await say(sari, room, "Selamat sore")
    assert await clock_of(room) is None
    at(timedelta(minutes=30))
    await say(ani, room, "Satu lagi")
    at(timedelta(minutes=35))
    held = await clock_of(room)
    assert held == timers.Timer(timedelta(minutes=5), is_first=False, is_paused=False)
    assert await timers.first_answer(room) == timedelta(minutes=20)
    page = await (await sari.get(f"/inbox?room={room.id}")).get_data(as_text=True)
    assert "setelah 20 menit" in page


async def test_a_room_in_which_nobody_asked_has_no_clock(room: Room) -> None:
    assert await clock_of(room) is None
    assert await timers.first_answer(room) is None

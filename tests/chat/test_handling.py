"""The desk's piles: who looks after a conversation, where it stands, and what opens it again."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app import clock
from app.accounts.access import SYSTEM
from app.chat import handling, jobs, queries, queues
from app.chat.models import Room
from app.chat.standing import RECENT, Pause, Queue, Standing, standing_now, wakes_at
from tests.chat.conftest import say
from tests.conftest import Member, Server


async def do(who: Member, room: Room, what: str, **more: str) -> int:
    form = {"do": what, "queue": "all", **more}
    return (await who.post(f"/rooms/{room.id}/handling", form=form)).status_code


async def pile(who: Member, queue: Queue) -> list[int]:
    found = await queues.inbox(who.viewer, queue)
    return [row.room.id for row in found.listing.rooms]


async def test_a_conversation_is_taken_once(
    ani: Member, sari: Member, rina: Member, room: Room
) -> None:
    await say(ani, room, "Halo")
    assert await pile(sari, Queue.UNASSIGNED) == [room.id]
    assert await do(sari, room, "take") == 303
    answer = await rina.post(f"/rooms/{room.id}/handling", form={"do": "take"})
    assert answer.status_code == 409
    assert "Sari Wulandari" in await answer.get_data(as_text=True)
    page = await (await sari.get(f"/inbox?room={room.id}")).get_data(as_text=True)
    assert f'<option value="{sari.id}" selected>Sari Wulandari' in page
    assert await pile(sari, Queue.MINE) == [room.id]
    assert await pile(sari, Queue.UNASSIGNED) == await pile(rina, Queue.MINE) == []


async def test_a_conversation_is_handed_on_to_whom_may_enter_it(
    ani: Member, sari: Member, rina: Member, room: Room
) -> None:
    await say(ani, room, "Halo")
    assert await do(sari, room, "assign", assignee=str(rina.id)) == 303
    assert await pile(rina, Queue.MINE) == [room.id]
    assert await do(sari, room, "assign", assignee=str(ani.id)) == 422
    assert await pile(rina, Queue.MINE) == [room.id]
    assert await do(sari, room, "assign") == 303
    assert await pile(rina, Queue.UNASSIGNED) == [room.id]


async def test_what_is_done_leaves_the_desk_until_the_customer_writes(
    ani: Member, sari: Member, room: Room
) -> None:
    await say(ani, room, "Halo")
    answer = await sari.post(f"/rooms/{room.id}/handling", form={"do": "resolved"})
    assert answer.headers["Location"] == f"/inbox?queue=all&left={room.id}&was=open"
    assert await pile(sari, Queue.ALL) == []
    assert await pile(sari, Queue.RESOLVED) == [room.id]
    assert await queries.waiting_rooms() == 0
    await say(ani, room, "Satu lagi")
    assert await pile(sari, Queue.ALL) == [room.id]
    assert await queries.waiting_rooms() == 1


async def test_done_is_taken_back_with_the_waiting(ani: Member, sari: Member, room: Room) -> None:
    await say(ani, room, "Halo")
    since = (await queries.room_for(SYSTEM, room.id)).waiting_since
    await do(sari, room, "resolved")
    await do(sari, room, "open")
    assert await pile(sari, Queue.ALL) == [room.id]
    assert (await queries.room_for(SYSTEM, room.id)).waiting_since == since


async def test_what_is_put_aside_comes_back_by_itself(
    ani: Member, sari: Member, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await say(ani, room, "Halo")
    await do(sari, room, "snoozed", pause="hour")
    assert (await pile(sari, Queue.SNOOZED), await pile(sari, Queue.ALL)) == ([room.id], [])
    await jobs.wake_rooms()
    assert await pile(sari, Queue.ALL) == []
    later = clock.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    await jobs.wake_rooms()
    await jobs.wake_rooms()
    assert (await pile(sari, Queue.SNOOZED), await pile(sari, Queue.ALL)) == ([], [room.id])
    assert await queries.waiting_rooms() == 1


async def test_a_customer_who_writes_wakes_what_was_put_aside(
    ani: Member, sari: Member, room: Room
) -> None:
    await say(ani, room, "Halo")
    await do(sari, room, "snoozed", pause="monday")
    await say(ani, room, "Masih di sana?")
    assert (await pile(sari, Queue.SNOOZED), await pile(sari, Queue.ALL)) == ([], [room.id])


async def test_an_answer_keeps_the_conversation_on_the_desk(
    ani: Member, sari: Member, room: Room
) -> None:
    await say(ani, room, "Halo")
    await say(sari, room, "Selamat pagi")
    assert await pile(sari, Queue.ALL) == [room.id]
    await do(sari, room, "pending")
    assert await pile(sari, Queue.ALL) == [room.id]
    page = await (await sari.get("/inbox")).get_data(as_text=True)
    assert "Menunggu pelanggan" in page


async def test_the_urgent_one_comes_first(
    ani: Member, budi: Member, sari: Member, room: Room
) -> None:
    await say(ani, room, "Halo")
    await budi.get("/rooms/general")
    (other,) = (await (await budi.get("/api/rooms")).get_json())["rooms"]
    said = {"id": str(uuid4()), "body": "Halo juga"}
    await budi.post(f"/api/rooms/{other['id']}/messages", json=said)
    assert await pile(sari, Queue.ALL) == [room.id, other["id"]]
    await sari.post(f"/rooms/{other['id']}/handling", form={"do": "urgent"})
    assert await pile(sari, Queue.ALL) == [other["id"], room.id]


async def test_the_desk_hears_of_it_with_the_number_that_waits(
    server: Server, ani: Member, sari: Member, rina: Member, dodi: Member, room: Room
) -> None:
    await say(ani, room, "Halo")
    async with rina.listening("inbox") as desk, dodi.listening(f"user:{dodi.id}") as own:
        await do(sari, room, "resolved")
        event = await desk.next("room.handled")
        assert (event.data["room"], event.data["standing"]) == (room.id, "resolved")
        assert event.data["waiting"] == 0
        assert "waiting" not in (await own.next("room.handled")).data


async def test_each_door_is_closed_to_those_who_may_not(
    ani: Member, budi: Member, dodi: Member, sari: Member, general: Room, room: Room
) -> None:
    assert await do(ani, room, "resolved") == 403
    assert await do(budi, room, "take") == 403
    assert await do(dodi, general, "take") == 404
    assert await do(sari, room, "nonsense") == 404
    assert (await sari.get("/inbox?room=999999")).status_code == 404


async def test_a_designer_has_the_piles_of_their_own_rooms(
    ani: Member, sari: Member, dodi: Member, room: Room, general: Room
) -> None:
    await say(ani, room, "Halo")
    await say(ani, general, "Halo")
    assert await pile(dodi, Queue.ALL) == [room.id]
    assert await do(dodi, room, "take") == 303
    assert await pile(dodi, Queue.MINE) == [room.id]


async def test_the_page_shows_list_conversation_and_customer(
    ani: Member, sari: Member, room: Room
) -> None:
    await say(ani, room, "Berapa lama?")
    page = await (await sari.get(f"/inbox?queue=all&room={room.id}")).get_data(as_text=True)
    assert page.count("Berapa lama?") == 2
    assert f'action="/rooms/{room.id}/handling"' in page
    assert "data-current" in page
    assert "inbox__card" in page


NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)  # a Saturday, 16.00 in Jakarta


@pytest.mark.parametrize(
    ("kept", "changed", "waiting", "last", "standing"),
    [
        (None, None, None, None, Standing.RESOLVED),
        (None, None, None, NOW - timedelta(days=1), Standing.OPEN),
        (None, None, None, NOW - RECENT, Standing.RESOLVED),
        (None, None, NOW - timedelta(days=90), NOW - timedelta(days=90), Standing.OPEN),
        (Standing.RESOLVED, NOW, None, NOW, Standing.RESOLVED),
        (Standing.SNOOZED, NOW, NOW + timedelta(seconds=1), NOW, Standing.OPEN),
        (Standing.PENDING, NOW, NOW, NOW, Standing.PENDING),
    ],
)
def test_where_a_conversation_stands(
    kept: Standing | None,
    changed: datetime | None,
    waiting: datetime | None,
    last: datetime | None,
    standing: Standing,
) -> None:
    found = standing_now(kept, changed, waiting_since=waiting, last_at=last, now=NOW)
    assert found is standing


@pytest.mark.parametrize(
    ("pause", "wakes"),
    [
        (Pause.HOUR, datetime(2026, 11, 28, 10, tzinfo=UTC)),
        (Pause.TOMORROW, datetime(2026, 11, 29, 1, tzinfo=UTC)),
        (Pause.MONDAY, datetime(2026, 11, 30, 1, tzinfo=UTC)),
    ],
)
def test_what_is_put_aside_knows_when_to_come_back(pause: Pause, wakes: datetime) -> None:
    assert wakes_at(pause, NOW, "Asia/Jakarta") == wakes


async def test_waking_twice_is_waking_once(ani: Member, sari: Member, room: Room) -> None:
    await say(ani, room, "Halo")
    await do(sari, room, "resolved")
    await handling.wake(SYSTEM, room.id)
    assert await pile(sari, Queue.RESOLVED) == [room.id]

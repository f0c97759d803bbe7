"""Lock screens stay dark at night, unless their owner wants it; the morning brings the rest."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from app import clock
from app.chat import actions as chat
from app.chat import pushes
from app.db import database
from app.push import actions, models, outbox
from app.push.models import Wishes, after_the_night
from app.push.tables import push_outbox
from tests.conftest import Member
from tests.push.conftest import Post

EVENING = datetime(2026, 11, 27, 15, 30, tzinfo=UTC)
"""22.30 WIB, half an hour before midnight and a half in Jayapura."""
MORNING = datetime(2026, 11, 28, 0, 0, tzinfo=UTC)


@pytest.fixture
def night(post: Post, monkeypatch: pytest.MonkeyPatch):
    """Let it be a moment of that night, whose rules hold."""
    monkeypatch.setattr(outbox, "after_the_night", models.after_the_night)

    def turn(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    turn(EVENING)
    return turn


async def say(who: Member, to: Member, words: str) -> None:
    room_id = await chat.general_room(to.id)
    await chat.post_message(who.viewer, room_id, str(uuid4()), words)


async def waiting() -> list[tuple[str, datetime]]:
    rows = await database.fetch_all(sa.select(push_outbox))
    return [(row.state, row.due_at) for row in rows]


@pytest.mark.parametrize(
    ("moment", "zone", "due"),
    [
        ("2026-11-27T13:59", "Asia/Jakarta", "2026-11-27T13:59"),
        ("2026-11-27T14:00", "Asia/Jakarta", "2026-11-28T00:00"),
        ("2026-11-27T23:59", "Asia/Jakarta", "2026-11-28T00:00"),
        ("2026-11-28T00:00", "Asia/Jakarta", "2026-11-28T00:00"),
        ("2026-11-27T12:30", "Asia/Jayapura", "2026-11-27T22:00"),
        ("2026-11-27T15:00", "", "2026-11-28T00:00"),
    ],
)
def test_the_night_is_where_the_reader_is(moment: str, zone: str, due: str) -> None:
    at = datetime.fromisoformat(f"{moment}+00:00")
    assert after_the_night(at, zone) == datetime.fromisoformat(f"{due}+00:00")


async def spoken_to_at_night(ani: Member, sari: Member, post: Post, night) -> None:
    await post.subscribe(ani)
    await pushes.tell_unread()  # what was said before there were pushes is not news
    await say(sari, ani, "Sudah jadi")
    night(EVENING + timedelta(minutes=1))
    await pushes.tell_unread()


async def test_what_comes_at_night_waits_for_the_morning(
    ani: Member, sari: Member, post: Post, night
) -> None:
    await spoken_to_at_night(ani, sari, post, night)
    await post.deliver()
    assert await waiting() == [("held", MORNING)]
    assert post.service.received == []
    night(MORNING + timedelta(seconds=1))
    await pushes.tell_unread()
    await post.deliver()
    assert len(post.service.received) == 1


async def test_what_was_read_in_the_night_is_not_told_in_the_morning(
    ani: Member, sari: Member, post: Post, night
) -> None:
    await spoken_to_at_night(ani, sari, post, night)
    room_id = await chat.general_room(ani.id)
    messages = await (await ani.get(f"/api/rooms/{room_id}/messages")).get_json()
    await chat.mark_read(ani.viewer, room_id, messages["messages"][-1]["id"])
    night(MORNING + timedelta(seconds=1))
    await pushes.tell_unread()
    await post.deliver()
    assert post.service.received == []
    assert await waiting() == []


async def test_who_wants_it_hears_at_night(ani: Member, sari: Member, post: Post, night) -> None:
    await post.subscribe(ani)
    await ani.post("/push/wishes", form={"push-chat": "y", "push-nights": "y"})
    await pushes.tell_unread()
    await say(sari, ani, "Sudah jadi")
    night(EVENING + timedelta(minutes=1))
    await pushes.tell_unread()
    await post.deliver()
    assert len(post.service.received) == 1


async def test_what_was_asked_for_comes_at_night_whatever_is_wanted(
    maya: Member, post: Post, night
) -> None:
    await post.subscribe(maya)
    await actions.choose(maya.viewer, Wishes(chat=False, orders=False))
    form = {"title_id": "Hemat akhir pekan", "kind": "announcement", "audience": "everyone"}
    made = await maya.post("/promos", form=form)
    answer = await maya.post(f"{made.headers['Location']}/trial")
    assert answer.headers["Location"].endswith("?tried=1")
    await post.deliver()
    assert len(post.service.received) == 1

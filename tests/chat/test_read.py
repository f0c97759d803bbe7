"""Read cursors move forward only, and the other side sees it."""

from app.chat import actions, queries, views
from app.chat.models import Room
from tests.chat.conftest import say
from tests.conftest import Member


async def test_reading_clears_the_unread_count(ani: Member, sari: Member, room: Room) -> None:
    last = await say(sari, room, "Halo")
    assert await actions.mark_read(ani.viewer, room.id, last) == last
    (row,) = (await (await ani.get("/api/rooms")).get_json())["rooms"]
    assert row["unread"] == 0
    assert await queries.unread(ani.viewer) == 0


async def test_the_cursor_never_moves_back_nor_past_the_last_message(
    ani: Member, sari: Member, room: Room
) -> None:
    first = await say(sari, room, "Satu")
    last = await say(sari, room, "Dua")
    assert await actions.mark_read(ani.viewer, room.id, last + 100) == last
    assert await actions.mark_read(ani.viewer, room.id, first) == last


async def test_a_message_is_read_when_the_other_side_has_seen_it(
    ani: Member, sari: Member, rina: Member, room: Room
) -> None:
    last = await say(ani, room, "Halo")
    await actions.mark_read(ani.viewer, room.id, last)
    view = await views.room_view(ani.viewer, room.id)
    assert view.state_of(view.entries[0].message) == "sent"
    await actions.mark_read(rina.viewer, room.id, last)
    view = await views.room_view(ani.viewer, room.id)
    assert view.state_of(view.entries[0].message) == "read"


async def test_the_page_opens_with_a_divider_above_the_news(
    ani: Member, sari: Member, room: Room
) -> None:
    await actions.mark_read(ani.viewer, room.id, await say(sari, room, "Lama"))
    await say(sari, room, "Baru")
    await say(sari, room, "Lebih baru")
    html = await (await ani.get(f"/rooms/{room.id}")).get_data(as_text=True)
    assert html.index("Lama") < html.index('id="unread"') < html.index("Baru")
    assert "2 pesan baru" in html


async def test_answering_reads_what_came_before(ani: Member, sari: Member, room: Room) -> None:
    await say(sari, room, "Halo")
    await say(ani, room, "Halo juga")
    assert await queries.unread(ani.viewer) == 0
    view = await views.room_view(sari.viewer, room.id)
    assert view.state_of(view.entries[0].message) == "read"

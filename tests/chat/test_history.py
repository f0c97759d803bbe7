"""The history pages both ways by key, and says clearly what it does not understand."""

import pytest

from app.chat.models import Room
from tests.chat.conftest import say, shown
from tests.conftest import Member


@pytest.fixture
async def ids(ani: Member, room: Room) -> list[int]:
    return [await say(ani, room, f"pesan {number}") for number in range(1, 8)]


async def test_the_newest_page_comes_first_and_in_order(
    ani: Member, room: Room, ids: list[int]
) -> None:
    assert await shown(ani, room, "?limit=3") == ["pesan 5", "pesan 6", "pesan 7"]


async def test_pages_meet_without_gap_or_double_both_ways(
    ani: Member, room: Room, ids: list[int]
) -> None:
    assert await shown(ani, room, f"?limit=3&before={ids[4]}") == ["pesan 2", "pesan 3", "pesan 4"]
    assert await shown(ani, room, f"?limit=3&before={ids[1]}") == ["pesan 1"]
    assert await shown(ani, room, f"?limit=3&after={ids[1]}") == ["pesan 3", "pesan 4", "pesan 5"]
    assert await shown(ani, room, f"?limit=3&after={ids[4]}") == ["pesan 6", "pesan 7"]
    assert await shown(ani, room, "?limit=2&after=0") == ["pesan 1", "pesan 2"]


async def test_the_page_says_what_lies_beyond_it(ani: Member, room: Room, ids: list[int]) -> None:
    page = await (await ani.get(f"/api/rooms/{room.id}/messages?limit=3")).get_json()
    assert (page["has_older"], page["has_newer"]) == (True, False)
    assert page["position"]["offset"] == 7
    assert page["position"]["epoch"]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "limit=-1", "before=x", "before=0", "after=-1", "after="],
)
async def test_a_wrong_number_is_refused(ani: Member, room: Room, query: str) -> None:
    response = await ani.get(f"/api/rooms/{room.id}/messages?{query}")
    assert response.status_code == 422
    error = (await response.get_json())["error"]
    assert error["code"] == "bad_number"
    assert query.split("=")[0] in error["fields"]


async def test_both_ways_at_once_is_refused(ani: Member, room: Room) -> None:
    response = await ani.get(f"/api/rooms/{room.id}/messages?before=5&after=2")
    assert response.status_code == 422


async def test_older_messages_are_a_link_without_scripts(ani: Member, room: Room) -> None:
    for number in range(45):
        await say(ani, room, f"baris {number:02}")
    html = await (await ani.get(f"/rooms/{room.id}")).get_data(as_text=True)
    assert "baris 44" in html
    assert "baris 04" not in html
    before = html.partition('href="?before=')[2].partition('"')[0]
    older = await (await ani.get(f"/rooms/{room.id}?before={before}")).get_data(as_text=True)
    assert "baris 04" in older
    assert "baris 05" not in older
    stretch = await ani.get(f"/rooms/{room.id}/messages?before={before}")
    fragment = await stretch.get_data(as_text=True)
    assert "baris 04" in fragment
    assert "<html" not in fragment


async def test_a_wrong_place_in_the_page_is_not_found(ani: Member, room: Room) -> None:
    assert (await ani.get(f"/rooms/{room.id}?before=x")).status_code == 404

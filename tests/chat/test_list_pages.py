"""Long lists of rooms, page by page: nothing is missed and nothing comes twice."""

import re
from datetime import timedelta

import pytest

from app import clock
from app.accounts.access import SYSTEM
from app.chat import actions, lists
from app.chat.lists import Place, place_of
from app.chat.words import Words
from app.db import transaction
from app.files.actions import open_folder
from tests.chat.conftest import say
from tests.conftest import Member

FEW = 3
NEXT = re.compile(r'href="(/(?:inbox|rooms)\?(?:queue=\w+&amp;)?after=[^"]+)"')


@pytest.fixture
async def rooms(ani: Member, dodi: Member, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Eight rooms about orders, each younger than the one before; three are on a page."""
    monkeypatch.setattr(lists, "PAGE", FEW)
    opened = []
    for number in range(8):
        with clock.shifted(timedelta(minutes=number - 60)):
            async with transaction():
                folder = await open_folder(ani.id, channel=f"order:{number}")
                room = await actions.open_room(
                    kind="order", customer_id=ani.id, title=Words(f"SG-2611-000{number}"),
                    subject=f"order:{number}", url=f"/orders/{number}", folder_id=folder,
                )  # fmt: skip
                await actions.add_member(room.id, dodi.id)
            opened.append(room.id)
    return opened


async def turned(who: Member, path: str) -> list[int]:
    """Return the rooms of every page, as its links lead from one to the next."""
    found: list[int] = []
    while path:
        html = await (await who.get(path)).get_data(as_text=True)
        found += [int(number) for number in re.findall(r'data-room="(\d+)"', html)]
        following = NEXT.search(html)
        path = following[1].replace("&amp;", "&") if following else ""
    return found


async def test_a_customer_turns_to_the_oldest_room(ani: Member, rooms: list[int]) -> None:
    assert await turned(ani, "/rooms") == rooms[::-1]


async def test_who_waits_longest_comes_first_and_then_the_last_touched(
    ani: Member, sari: Member, dodi: Member, rooms: list[int]
) -> None:
    for place in (5, 1, 6, 2):
        await say(ani, await lists.queries.room_for(SYSTEM, rooms[place]), "Sudah sampai mana?")
    wanted = [rooms[place] for place in (5, 1, 6, 2, 7, 4, 3, 0)]
    assert await turned(sari, "/inbox") == wanted
    assert await turned(dodi, "/inbox") == wanted


async def test_a_room_that_is_spoken_in_comes_up_for_its_designer(
    sari: Member, dodi: Member, rooms: list[int]
) -> None:
    await say(sari, await lists.queries.room_for(SYSTEM, rooms[0]), "Silakan dikerjakan.")
    assert (await turned(dodi, "/inbox"))[0] == rooms[0]


async def test_the_api_turns_the_same_pages(ani: Member, rooms: list[int]) -> None:
    found, after = [], "begin"
    while after:
        page = await (await ani.get(f"/api/rooms?after={after}")).get_json()
        found += [room["id"] for room in page["rooms"]]
        after = page["after"]
    assert found == rooms[::-1]


def test_a_place_is_written_and_read_again() -> None:
    place = Place(True, clock.now(), 42)
    assert place_of(str(place)) == place


@pytest.mark.parametrize(
    "text", ["", "w", "x1-1", "w1", "w-1", "a1-", "a١-1", "a1-1' OR 1=1", "a" + "9" * 60 + "-1"]
)
def test_what_is_no_place_is_the_beginning(text: str) -> None:
    assert place_of(text) is None

"""What an order's room is called: in the language of whoever reads it, wherever it is read."""

import json
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest

from app.accounts import changes
from app.chat.moving import move_message
from app.orders.models import Order
from tests.conftest import Member
from tests.orders.conftest import flyer, order, place

__all__ = ["flyer", "order", "place"]
NAMES = {"id": "Produk flyer", "en": "Product flyer"}
OWN = ("/rooms", "/rooms/{room}", "/rooms/{room}/search", "/rooms/{room}/transcript", "/home")
DESK = ("/inbox", "/inbox?room={room}", "/api/rooms")
Shown = Callable[[Member, str], Awaitable[str]]


@pytest.fixture
async def shown(sari: Member, order: Order) -> Shown:
    """Read a page about the order, in whose room the studio has said something."""
    said = {"id": str(uuid4()), "body": "Halo"}
    assert (await sari.post(f"/api/rooms/{order.room_id}/messages", json=said)).status_code == 201

    async def read(who: Member, path: str) -> str:
        reply = await who.get(path.format(room=order.room_id))
        return str(await reply.get_data(as_text=True))

    return read


@pytest.mark.parametrize("language", ["id", "en"])
async def test_every_page_of_the_room_calls_it_in_the_readers_language(
    ani: Member, sari: Member, order: Order, shown: Shown, language: str
) -> None:
    for who, paths in ((ani, OWN), (sari, DESK)):
        await changes.choose_language(who.viewer, locale=language)
        for path in paths:
            assert f"{order.code} · {NAMES[language]}" in await shown(who, path), path


async def test_the_tab_of_the_room_is_called_like_the_room(
    ani: Member, order: Order, shown: Shown
) -> None:
    await changes.choose_language(ani.viewer, locale="en")
    title = (await shown(ani, "/rooms/{room}")).partition("</title>")[0]
    assert f"{order.code} · Product flyer" in title


async def test_the_search_of_the_desk_and_ones_own_data_speak_the_readers_language(
    ani: Member, sari: Member, shown: Shown
) -> None:
    for who in (ani, sari):
        await changes.choose_language(who.viewer, locale="en")
    assert "Product flyer" in await shown(sari, "/api/find?query=lestari")
    taken = json.loads(await (await ani.post("/account/data")).get_data(as_text=True))
    (room,) = taken["conversations"]
    assert room["title"].endswith("Product flyer")
    assert not [line for line in room["messages"] if "Pesanan" in line["words"]]


async def test_what_the_system_says_about_a_room_names_it_in_both_languages(
    ani: Member, sari: Member, order: Order, shown: Shown
) -> None:
    general = (await ani.get("/rooms/general")).location.rpartition("/")[2]
    said = {"id": str(uuid4()), "body": "Ini untuk pesanan"}
    sent = await (await ani.post(f"/api/rooms/{general}/messages", json=said)).get_json()
    await move_message(sari.viewer, sent["id"], order.room_id)
    for language, name in NAMES.items():
        await changes.choose_language(ani.viewer, locale=language)
        page = await shown(ani, f"/rooms/{general}")
        assert f"{order.code} · {name}." in page

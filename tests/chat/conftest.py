"""Two rooms: Ani's general one, and one about her order with the designer Dodi in it."""

from uuid import uuid4

import pytest

from app.accounts.access import SYSTEM
from app.chat import actions, queries
from app.chat.models import Room
from app.chat.words import Words
from app.db import transaction
from app.files.actions import open_folder
from tests.conftest import Member


@pytest.fixture
async def general(ani: Member) -> Room:
    return await queries.room_for(SYSTEM, await actions.general_room(ani.id))


@pytest.fixture
async def room(ani: Member, dodi: Member) -> Room:
    async with transaction():
        folder_id = await open_folder(ani.id, channel="order:1")
        opened = await actions.open_room(
            kind="order",
            customer_id=ani.id,
            title=Words("SG-2611-0001 · Kartu nama", "SG-2611-0001 · Business cards"),
            subject="order:1",
            url="/orders/1",
            folder_id=folder_id,
        )
        await actions.add_member(opened.id, dodi.id)
    return opened


async def say(who: Member, room: Room, body: str) -> int:
    """Send a message through the API and return its id."""
    response = await who.post(
        f"/api/rooms/{room.id}/messages", json={"id": str(uuid4()), "body": body}
    )
    assert response.status_code == 201, await response.get_data(as_text=True)
    return int((await response.get_json())["id"])


async def shown(who: Member, room: Room, query: str = "") -> list[str]:
    """Return the bodies that the API shows, oldest first."""
    response = await who.get(f"/api/rooms/{room.id}/messages{query}")
    assert response.status_code == 200, await response.get_data(as_text=True)
    return [message["body"] for message in (await response.get_json())["messages"]]

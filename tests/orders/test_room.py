"""The room on an order's page."""

from uuid import uuid4

import pytest

from app.chat.notes import write_note
from tests.conftest import Member
from tests.orders.conftest import Place

pytestmark = pytest.mark.usefixtures("flyer")


async def test_the_orders_page_opens_its_room_for_who_is_called_there(
    sari: Member, rina: Member, place: Place
) -> None:
    order = await place(("flyer", 500))
    body = f"@{rina.viewer.name} tolong cek"
    await write_note(sari.viewer, order.room_id, str(uuid4()), body)
    assert "tolong cek" in await (await rina.get("/inbox")).get_data(as_text=True)
    assert "tolong cek" in await (await rina.get(f"/orders/{order.id}")).get_data(as_text=True)
    assert "tolong cek" not in await (await rina.get("/inbox")).get_data(as_text=True)

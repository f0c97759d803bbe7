"""Everybody can take along what is kept about them, and nothing of others."""

import json
from uuid import uuid4

import pytest
import sqlalchemy as sa

from app.audit import audit
from app.db import database
from tests.orders.conftest import flyer, order, place

__all__ = ["flyer", "order", "place"]


async def taken(member):
    answer = await member.post("/account/data")
    assert answer.status_code == 200
    return await answer.get_data(as_text=True)


@pytest.fixture
async def spoken(ani, budi, sari, order):
    """Words of Ani, of the studio to her, a note about her, and of somebody else."""
    for who, words in ((ani, "Dari Ani"), (sari, "Dari studio")):
        body = {"id": str(uuid4()), "body": words}
        await who.post(f"/api/rooms/{order.room_id}/messages", json=body)
    note = {"id": str(uuid4()), "body": "Catatan dapur"}
    await sari.post(f"/rooms/{order.room_id}/notes", form=note)
    await budi.post("/rooms/general", form={"body": "Dari Budi"})


async def test_one_file_has_all_of_ones_own(ani, order, spoken):
    text = await taken(ani)
    found = json.loads(text)
    assert found["account"]["email"] == "ani@sanggar.test"
    assert [each["order"]["code"] for each in found["orders"]] == [order.code]
    assert found["orders"][0]["history"][0]["kind"] == "submitted"
    words = [line["words"] for room in found["conversations"] for line in room["messages"]]
    assert "Dari Ani" in words
    assert "Dari studio" in words
    query = sa.select(audit.c.subject).where(audit.c.verb == "took_own_data")
    assert await database.fetch_val(query) == f"user:{ani.id}"


async def test_nothing_of_others_and_no_secret_is_in_it(ani, budi, order, spoken):
    text = await taken(ani)
    for words in ("Catatan dapur", "Dari Budi", "password", "token_hash", "budi@sanggar.test"):
        assert words not in text
    assert order.code not in await taken(budi)


async def test_it_is_a_file_that_nobody_keeps(ani):
    answer = await ani.post("/account/data")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="sanggar-')
    assert answer.headers["Cache-Control"] == "no-store"


async def test_the_account_page_offers_it_and_visitors_have_none(ani, sari, visitor):
    page = await (await ani.get("/account")).get_data(as_text=True)
    assert 'action="/account/data"' in page
    assert "/account/erasure" in page.partition('id="own-data"')[2]
    staff = (await (await sari.get("/account")).get_data(as_text=True)).partition('id="own-data"')[
        2
    ]
    assert "/account/erasure" not in staff.partition("</section>")[0]
    assert (await visitor.post("/account/data")).status_code in {303, 401}


async def test_who_looks_as_a_customer_cannot_take_it(mira, ani):
    await mira.post(f"/users/{ani.id}/view")
    assert (await mira.post("/account/data")).status_code in {303, 403, 409}

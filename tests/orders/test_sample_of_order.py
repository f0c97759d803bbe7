"""“Order like this”: the order keeps which sample design was meant, and shows its picture."""

from typing import Any

import pytest
from sqlalchemy import select, update

from app.accounts.access import SYSTEM
from app.catalogue import samples
from app.catalogue.models import Product, Sample
from app.catalogue.tables import samples as samples_table
from app.db import database
from app.orders.tables import orders
from tests.conftest import Member
from tests.orders.conftest import body, post_order

FORM = {"lines-0-product": "flyer", "lines-0-quantity": "100", "idempotency_key": "form-key"}


@pytest.fixture
async def sample(flyer: Product) -> Sample:
    return await samples.add_sample(
        flyer.id,
        title_id="Flyer kopi",
        title_en="Coffee flyer",
        tags="kafe kopi",
        image="samples/flyer-kopi.svg",
        by=SYSTEM,
    )


async def hide(sample: Sample) -> None:
    change = update(samples_table).where(samples_table.c.id == sample.id)
    await database.execute(change.values(published=False))


async def text(answer: Any) -> str:
    return str(await answer.get_data(as_text=True))


async def test_the_order_keeps_the_sample_and_shows_its_picture(
    ani: Member, sari: Member, sample: Sample
) -> None:
    form = await text(await ani.get(f"/orders/new?product=flyer&sample={sample.id}"))
    assert f'name="sample" value="{sample.id}"' in form
    assert "flyer-kopi.svg" in form
    again = await text(await ani.post("/orders/form", form=FORM | {"sample": str(sample.id)}))
    assert f'name="sample" value="{sample.id}"' in again
    placed = await ani.post("/orders", form=FORM | {"sample": str(sample.id)})
    assert placed.status_code == 303
    row = await database.fetch_one(select(orders))
    assert row is not None
    assert row.sample_id == sample.id
    for who in (ani, sari):
        assert "flyer-kopi.svg" in await text(await who.get(placed.headers["Location"]))


async def test_the_api_takes_and_gives_the_sample(ani: Member, sample: Sample) -> None:
    made = await (await post_order(ani, body(("flyer", 100), sample=sample.id))).get_json()
    assert made["sample"] == sample.id


async def test_only_a_sample_that_is_shown_can_be_meant(
    ani: Member, adi: Member, sample: Sample
) -> None:
    await hide(sample)
    for who in (ani, adi):
        answer = await post_order(who, body(("flyer", 100), sample=sample.id))
        assert answer.status_code == 422
        assert set((await answer.get_json())["error"]["fields"]) == {"sample"}
    assert (await post_order(ani, body(("flyer", 100), sample=10**6))).status_code == 422
    assert (await ani.post("/orders", form=FORM | {"sample": str(sample.id)})).status_code == 422
    assert (await ani.get(f"/orders/new?sample={sample.id}")).status_code == 404
    assert not await database.fetch_all(select(orders.c.id))


async def test_an_order_outlives_its_sample(ani: Member, sample: Sample) -> None:
    made = await (await post_order(ani, body(("flyer", 100), sample=sample.id))).get_json()
    await samples.remove_sample(sample.id, by=SYSTEM)
    shown = await ani.get(f"/orders/{made['id']}")
    assert shown.status_code == 200
    assert "flyer-kopi.svg" not in await text(shown)

"""An order once more: two clicks, today's prices, the old files as bytes of their own."""

from typing import Any

import pytest
from sqlalchemy import select, update

from app.catalogue.models import Product
from app.catalogue.tables import price_breaks
from app.db import database
from app.files.actions import add_small
from app.files.removal import remove
from app.files.tables import files
from app.orders import queries
from app.orders.models import Order
from app.orders.tables import orders
from app.storage import disk
from tests.conftest import Member
from tests.orders.test_pages import FORM, text


@pytest.fixture
async def old(ani: Member, flyer: Product) -> Order:
    """An order of Ani's with artwork, withdrawn."""
    placed = await ani.post("/orders", form=FORM)
    order = await queries.order_for(
        ani.viewer, int(placed.headers["Location"].split("/")[2].split("?")[0])
    )
    await add_small(
        b"%PDF-1.7 muka", name="muka.pdf", by=ani.viewer, slot="front", folder_id=order.folder_id
    )
    await ani.post(f"/orders/{order.id}/cancellation", form={"rev": str(order.rev)})
    return await queries.order_for(ani.viewer, order.id)


def sent(old: Order, reused: Any, key: str = "again-key") -> dict[str, Any]:
    return FORM | {"again": old.id, "reused": reused, "idempotency_key": key}


async def test_the_list_and_the_page_lead_to_a_filled_form(ani: Member, old: Order) -> None:
    link = f"/orders/new?again={old.id}"
    for path in ("/orders", f"/orders/{old.id}", "/home"):
        assert f"{link}#step-details" in await text(await ani.get(path))
    shown = await text(await ani.get(link))
    for words in ('value="1000"', '<option value="art260" selected>', "muka.pdf", "Dua muka"):
        assert words in shown
    assert old.code in shown


async def test_it_is_priced_anew(ani: Member, old: Order) -> None:
    await database.execute(update(price_breaks).values(unit_price=price_breaks.c.unit_price + 100))
    shown = await text(await ani.get(f"/orders/new?again={old.id}"))
    assert "Rp1.400.000" in shown


async def test_the_files_come_along_and_outlive_the_old_ones(ani: Member, old: Order) -> None:
    (file,) = await database.fetch_all(select(files))
    answer = await ani.post("/orders", form=sent(old, file.id))
    assert answer.status_code == 303, await text(answer)
    again = await ani.post("/orders", form=sent(old, file.id))
    assert again.headers["Location"] == answer.headers["Location"]
    first, second = await database.fetch_all(select(files).order_by(files.c.id))
    assert (second.name, second.slot, second.sha256) == (first.name, "front", first.sha256)
    assert second.storage_key != first.storage_key
    assert second.folder_id != old.folder_id
    await remove(first.id, by=ani.viewer)
    await disk.delete(first.storage_key)
    response = await ani.get(f"/files/{second.id}")
    assert (await response.get_data()) == b"%PDF-1.7 muka"
    kept = sorted(remains.key for remains in disk.remains())
    assert kept == [second.storage_key]


async def test_a_refused_order_leaves_no_bytes_behind(ani: Member, old: Order) -> None:
    (file,) = await database.fetch_all(select(files))
    form = sent(old, file.id) | {"promo_code": "PALSU"}
    assert (await ani.post("/orders", form=form)).status_code == 422
    assert [remains.key for remains in disk.remains()] == [file.storage_key]


async def test_nobody_takes_the_files_of_somebody_else(
    ani: Member, budi: Member, old: Order
) -> None:
    (file,) = await database.fetch_all(select(files))
    shown = await text(await budi.get(f"/orders/new?again={old.id}"))
    assert "muka.pdf" not in shown
    assert old.code not in shown
    answer = await budi.post("/orders", form=sent(old, file.id))
    assert answer.status_code == 404
    assert len(await database.fetch_all(select(orders.c.id))) == 1
    assert len(await database.fetch_all(select(files.c.id))) == 1

"""An order that is being typed is kept, is there on any device, and is sent once."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.catalogue.models import Product
from app.db import database
from app.files.actions import add_small
from app.orders import saved
from app.orders.tables import order_drafts, orders
from tests.conftest import Member
from tests.files.sending import PDF
from tests.orders.test_pages import FORM, text


async def keep(who: Member, **changed: Any) -> str:
    return await text(await who.post("/orders/draft", form=FORM | changed))


async def test_what_is_typed_is_kept_and_said(ani: Member, flyer: Product) -> None:
    assert "Tersimpan" in await keep(ani)
    found = await saved.resume(ani.viewer)
    assert found is not None
    assert dict(found.fields)["notes"] == "Dua muka"
    assert ("lines-0-quantity", "1.000") in found.fields


async def test_another_device_goes_on_with_it(ani: Member, flyer: Product) -> None:
    await keep(ani, promo_code="HEMAT")
    shown = await text(await ani.get("/orders/new"))
    for words in ("Pesanan ini Anda mulai", 'value="1.000"', "Dua muka", 'value="HEMAT"'):
        assert words in shown
    assert 'value="form-key"' in shown


async def test_a_product_page_adds_to_it_once(ani: Member, flyer: Product, logo: Product) -> None:
    await keep(ani)
    shown = await text(await ani.get("/orders/new?product=logo&quantity=250"))
    assert 'id="lines-1-product"' in shown
    assert "Dua muka" in shown
    again = await text(await ani.get("/orders/new?product=flyer&quantity=250"))
    assert 'id="lines-1-product"' not in again
    assert 'value="1.000"' in again


async def test_files_that_are_gone_meanwhile_are_not_promised(ani: Member, flyer: Product) -> None:
    file = await add_small(PDF, name="brosur.pdf", by=ani.viewer)
    await keep(ani, uploads=file.upload_id)
    assert file.upload_id in await text(await ani.get("/orders/new"))
    tus = {"Tus-Resumable": "1.0.0"}
    assert (await ani.delete(f"/uploads/{file.upload_id}", headers=tus)).status_code == 204
    assert file.upload_id not in await text(await ani.get("/orders/new"))


async def test_it_is_gone_once_the_order_is_placed(ani: Member, flyer: Product) -> None:
    await keep(ani)
    assert (await ani.post("/orders", form=FORM)).status_code == 303
    assert await saved.resume(ani.viewer) is None
    late = await keep(ani)  # was on its way while the button was pressed
    assert "Tersimpan" not in late
    assert await saved.resume(ani.viewer) is None
    assert len(await database.fetch_all(select(orders.c.id))) == 1


async def test_a_refused_order_stays_kept(ani: Member, flyer: Product) -> None:
    await keep(ani)
    assert (await ani.post("/orders", form=FORM | {"lines-0-quantity": "x"})).status_code == 422
    assert await saved.resume(ani.viewer) is not None


async def test_starting_over_drops_it(ani: Member, flyer: Product) -> None:
    await keep(ani)
    response = await ani.post("/orders/draft/deletion", form={})
    assert response.headers["Location"] == "/orders/new"
    assert "Dua muka" not in await text(await ani.get("/orders/new"))


async def test_everybody_has_their_own(ani: Member, budi: Member, flyer: Product) -> None:
    await keep(ani)
    assert "Dua muka" not in await text(await budi.get("/orders/new"))
    await keep(budi, notes="Milik Budi")
    found = await saved.resume(ani.viewer)
    assert found is not None
    assert dict(found.fields)["notes"] == "Dua muka"


async def test_only_the_fields_of_the_form_are_kept_and_an_empty_one_is_not(
    ani: Member, flyer: Product
) -> None:
    await keep(ani, role="admin", price="1", **{"lines-0-evil": "x"})
    found = await saved.resume(ani.viewer)
    assert found is not None
    assert not {"role", "price", "change", "lines-0-evil"} & set(dict(found.fields))
    await ani.post("/orders/draft", form={"idempotency_key": "other", "notes": ""})
    assert await saved.resume(ani.viewer) is None


async def test_nobody_comes_back_after_a_month(ani: Member, flyer: Product) -> None:
    await keep(ani)
    with clock.shifted(timedelta(days=31)):
        assert await saved.resume(ani.viewer) is None
        await saved.forget_old()
    assert await database.fetch_all(select(order_drafts.c.user_id)) == []

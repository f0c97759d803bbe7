"""The pages of orders work without scripts, for every role, and for nobody else."""

from io import BytesIO
from typing import Any

import pytest
from quart.datastructures import FileStorage
from sqlalchemy import select

from app.catalogue.models import Product
from app.db import database
from app.files.tables import files
from app.orders.models import Order
from app.orders.tables import orders
from tests.conftest import Member
from tests.orders.conftest import fresh

FORM: dict[str, Any] = {
    "lines-0-product": "flyer",
    "lines-0-quantity": "1.000",
    "lines-0-option-paper": "art260",
    "notes": "Dua muka",
    "requested_date": "2026-12-24",
    "idempotency_key": "form-key",
}


async def text(answer: Any) -> str:
    return str(await answer.get_data(as_text=True))


async def test_the_form_without_scripts_places_the_order_with_its_file(
    ani: Member, flyer: Product
) -> None:
    file = FileStorage(BytesIO(b"%PDF-1.7\n%%EOF\n"), filename="brosur.pdf")
    answer = await ani.post("/orders", form=FORM, files={"files": file})
    assert answer.status_code == 303, await text(answer)
    row = await database.fetch_one(select(orders))
    assert row is not None
    assert (row.total, row.notes) == (1000 * 1300, "Dua muka")
    assert str(row.requested_date) == "2026-12-24"
    kept = await database.fetch_one(select(files))
    assert kept is not None
    assert (kept.folder_id, kept.name) == (row.folder_id, "brosur.pdf")
    shown = await text(await ani.get(answer.headers["Location"]))
    assert row.code in shown
    assert "brosur.pdf" in shown


async def test_pressing_the_button_twice_is_one_order(ani: Member, flyer: Product) -> None:
    first = await ani.post("/orders", form=FORM)
    second = await ani.post("/orders", form=FORM)
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert len(await database.fetch_all(select(orders.c.id))) == 1


async def test_what_was_typed_survives_a_refusal(ani: Member, flyer: Product) -> None:
    answer = await ani.post("/orders", form=FORM | {"lines-0-quantity": "banyak"})
    assert answer.status_code == 422
    shown = await text(answer)
    assert 'value="banyak"' in shown
    assert "Dua muka" in shown
    assert not await database.fetch_all(select(orders.c.id))


async def test_lines_are_added_and_removed_without_scripts(ani: Member, flyer: Product) -> None:
    more = await text(await ani.post("/orders/form", form=FORM | {"change": "add"}))
    assert 'id="lines-1-product"' in more
    assert "Dua muka" in more
    two = FORM | {"lines-1-product": "flyer", "lines-1-quantity": "100", "change": "remove-0"}
    less = await text(await ani.post("/orders/form", form=two))
    assert 'id="lines-1-product"' not in less
    assert 'value="100"' in less


async def test_the_product_page_leads_to_a_filled_form(ani: Member, flyer: Product) -> None:
    shown = await text(await ani.get("/orders/new?product=flyer&quantity=700&option-paper=art260"))
    assert 'value="700"' in shown
    assert '<option value="art260" selected>' in shown


async def test_the_price_follows_what_is_typed(ani: Member, flyer: Product) -> None:
    shown = await text(await ani.post("/orders/draft", form=FORM))
    assert "Rp1.300.000" in shown
    wrong = await text(await ani.post("/orders/draft", form=FORM | {"lines-0-quantity": "5"}))
    assert "field__error" in wrong


async def test_a_promo_code_that_does_not_exist_is_explained_in_the_form(
    ani: Member, flyer: Product
) -> None:
    answer = await ani.post("/orders", form=FORM | {"promo_code": "PALSU"})
    assert answer.status_code == 422
    assert 'value="PALSU"' in await text(answer)
    assert not await database.fetch_all(select(orders.c.id))


@pytest.mark.parametrize("language", ["id", "en"])
async def test_every_page_opens_for_those_it_is_for(
    language: str, ani: Member, sari: Member, dodi: Member, maya: Member, mira: Member, order: Order
) -> None:
    await sari.post(f"/jobs/{order.jobs[0].id}/designer", form={"rev": "1", "designer": dodi.id})
    pages = {
        ani: ["/home", "/orders", "/orders/new", f"/orders/{order.id}", "/account"],
        sari: ["/feed", "/feed/rows", "/orders", "/orders/new", f"/orders/{order.id}"],
        dodi: ["/board", "/orders", f"/orders/{order.id}", f"/orders/{order.id}/status"],
        maya: ["/orders", f"/orders/{order.id}"],
        mira: ["/feed", f"/orders/{order.id}", "/orders?status=open&query=ani"],
    }
    for who, paths in pages.items():
        for path in paths:
            answer = await who.get(path, headers={"Accept-Language": language})
            assert answer.status_code == 200, (who.viewer.name, path, await text(answer))


async def test_home_leads_everyone_to_their_work(sari: Member, dodi: Member, maya: Member) -> None:
    for who, path in ((sari, "/feed"), (dodi, "/board"), (maya, "/promos")):
        assert (await who.get("/home")).headers["Location"] == path


async def test_home_says_what_the_customer_has_to_do(ani: Member, order: Order) -> None:
    assert order.code in await text(await ani.get("/home"))


async def test_a_stranger_gets_nowhere(
    budi: Member, dodi: Member, order: Order, quote: Order
) -> None:
    for who in (budi, dodi):
        for path in ("", "/status"):
            assert (await who.get(f"/orders/{order.id}{path}")).status_code == 404
        assert (await who.get(f"/api/orders/{order.id}")).status_code == 404
        assert (await (await who.get("/api/orders")).get_json())["orders"] == []
    for path in ("answer", "cancellation", "files"):
        answer = await budi.post(f"/orders/{order.id}/{path}", form={"rev": "1"})
        assert answer.status_code == 404
    assert (await dodi.post(f"/jobs/{order.jobs[0].id}/status", form={})).status_code == 404
    assert await fresh(order) == order


async def test_a_customer_presses_no_button_of_the_studio(ani: Member, order: Order) -> None:
    for path in ("claim", "prices", "completion", "promise"):
        assert (await ani.post(f"/orders/{order.id}/{path}", form={"rev": "1"})).status_code == 403
    for path in ("status", "designer"):
        answer = await ani.post(f"/jobs/{order.jobs[0].id}/{path}", form={"rev": "1"})
        assert answer.status_code == 403
    assert (await ani.get("/feed")).status_code == 403
    assert await fresh(order) == order


async def test_a_list_is_filtered_by_its_address(ani: Member, sari: Member, order: Order) -> None:
    assert order.code in await text(await sari.get(f"/orders?query={order.code.lower()}"))
    assert order.code in await text(await sari.get("/orders?query=ani"))
    assert order.code not in await text(await sari.get("/orders?status=completed"))
    assert order.code not in await text(await sari.get("/orders?query=%25"))


async def test_a_list_is_turned_page_by_page(ani: Member, flyer: Product, place: Any) -> None:
    for _ in range(21):
        await place(("flyer", 100))
    first = await (await ani.get("/api/orders")).get_json()
    rest = await (await ani.get(f"/api/orders?before={first['next']}")).get_json()
    assert (len(first["orders"]), len(rest["orders"]), rest["next"]) == (20, 1, None)


async def test_staff_write_an_order_down_for_a_new_customer(sari: Member, flyer: Product) -> None:
    form = FORM | {"customer": "0812 3456 7890", "customer_name": "Pak Joko", "source": "phone"}
    assert (await sari.post("/orders", form=form)).status_code == 303
    row = await database.fetch_one(select(orders))
    assert row is not None
    assert (row.source, row.created_by) == ("phone", sari.id)
    assert row.customer_id != sari.id
    again = form | {"idempotency_key": "other", "customer_name": "", "customer": "081234567890"}
    assert (await sari.post("/orders", form=again)).status_code == 303
    ids = {row.customer_id for row in await database.fetch_all(select(orders.c.customer_id))}
    assert len(ids) == 1


async def test_a_customer_cannot_order_for_somebody_else(ani: Member, flyer: Product) -> None:
    form = FORM | {"customer": "budi@sanggar.test", "source": "phone"}
    assert (await ani.post("/orders", form=form)).status_code == 403
    assert not await database.fetch_all(select(orders.c.id))

"""A guest orders as a member does: draft, files, room, link, live; and is told apart."""

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from quart import Quart
from quart.datastructures import FileStorage
from sqlalchemy import select

from app.accounts import customers, sessions
from app.accounts.access import SYSTEM
from app.accounts.queries import contact_for
from app.catalogue.models import Product
from app.db import database
from app.orders import links, queries
from app.orders.models import Order
from app.orders.tables import orders
from tests.conftest import Member, Server
from tests.files.sending import PDF, send
from tests.orders.conftest import body, post_order
from tests.orders.test_draft import keep
from tests.orders.test_pages import FORM, text

PHONE = "0812 3456 7890"
OFFER = 'action="/account/first-password"'


@pytest.fixture
async def wati(app: Quart) -> AsyncIterator[Member]:
    """A guest."""
    user = await customers.begin_as_guest(PHONE, name="Wati")
    session = await sessions.start(user, ip="127.0.0.1", user_agent="tests")
    auth = app.extensions["QUART_AUTH"][0]
    cookie = (auth.cookie_name, auth.dump_token(session.token, app))
    return Member(app, user.as_viewer(session.session_id), cookie)


async def placed(who: Member) -> Order:
    answer = await post_order(who, body(("flyer", 500)))
    assert answer.status_code == 201
    return await queries.order_for(SYSTEM, (await answer.get_json())["id"])


async def test_the_whole_way_from_a_products_button_to_the_offer(
    visitor: Member, flyer: Product
) -> None:
    going_to = "/orders/new?product=flyer&quantity=500&paper=art260"
    entered = {"name": "Wati", "identifier": PHONE, "consent": "y", "next": going_to}
    led = await visitor.post("/guest", form=entered)
    form = await text(await visitor.get(led.location))
    assert 'value="500"' in form
    assert "flyer" in form
    file = FileStorage(BytesIO(b"%PDF-1.7\n%%EOF\n"), filename="brosur.pdf")
    answer = await visitor.post("/orders", form=FORM, files={"files": file})
    assert answer.status_code == 303
    page = await text(await visitor.get(answer.location))
    assert "Terima kasih" in page
    assert "brosur.pdf" in page
    assert page.count(OFFER) == 1
    assert page.count('type="password"') == 1
    kept = await visitor.post("/account/first-password", form={"password": "buku catatan biru"})
    account = await text(await visitor.get(kept.location))
    row = await database.fetch_one(select(orders.c.code))
    assert row is not None
    assert row.code in account


async def test_the_offer_stands_on_the_confirmation_and_later_modestly_at_home(
    wati: Member, flyer: Product
) -> None:
    order = await placed(wati)
    assert OFFER in await text(await wati.get(f"/orders/{order.id}?placed=1"))
    assert OFFER not in await text(await wati.get(f"/orders/{order.id}"))
    home = await text(await wati.get("/home"))
    assert 'href="/account/first-password"' in home
    assert OFFER not in home


async def test_who_has_a_password_reads_no_offer_anywhere(
    ani: Member, sari: Member, order: Order
) -> None:
    for who in (ani, sari):
        for path in (f"/orders/{order.id}?placed=1", "/home", "/account"):
            answer = await who.get(path)
            assert "first-password" not in await text(answer)


async def test_draft_files_and_room_are_there_for_a_guest(wati: Member, flyer: Product) -> None:
    assert "Tersimpan" in await keep(wati)
    assert "Dua muka" in await text(await wati.get("/orders/new"))
    order = await placed(wati)
    kept = await send(wati, PDF, "kartu.pdf", folder=str(order.folder_id), slot="front")
    assert kept["id"]
    message = {"id": str(uuid4()), "body": "Halo, bisa Jumat?"}
    said = await wati.post(f"/rooms/{order.room_id}/messages", form=message)
    assert said.status_code == 303
    page = await text(await wati.get(f"/orders/{order.id}"))
    assert "kartu.pdf" in page
    assert "Halo, bisa Jumat?" in page


async def test_a_guest_hears_their_order_live_and_nobody_elses(
    server: Server, wati: Member, sari: Member, order: Order, flyer: Product
) -> None:
    own = await placed(wati)
    async with wati.listening(own.channel) as page:
        await sari.post(f"/orders/{own.id}/claim")
        assert (await page.next()).type.startswith("order.")
    assert (await wati.get(f"/orders/{order.id}")).status_code == 404


async def test_the_link_to_the_status_works_without_being_signed_in(
    wati: Member, visitor: Member, flyer: Product
) -> None:
    order = await placed(wati)
    assert order.code in await text(await visitor.get(links.path_of(order)))


async def test_the_studio_sees_on_order_and_conversation_that_it_is_a_guest(
    wati: Member, sari: Member, dodi: Member, order: Order, flyer: Product
) -> None:
    own = await placed(wati)
    for path in (f"/orders/{own.id}", f"/inbox?room={own.room_id}"):
        assert ">Tamu<" in await text(await sari.get(path)), path
    for path in (f"/orders/{order.id}", f"/inbox?room={order.room_id}"):
        assert ">Tamu<" not in await text(await sari.get(path)), path
    assert await contact_for(dodi.viewer, wati.id) is None


async def test_who_was_written_down_on_the_phone_is_a_guest_of_the_same_kind(
    sari: Member, wati: Member, flyer: Product
) -> None:
    sent: dict[str, Any] = FORM | {"customer": "0811 1111 1111", "customer_name": "Pak Joko"}
    answer = await sari.post("/orders", form=sent | {"source": "phone"})
    assert ">Tamu<" in await text(await sari.get(answer.location))


async def test_the_studio_writes_a_guests_next_order_to_the_same_account(
    sari: Member, wati: Member, flyer: Product
) -> None:
    sent: dict[str, Any] = FORM | {"customer": PHONE, "source": "whatsapp"}
    assert (await sari.post("/orders", form=sent)).status_code == 303
    row = await database.fetch_one(select(orders))
    assert row is not None
    assert row.customer_id == wati.id


async def test_an_order_that_runs_keeps_a_guest_from_deleting_the_account(
    wati: Member, flyer: Product
) -> None:
    await placed(wati)
    answer = await wati.post("/account/erasure", form={})
    assert answer.status_code == 409

"""A customer's message becomes an order on their behalf: the words, the files, the right person."""

from uuid import uuid4

import pytest

from app.accounts.access import SYSTEM
from app.catalogue.models import Product
from app.chat import actions, queries
from app.chat.models import Room
from app.files.actions import add_small
from app.orders import queries as order_queries
from tests.conftest import Member
from tests.orders.test_pages import FORM, text

WORDS = "Tolong 500 brosur A5, isinya seperti berkas ini."


@pytest.fixture
async def room(ani: Member) -> Room:
    return await queries.room_for(SYSTEM, await actions.general_room(ani.id))


@pytest.fixture
async def message(ani: Member, room: Room) -> int:
    """Ani's message with a file."""
    file = await add_small(
        b"%PDF-1.7 brosur", name="brosur.pdf", by=ani.viewer, folder_id=room.folder_id
    )
    said = await actions.post_message(ani.viewer, room.id, str(uuid4()), WORDS, [file.id])
    return said.id


async def test_the_menu_of_a_customers_message_leads_to_the_form(
    ani: Member, sari: Member, dodi: Member, room: Room, message: int
) -> None:
    link = f'href="/orders/new?message={message}"'
    assert link in await text(await sari.get(f"/inbox?room={room.id}"))
    assert link not in await text(await ani.get(f"/rooms/{room.id}"))


async def test_the_form_has_the_customer_the_words_and_the_files(
    ani: Member, sari: Member, flyer: Product, message: int
) -> None:
    shown = await text(await sari.get(f"/orders/new?message={message}"))
    assert 'value="ani@sanggar.test"' in shown
    assert WORDS in shown
    assert "brosur.pdf" in shown
    assert '<option selected value="chat">' in shown


async def test_the_order_is_the_customers_with_their_file(
    ani: Member, sari: Member, flyer: Product, message: int
) -> None:
    shown = await text(await sari.get(f"/orders/new?message={message}"))
    file_id = shown.partition('name="reused" value="')[2].partition('"')[0]
    sent = FORM | {"message": message, "reused": file_id, "customer": "ani@sanggar.test"}
    answer = await sari.post("/orders", form=sent | {"source": "chat", "notes": WORDS})
    assert answer.status_code == 303, await text(answer)
    number = int(answer.headers["Location"].split("/")[2].split("?")[0])
    order = await order_queries.order_for(SYSTEM, number)
    assert (order.customer_id, order.source, order.notes) == (ani.id, "chat", WORDS)
    assert "brosur.pdf" in await text(await ani.get(f"/orders/{order.id}"))


async def test_another_unfinished_order_is_not_mixed_in_and_can_be_gone_on_with(
    sari: Member, flyer: Product, message: int
) -> None:
    await sari.post("/orders/draft", form=FORM | {"notes": "Pesanan lain"})
    shown = await text(await sari.get(f"/orders/new?message={message}"))
    assert "Pesanan lain" not in shown
    assert "Lanjutkan yang lain" in shown
    assert "Pesanan lain" in await text(await sari.get("/orders/new"))


async def test_what_was_begun_from_the_message_is_there_after_a_reload(
    sari: Member, flyer: Product, message: int
) -> None:
    kept = {"message": message, "notes": "Sudah ditelepon", "customer": "ani@sanggar.test"}
    await sari.post("/orders/draft", form=FORM | kept)
    shown = await text(await sari.get(f"/orders/new?message={message}"))
    assert "Sudah ditelepon" in shown
    assert "brosur.pdf" in shown


async def test_nobody_else_reads_a_message_through_the_form(
    budi: Member, sari: Member, room: Room, message: int
) -> None:
    assert WORDS not in await text(await budi.get(f"/orders/new?message={message}"))
    own = await actions.post_message(sari.viewer, room.id, str(uuid4()), "Dari studio")
    assert "Dari studio" not in await text(await sari.get(f"/orders/new?message={own.id}"))

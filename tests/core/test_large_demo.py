"""The crowd of the large studio: the same from the same seed, and whole, on both databases."""

import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select

from app import migrations
from app.accounts.access import SYSTEM, Role, Viewer
from app.accounts.queries import customers_matching
from app.accounts.tables import user_words, users
from app.chat import lists
from app.chat.actions import post_message
from app.chat.tables import messages, rooms
from app.db import database
from app.demo import catalogue
from app.demo.large import Size, fill
from app.orders import actions, queries
from app.orders.models import Draft, Filter, Line
from app.orders.status import OPEN, OrderStatus
from app.orders.tables import history, jobs, orders
from app.storage import disk

SIZE = Size(customers=120, orders=400, days=90, seed=7)
UNTIL = datetime(2026, 11, 28, 9, tzinfo=UTC)
DRAWN = (orders, jobs, rooms, messages, history, user_words)


@pytest.fixture
async def crowded(any_url: str, tmp_path: Path) -> AsyncIterator[str]:
    """A studio with a catalogue and a crowd."""
    try:
        await _fill(any_url, tmp_path)
        yield any_url
    finally:
        await database.close()


async def _fill(url: str, home: Path) -> None:
    migrations.migrate(url)
    await database.open(url)
    disk.use(home / "uploads")
    await catalogue.fill()
    assert await fill(SIZE, until=UNTIL)


async def count(table: Table) -> int:
    return int(await database.fetch_val(select(func.count()).select_from(table)))


async def drawing() -> list[str]:
    """Return a mark of what was drawn in each table."""
    marks = []
    for table in DRAWN:
        rows = await database.fetch_all(select(table).order_by(*table.primary_key.columns))
        marks.append(hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest())
    return marks


async def test_the_crowd_is_as_large_as_was_asked(crowded: str) -> None:
    assert await count(orders) == SIZE.orders
    assert await count(jobs) > SIZE.orders
    assert await count(messages) > SIZE.orders
    customers = select(func.count()).where(users.c.role == Role.CUSTOMER)
    assert await database.fetch_val(customers) == SIZE.customers
    states = {row.status for row in await database.fetch_all(select(orders.c.status).distinct())}
    assert states & OPEN
    assert {OrderStatus.COMPLETED, OrderStatus.CANCELLED} <= states


async def test_the_studio_goes_on_behind_the_crowd(crowded: str) -> None:
    """Numbers, ids and lists continue where the drawing ended."""
    newest = (await queries.orders_page(SYSTEM, Filter()))[0].order
    customer = Viewer(id=newest.customer_id, role=Role.CUSTOMER, name="Siti")
    order = await actions.place_order(customer, Draft(lines=(Line("brosur", 500, {}),)))
    assert order.id > newest.id
    assert (await queries.orders_page(SYSTEM, Filter(search=order.code)))[0].order.id == order.id
    client_id = "6f1f0f6e-0000-4000-8000-000000000001"
    await post_message(customer, order.room_id, client_id, "Halo!")
    assert (await lists.room_list(customer))[0].room.id == order.room_id


async def test_customers_of_the_crowd_are_found_by_their_words(crowded: str) -> None:
    person = await database.fetch_one(select(users).where(users.c.phone.is_not(None)).limit(1))
    assert person is not None
    for typed in (person.name, person.number, person.phone, person.phone[-4:]):
        found = await customers_matching(SYSTEM, typed)
        assert person.id in {each.id for each in found}


async def test_a_second_crowd_does_not_come(crowded: str) -> None:
    assert not await fill(SIZE, until=UNTIL)
    assert await count(orders) == SIZE.orders


async def test_the_same_seed_draws_the_same_crowd(tmp_path: Path) -> None:
    marks = []
    for number in range(2):
        await _fill(f"sqlite:///{tmp_path / f'{number}.db'}", tmp_path)
        marks.append(await drawing())
        await database.close()
    assert marks[0] == marks[1]

"""The schema: migrations and tables agree, and nobody migrates twice at once."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, Table, select, text

from app import migrations
from app.accounts.access import SYSTEM
from app.accounts.queries import customers_matching
from app.config import WrongSetting
from app.db import database
from app.migrations import steps
from app.migrations.connect import with_connection
from app.orders.tables import jobs

EMPTY = {
    int: 0,
    str: "",
    bool: False,
    object: [],  # JSON
    datetime: datetime(2026, 1, 1, tzinfo=UTC),
}
NEWER = "UPDATE alembic_version SET version_num = '9999_from_the_future'"


def version(connection: Connection) -> str:
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def a_product(connection: Connection) -> None:
    """Store a product in whatever columns there are."""
    for name in ("categories", "products"):
        table = Table(name, MetaData(), autoload_with=connection)
        empty = {column.name: EMPTY[column.type.python_type] for column in table.c}
        known = {"id": 1, "category_id": 1, "slug": "kartu-nama", "sku": "KN"}
        values = {**empty, **{key: each for key, each in known.items() if key in empty}}
        connection.execute(table.insert().values(values))


async def test_the_migrations_make_exactly_the_tables_of_the_code(any_url: str) -> None:
    migrations.migrate(any_url)
    assert migrations.check(any_url) == []


async def test_migrating_again_changes_nothing(any_url: str) -> None:
    migrations.migrate(any_url)
    before = with_connection(any_url, version)
    migrations.migrate(any_url)
    assert with_connection(any_url, version) == before


async def test_a_studio_of_the_first_version_keeps_its_products(any_url: str) -> None:
    with_connection(any_url, lambda connection: steps.upgrade(connection, "0001_initial"))
    with_connection(any_url, a_product)
    migrations.migrate(any_url)
    assert migrations.check(any_url) == []
    sheet = text("SELECT slug, min_dpi, colour FROM products")
    found = with_connection(any_url, lambda connection: connection.execute(sheet).one())
    assert tuple(found) == ("kartu-nama", 150, "")


async def test_a_new_studio_has_one_branch(any_url: str) -> None:
    migrations.migrate(any_url)
    await database.open(any_url)
    try:
        rows = await database.fetch_all(text("SELECT id FROM branches").columns())
        assert [row[0] for row in rows] == [1]
    finally:
        await database.close()


async def test_processes_that_start_together_migrate_once(any_url: str) -> None:
    code = f"from app import migrations; migrations.migrate({any_url!r})"
    started = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, stderr=asyncio.subprocess.PIPE
        )
        for _ in range(3)
    ]
    answers = await asyncio.gather(*(process.communicate() for process in started))
    assert [process.returncode for process in started] == [0, 0, 0], answers
    assert migrations.check(any_url) == []


async def test_a_database_of_a_newer_version_is_refused(any_url: str) -> None:
    migrations.migrate(any_url)
    with_connection(any_url, lambda connection: connection.execute(text(NEWER)) and None)
    with pytest.raises(WrongSetting, match="9999_from_the_future"):
        migrations.migrate(any_url)


async def test_a_failed_migration_leaves_nothing(any_url: str) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        with_connection(any_url, fail)
    with_connection(any_url, lambda c: c.execute(text("CREATE TABLE half (id INTEGER)")) and None)


def test_an_older_database_is_copied_before_it_changes(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    migrations.migrate(sqlite_url)
    assert list(path.parent.glob("*.before-*")) == []
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000_older'")
        connection.commit()
    with pytest.raises(WrongSetting):
        migrations.migrate(sqlite_url)
    (copy,) = path.parent.glob("*.before-*")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM branches").fetchone() == (1,)


def test_the_next_migration_of_unchanged_tables_would_be_empty(sqlite_url: str) -> None:
    migrations.migrate(sqlite_url)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"from app import migrations; print(migrations.check({sqlite_url!r}))",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def a_person(connection: Connection) -> None:
    """Store a person in whatever columns there are."""
    table = Table("users", MetaData(), autoload_with=connection)
    empty = {c.name: EMPTY[c.type.python_type] for c in table.c if not c.nullable}
    known = {
        "id": 1,
        "number": "SG-000001",
        "name": "Ani Léstari",
        "role": "customer",
        "phone": "+6281234567890",
    }
    connection.execute(table.insert().values({**empty, **known}))


async def test_people_of_an_older_studio_are_found_by_their_words(any_url: str) -> None:
    with_connection(any_url, lambda connection: steps.upgrade(connection, "0001_initial"))
    with_connection(any_url, a_person)
    migrations.migrate(any_url)
    await database.open(any_url)
    try:
        for typed in ("lest", "ANI", "081234", "7890", "sg-000001"):
            found = await customers_matching(SYSTEM, typed)
            assert [person.name for person in found] == ["Ani Léstari"], typed
    finally:
        await database.close()


def some_orders(connection: Connection) -> None:
    """Store two orders with their rooms, the second one of three lines, and a general room."""
    rows = {
        "rooms": [
            {"id": 1, "title": "SG-2611-0001 · Kartu nama", "kind": "order"},
            {"id": 2, "title": "SG-2611-0002 · Spanduk +2", "kind": "order"},
            {"id": 3, "title": "", "kind": "general"},
        ],
        "orders": [
            {"id": 7, "code": "SG-2611-0001", "room_id": 1},
            {"id": 8, "code": "SG-2611-0002", "room_id": 2},
        ],
        "jobs": [
            {"id": 1, "order_id": 7, "position": 0, "product_name_en": "Business cards"},
            {"id": 2, "order_id": 8, "position": 1, "product_name_en": "Flyer"},
            {"id": 3, "order_id": 8, "position": 0, "product_name_en": "Banner"},
            {"id": 4, "order_id": 8, "position": 2, "product_name_en": "Logo"},
        ],
    }
    a_person(connection)
    a_product(connection)
    for name, each in rows.items():
        table = Table(name, MetaData(), autoload_with=connection)
        empty = {c.name: EMPTY[c.type.python_type] for c in table.c if not c.nullable}
        known = {name: 1 for name in ("customer_id", "created_by", "branch_id", "product_id")}
        known = {name: value for name, value in known.items() if name in empty}
        for row in each:
            connection.execute(table.insert().values({**empty, **known, **row}))


async def test_rooms_of_an_older_studio_are_called_in_both_languages(any_url: str) -> None:
    with_connection(any_url, lambda connection: steps.upgrade(connection, "0020_unread_mails"))
    with_connection(any_url, some_orders)
    migrations.migrate(any_url)
    query = text("SELECT title_id, title_en FROM rooms ORDER BY id")
    found = with_connection(any_url, lambda connection: connection.execute(query).all())
    assert [tuple(row) for row in found] == [
        ("SG-2611-0001 · Kartu nama", "SG-2611-0001 · Business cards"),
        ("SG-2611-0002 · Spanduk +2", "SG-2611-0002 · Banner +2"),
        ("", ""),
    ]


def moved_messages(connection: Connection) -> None:
    """Store what was told of messages that moved, before and since rooms have two titles."""
    told = (
        (1, "Sari moved a message to SG-2611-0001 · Kartu nama."),
        (1, "Sari moved a message by Ani here from SG-2611-0002 · Spanduk +2."),
        (1, "Sari moved a message to SG-2611-0001 · Business cards."),
        (1, "Sari moved a message by Ani here from the general conversation."),
        (4, "Rina moved a message to SG-2611-0001 · Kartu nama."),
        (1, "Ani: Sari moved a message to SG-2611-0001 · Kartu nama. Terima kasih."),
    )
    with_two = {"title_id": "", "title_en": "", "kind": "general", "customer_id": 2}
    users = Table("users", MetaData(), autoload_with=connection)
    somebody = {c.name: EMPTY[c.type.python_type] for c in users.c if not c.nullable}
    connection.execute(users.insert().values({**somebody, "id": 2, "number": "SG-000002"}))
    a_row(connection, "rooms", id=4, **with_two)
    for number, (room_id, words) in enumerate(told, start=1):
        a_row(
            connection, "messages", id=number, room_id=room_id, client_id=str(number), body_en=words
        )


async def test_old_news_of_moved_messages_name_the_room_in_english(any_url: str) -> None:
    with_connection(any_url, lambda connection: steps.upgrade(connection, "0020_unread_mails"))
    with_connection(any_url, some_orders)
    with_connection(any_url, lambda connection: steps.upgrade(connection, "0030_enter_sends"))
    with_connection(any_url, moved_messages)
    migrations.migrate(any_url)
    query = text("SELECT body_en FROM messages ORDER BY id")
    found = with_connection(any_url, lambda connection: connection.execute(query).scalars().all())
    assert found == [
        "Sari moved a message to SG-2611-0001 · Business cards.",
        "Sari moved a message by Ani here from SG-2611-0002 · Banner +2.",
        "Sari moved a message to SG-2611-0001 · Business cards.",
        "Sari moved a message by Ani here from the general conversation.",
        "Rina moved a message to SG-2611-0001 · Kartu nama.",
        "Ani: Sari moved a message to SG-2611-0001 · Kartu nama. Terima kasih.",
    ]


def a_row(connection: Connection, name: str, **known: object) -> None:
    """Store a row in whatever columns there are."""
    table = Table(name, MetaData(), autoload_with=connection)
    empty = {c.name: EMPTY[c.type.python_type] for c in table.c if not c.nullable}
    connection.execute(table.insert().values({**empty, **known}))


def work_that_came_back(connection: Connection) -> None:
    """Store an order whose item went to the customer and back, to be changed."""
    a_person(connection)
    a_product(connection)
    a_row(connection, "orders", id=1, status="in_work", customer_id=1, branch_id=1, created_by=1)
    a_row(connection, "jobs", id=1, status="design", order_id=1, product_id=1)
    way = ("preflight", "design", "proofing", "design")
    for day, (before, after) in enumerate(pairwise(way), start=2):
        at = datetime(2026, 1, day, tzinfo=UTC)
        moved = {"kind": "job_moved", "from_status": before, "to_status": after, "at": at}
        a_row(connection, "history", id=day, order_id=1, job_id=1, **moved)


async def test_the_work_of_an_older_studio_gets_its_rounds_and_its_clock(any_url: str) -> None:
    with_connection(any_url, lambda connection: steps.upgrade(connection, "0027_holds"))
    with_connection(any_url, work_that_came_back)
    migrations.migrate(any_url)
    await database.open(any_url)
    try:
        row = await database.fetch_one(select(jobs.c.rounds, jobs.c.worked, jobs.c.clock_since))
        assert row is not None
        assert tuple(row) == (1, 0, datetime(2026, 1, 4, tzinfo=UTC))
    finally:
        await database.close()

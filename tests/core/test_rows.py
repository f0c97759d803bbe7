"""Rows and statements: the same values from SQLite and from PostgreSQL."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import exists, func, literal, select

from app.db import (
    database,
    transaction,
    upsert,
)
from tests.core.conftest import insert, things

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


async def test_values_come_back_equal_from_both_databases(any_things: str) -> None:
    facts = {"list": [1, 2], "text": "kertas é", "none": None}
    jakarta = NOON.astimezone(timezone(timedelta(hours=7)))
    await insert("brosur", amount=3_000_000_000 // 2, flag=True, facts=facts, at=jakarta)
    row = await database.fetch_one(select(things))
    assert row is not None
    assert row._mapping == {
        "id": 1,
        "name": "brosur",
        "amount": 1_500_000_000,
        "flag": True,
        "facts": facts,
        "at": NOON,
    }
    assert row["flag"] is True
    assert row.at.tzinfo is not None
    assert (row[0], row["id"], row.id, row[things.c.id], len(row)) == (1, 1, 1, 1, 6)
    assert list(row)[:2] == [1, "brosur"]
    with pytest.raises(AttributeError):
        _ = row.missing


async def test_sums_counts_and_tests_have_the_same_types_on_both_databases(
    any_things: str,
) -> None:
    await insert("a", amount=2)
    await insert("b", amount=3)
    row = await database.fetch_one(
        select(
            func.sum(things.c.amount).label("sum"),
            func.count().label("count"),
            exists().where(things.c.name == "a").label("has_a"),
            func.coalesce(func.max(things.c.at), literal(NOON, things.c.at.type)).label("last"),
        ).select_from(things)
    )
    assert row is not None
    assert row._mapping == {"sum": 5, "count": 2, "has_a": True, "last": NOON}
    assert (type(row["sum"]), type(row["has_a"])) == (int, bool)


async def test_defaults_of_columns_are_applied(any_things: str) -> None:
    await insert("poster")
    row = await database.fetch_one(select(things.c.amount, things.c.flag, things.c.facts))
    assert row is not None
    assert tuple(row) == (0, False, None)


async def test_a_join_keeps_columns_of_the_same_name_apart(any_things: str) -> None:
    await insert("a", amount=1)
    await insert("b", amount=1)
    other = things.alias()
    row = await database.fetch_one(
        select(things, other)
        .join(other, other.c.amount == things.c.amount)
        .where(things.c.name == "a", other.c.name == "b")
    )
    assert row is not None
    assert (row[things.c.name], row[other.c.name]) == ("a", "b")


async def test_a_cached_statement_takes_the_new_values_each_time(any_things: str) -> None:
    for name in "abcdef":
        await insert(name)
    for wanted in (["a"], ["b", "c"], [], ["d", "e", "f"]):
        rows = await database.fetch_all(
            select(things.c.name).where(things.c.name.in_(wanted)).order_by(things.c.name)
        )
        assert [row["name"] for row in rows] == wanted
    for limit in (1, 3, 2):
        assert len(await database.fetch_all(select(things.c.id).limit(limit))) == limit


async def test_upsert_inserts_then_changes_or_leaves(any_things: str) -> None:
    first = upsert(things, {"name": "a"}, key=["name"]).returning(things.c.id)
    assert await database.fetch_one(first) is not None
    again = upsert(things, {"name": "a"}, key=["name"]).returning(things.c.id)
    assert await database.fetch_one(again) is None
    more = upsert(
        things, {"name": "a"}, key=["name"], change={"amount": things.c.amount + 5}
    ).returning(things.c.amount)
    assert await database.fetch_val(more) == 5


async def test_rows_can_be_taken_one_by_one(any_things: str) -> None:
    for number in range(150):
        await insert(str(number))
    query = select(things.c.id).order_by(things.c.id)
    seen = [row["id"] async for row in database.iterate(query)]
    async with transaction():
        inside = [row["id"] async for row in database.iterate(query)]
    assert seen == inside == list(range(1, 151))

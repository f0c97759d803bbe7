"""Prepared statements: built once, bound by name, the same on both databases."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, select

from app.db import among, commit_together, database, prepared, transaction, upsert
from tests.core.conftest import count, things

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
builds: list[str] = []


@prepared
def add() -> Any:
    builds.append(database.dialect)
    values = {name: bindparam(f"given_{name}") for name in ("name", "facts", "at")}
    return upsert(things, values, key=["name"]).returning(things.c.id)


@prepared
def found() -> Any:
    named = things.c.name == bindparam("name")
    return select(things.c.amount, things.c.facts, things.c.at).where(named)


@prepared
def some() -> Any:
    return select(things).where(things.c.id.in_(bindparam("ids", expanding=True)))


@prepared
def numbered() -> Any:
    return select(things.c.name).where(among(things.c.id, "ids")).order_by(things.c.id)


@prepared
def called() -> Any:
    return select(things.c.id).where(among(things.c.name, "names")).order_by(things.c.id)


def given(name: str) -> dict[str, Any]:
    return {"given_name": name, "given_facts": {"of": name}, "given_at": NOON}


async def test_values_are_converted_and_defaults_applied(any_things: str) -> None:
    assert await add.fetch_val(**given("a")) == 1
    row = await found.fetch_one(name="a")
    assert row is not None
    assert tuple(row) == (0, {"of": "a"}, NOON)
    assert await found.fetch_one(name="b") is None
    assert await found.fetch_val(name="a") == 0


async def test_it_is_built_once_for_each_kind_of_database(any_things: str) -> None:
    for name in "abc":
        await add.execute(**given(name))
    assert builds.count(database.dialect) == 1
    assert await count() == 3


async def test_it_belongs_to_the_running_transaction(any_things: str) -> None:
    async def work() -> int:
        await add.execute(**given("a"))
        return len(await found.fetch_all(name="a"))

    async def undone() -> None:
        async with transaction():
            assert await work() == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await undone()
    assert await count() == 0
    assert await commit_together(work) == 1


async def test_a_value_that_is_missing_or_naive_is_a_mistake(any_things: str) -> None:
    with pytest.raises(KeyError, match="name"):
        await found.fetch_one()
    with pytest.raises(ValueError, match="naive"):
        await add.execute(**given("a") | {"given_at": datetime(2026, 11, 22)})


async def test_a_list_is_one_value(any_things: str) -> None:
    ids = [await add.fetch_val(**given(name)) for name in ("a", 'b"]', "ç")]
    assert [row.name for row in await numbered.fetch_all(ids=ids[1:])] == ['b"]', "ç"]
    assert [row.id for row in await called.fetch_all(names={"a", 'b"]'})] == ids[:2]
    assert await numbered.fetch_all(ids=[]) == []


async def test_an_expanding_list_cannot_be_prepared(any_things: str) -> None:
    with pytest.raises(TypeError, match="list"):
        await some.fetch_all(ids=[1])

"""Databases for the tests of the core: an empty SQLite file and an empty PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import JSON, Boolean, Column, Integer, MetaData, String, Table, func, select
from sqlalchemy.schema import CreateTable

from app import migrations
from app.db import UtcDateTime, database, id_column
from tests.postgres import postgres_cluster, postgres_url

__all__ = ["postgres_cluster", "postgres_url"]

things = Table(
    "things",
    MetaData(),
    id_column(),
    Column("name", String(50), nullable=False, unique=True),
    Column("amount", Integer, nullable=False, default=0),
    Column("flag", Boolean, nullable=False, default=False),
    Column("facts", JSON),
    Column("at", UtcDateTime),
    sqlite_autoincrement=True,
)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'core.db'}"


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def any_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture
async def sqlite_things(sqlite_url: str) -> AsyncIterator[str]:
    """An open SQLite database with the table `things`."""
    async for url in _open(sqlite_url):
        yield url


@pytest.fixture
async def any_things(any_url: str) -> AsyncIterator[str]:
    """The same on both databases."""
    async for url in _open(any_url):
        yield url


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[str]:
    """An open, migrated SQLite database."""
    async for url in _migrated(sqlite_url):
        yield url


@pytest.fixture
async def any_database(any_url: str) -> AsyncIterator[str]:
    """An open, migrated database of each kind."""
    async for url in _migrated(any_url):
        yield url


async def _migrated(url: str) -> AsyncIterator[str]:
    migrations.migrate(url)
    await database.open(url)
    try:
        yield url
    finally:
        await database.close()


async def _open(url: str) -> AsyncIterator[str]:
    await database.open(url)
    try:
        await database.execute(CreateTable(things))
        yield url
    finally:
        await database.close()


async def insert(name: str, **values: object) -> int:
    row = await database.fetch_one(
        things.insert().values(name=name, **values).returning(things.c.id)
    )
    assert row is not None
    return int(row["id"])


async def count() -> int:
    found: int = await database.fetch_val(select(func.count()).select_from(things))
    return found

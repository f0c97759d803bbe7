"""Two demo studios with a crowd, one in business four times as long as the other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
from quart import Quart

from app import demo, migrations
from app.config import Settings
from app.db import database
from app.demo.large import Size, fill
from app.storage import disk
from bench.pages.plan import Page, Person
from tests.cast import PASSWORD

SMALL = Size(customers=400, orders=1_600, days=12)
LARGE = Size(customers=1_600, orders=6_400, days=48)
"""As busy as the small one in its last days."""
STEP = 100
"""Instructions of SQLite's machine between two counts."""


@dataclass
class Work:
    """What the database did for one page."""

    steps: int = 0
    statements: set[str] = field(default_factory=set)


@dataclass
class Studio:
    """A demo studio with a crowd, and a look into its database's work."""

    app: Quart
    settings: Settings
    work: Work = field(default_factory=Work)

    async def open(self) -> None:
        self.app.config["SETTINGS"] = self.settings
        await database.open(self.settings.database_url)
        disk.use(self.settings.uploads)
        for connection in database.engine._backend._opened:
            await connection.set_progress_handler(self._step, STEP)
            await connection.set_trace_callback(self._note)

    async def look(self, person: Person, page: Page) -> Work:
        client = self.app.test_client()
        if person.cookie is not None:
            client.set_cookie("localhost", *person.cookie)
        await client.get(page.path)  # what is drawn for the first time is not counted
        self.work = Work()
        response = await client.get(page.path)
        assert response.status_code in {200, 303}, page.path
        return self.work

    def _step(self) -> int:
        self.work.steps += STEP
        return 0

    def _note(self, statement: str) -> None:
        self.work.statements.add(statement)


@pytest.fixture(scope="session")
async def studios(
    one_app: Quart, plain_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Studio]:
    made = {}
    for name, size in (("small", SMALL), ("large", LARGE)):
        home = tmp_path_factory.mktemp(name)
        url = f"sqlite:///{home / 'sanggar.db'}"
        settings = replace(
            plain_settings,
            instance=home, uploads=home / "uploads", database_url=url, demo_password=PASSWORD,
        )  # fmt: skip
        migrations.migrate(url)
        await database.open(url)
        disk.use(settings.uploads)
        await demo.fill(settings)
        assert await fill(size)
        await database.close()
        made[name] = Studio(one_app, settings)
    return made


@asynccontextmanager
async def opened(studio: Studio) -> AsyncIterator[Studio]:
    await studio.open()
    try:
        yield studio
    finally:
        await database.close()

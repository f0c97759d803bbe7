"""The engine on a real socket with rooms and people of its own; no studio around it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pytest

from app import server
from app.config import Settings
from app.db import database, transaction
from app.realtime.channels import registry
from app.realtime.hub import hub
from app.realtime.limits import Limits
from app.realtime.publish import Published, publish
from tests.listener import Listener
from tests.postgres import postgres_cluster, postgres_url
from tests.realtime import engine_app

__all__ = ["postgres_cluster", "postgres_url"]


@dataclass
class Engine:
    """A running engine."""

    url: str
    settings: Settings

    def listening(
        self, who: str, channel: str = "", *, since: dict[str, Any] | None = None
    ) -> Listener:
        """Open a socket as somebody, "" for a visitor."""
        cookie = f"who={who}" if who else ""
        return Listener(self.url, channel, cookie=cookie, since=since)

    async def say(self, body: object, channel: str = "room:1") -> Published:
        """Publish as the studio itself."""
        async with transaction():
            return await publish(channel, "message.posted", {"body": body})


@pytest.fixture
def world() -> Iterator[engine_app.World]:
    """The people and rooms, and the registries that know them."""
    kept = {field.name: getattr(registry, field.name) for field in fields(registry)}
    registry.channels, registry.commands = {}, {}
    engine_app.world.__init__()  # type: ignore[misc]
    engine_app.register()
    yield engine_app.world
    for name, value in kept.items():
        setattr(registry, name, value)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Settings]:
    """An open database with the log's tables."""
    settings = engine_app.settings_in(str(tmp_path))
    await database.open(settings.database_url)
    await engine_app.create_tables()
    try:
        yield settings
    finally:
        await database.close()


@pytest.fixture
async def engine(store: Settings, world: engine_app.World) -> AsyncIterator[Engine]:
    async with server.running(engine_app.make_app(store), store) as url:
        yield Engine(url, store)


@pytest.fixture
def limits() -> Iterator[Any]:
    """Return a function that changes the engine's limits for sockets opened after it."""

    def change(**values: Any) -> Limits:
        hub.limits = replace(hub.limits, **values)
        return hub.limits

    before = hub.limits
    yield change
    hub.limits = before

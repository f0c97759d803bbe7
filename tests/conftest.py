"""The cast: a fresh studio for every test, and a signed-in client for each person in it."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from quart import Quart
from quart.datastructures import FileStorage
from quart.wrappers import Response

from app import create_app
from app.accounts.access import VISITOR, Role, Viewer
from app.config import Settings, read_settings
from app.db import database
from app.storage import disk
from tests import cast
from tests.listener import Listener


@dataclass
class Server:
    """The application on a real socket."""

    url: str


class Member:
    """One person of the cast, with a browser of their own."""

    def __init__(self, app: Quart, viewer: Viewer, cookie: tuple[str, str] | None) -> None:
        self.app, self.viewer = app, viewer
        self.client = app.test_client()
        self.id = viewer.id
        self._cookie = cookie
        if cookie is not None:
            self.client.set_cookie("localhost", *cookie)

    @property
    def cookie(self) -> str:
        """The Cookie header for real sockets."""
        return "=".join(self._cookie) if self._cookie else ""

    async def request(
        self,
        method: str,
        path: str,
        *,
        form: dict[str, Any] | None = None,
        json: Any = None,
        files: dict[str, FileStorage] | None = None,
        headers: dict[str, str] | None = None,
        data: bytes | None = None,
    ) -> Response:
        sent = {"Sec-Fetch-Site": "same-origin", **(headers or {})}
        given = {"form": form, "json": json, "files": files, "data": data}
        used = {name: value for name, value in given.items() if value is not None}
        return await self.client.open(path, method=method, headers=sent, **used)

    async def get(self, path: str, **more: Any) -> Response:
        return await self.request("GET", path, **more)

    async def post(self, path: str, **more: Any) -> Response:
        return await self.request("POST", path, **more)

    async def patch(self, path: str, **more: Any) -> Response:
        return await self.request("PATCH", path, **more)

    async def put(self, path: str, **more: Any) -> Response:
        return await self.request("PUT", path, **more)

    async def delete(self, path: str, **more: Any) -> Response:
        return await self.request("DELETE", path, **more)

    def listening(self, channel: str = "", *, since: dict[str, Any] | None = None) -> Listener:
        """Open a live socket; needs the `server` fixture."""
        url = self.app.config["TEST_SERVER"]
        return Listener(url, channel, cookie=self.cookie, since=since)


@pytest.fixture(scope="session")
def plain_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("studio")
    return read_settings(
        {
            "SANGGAR_INSTANCE": str(home),
            "SANGGAR_UPLOADS": str(home / "uploads"),
            "SANGGAR_SECRET_KEY": "a secret key of the tests, long enough",
            "SANGGAR_PUBLIC_URL": "http://localhost",
        }
    )


@pytest.fixture(scope="session")
async def template(plain_settings: Settings) -> Path:
    """A migrated database with the cast in it, copied for every test."""
    await cast.hire(plain_settings)
    path = Path(plain_settings.database_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def one_app(plain_settings: Settings) -> Quart:
    return create_app(plain_settings)


@pytest.fixture
def settings(plain_settings: Settings, tmp_path: Path) -> Settings:
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    return replace(
        plain_settings,
        instance=tmp_path,
        uploads=uploads,
        database_url=f"sqlite:///{tmp_path / 'sanggar.db'}",
    )


@pytest.fixture
async def app(one_app: Quart, settings: Settings, template: Path) -> AsyncIterator[Quart]:
    shutil.copy(template, settings.database_url.removeprefix("sqlite:///"))
    one_app.config["SETTINGS"] = settings
    await database.open(settings.database_url)
    disk.use(settings.uploads)
    try:
        yield one_app
    finally:
        await database.close()


@pytest.fixture
async def server(app: Quart, settings: Settings) -> AsyncIterator[Server]:
    from app import server as server_module

    async with server_module.running(app, settings) as url:
        app.config["TEST_SERVER"] = url
        yield Server(url)


@pytest.fixture
def visitor(app: Quart) -> Member:
    return Member(app, VISITOR, None)


async def _member(app: Quart, name: str) -> Member:
    viewer, cookie = await cast.sign_in(app, name)
    return Member(app, viewer, cookie)


@pytest.fixture
async def ani(app: Quart) -> Member:
    """A customer."""
    return await _member(app, "ani")


@pytest.fixture
async def budi(app: Quart) -> Member:
    """Another customer."""
    return await _member(app, "budi")


@pytest.fixture
async def sari(app: Quart) -> Member:
    """An operator."""
    return await _member(app, "sari")


@pytest.fixture
async def rina(app: Quart) -> Member:
    """Another operator."""
    return await _member(app, "rina")


@pytest.fixture
async def dodi(app: Quart) -> Member:
    """A designer."""
    return await _member(app, "dodi")


@pytest.fixture
async def maya(app: Quart) -> Member:
    """Marketing."""
    return await _member(app, "maya")


@pytest.fixture
async def mira(app: Quart) -> Member:
    """The manager."""
    return await _member(app, "mira")


@pytest.fixture
async def adi(app: Quart) -> Member:
    """The administrator."""
    return await _member(app, "adi")


ROLES = {name: role for name, (_, role) in cast.PEOPLE.items()}
assert set(ROLES.values()) == set(Role) - {Role.VISITOR}

"""The conformance server as a process, in both lanes; what somebody else's suite would start."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from tests.conformance.server import LANES
from tests.postgres import postgres_cluster, postgres_url
from tests.process import ServerProcess

__all__ = ["postgres_cluster", "postgres_url"]

SECRET = "a secret of the tests, long enough to sign with"
BEHAVIOURS = Path(__file__).parent / "js"
FILES = ("connection", "history", "recovery", "subscriptions", "tokens")
BEGINS = "export async function "
NAMES = tuple(
    f"{name}.{line.removeprefix(BEGINS).partition('(')[0]}"
    for name in FILES
    for line in (BEHAVIOURS / f"{name}.mjs").read_text().splitlines()
    if line.startswith(BEGINS)
)
"""Everything that the JavaScript client is held to, as file.behaviour."""


class Site(ServerProcess):
    """A running conformance server."""

    program = ("tests.conformance.server",)

    @property
    def socket(self) -> str:
        """The address of the live endpoint."""
        return self.url.replace("http", "ws") + "/connection/websocket"

    async def door(self, path: str, **asked: Any) -> dict[str, Any]:
        """Ask the control door."""
        async with httpx.AsyncClient(base_url=self.url, timeout=30) as client:
            answer = await client.post("/" + path, json=asked)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    async def publish(self, channel: str, *items: Any) -> dict[str, Any]:
        """Publish durably; returns the position."""
        return await self.door("publish", channel=channel, items=items)


@asynccontextmanager
async def serving(home: Path, lane: str, **environ: str) -> AsyncIterator[Site]:
    """Serve in a process of its own."""
    site = Site(home, CONFORMANCE_SECRET=SECRET, **environ)
    await site.start("--lane", lane, "--port", str(site.port))
    try:
        yield site
    finally:
        site.stop()


@pytest.fixture(scope="session", params=LANES)
async def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    async with serving(tmp_path_factory.mktemp(request.param), request.param) as running:
        yield running


def token(secret: str = SECRET, **claims: Any) -> str:
    """Sign a token with Centrifugo's claims."""
    return jwt.encode(claims, secret, "HS256")

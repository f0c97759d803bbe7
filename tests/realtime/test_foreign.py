"""Foreign pages that try our cookies leave lines in the trail, and not too many."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select
from websockets.exceptions import InvalidStatus

from app import audit
from app.db import database
from app.realtime import foreign
from app.realtime.channels import Handshake
from app.realtime.foreign import ForeignOrigins
from tests.realtime.conftest import Engine
from tests.realtime.raw import Raw


async def test_a_foreign_page_leaves_a_line_in_the_trail(engine: Engine) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await Raw(engine.url, who="ani", origin="https://evil.example").__aenter__()
    assert refused.value.response.status_code == 403
    row = await told_of()
    assert (row["subject"], row["ip"]) == ("origin:https://evil.example", "127.0.0.1")
    assert row["actor_id"] is None


async def told_of() -> Any:
    """Return the first line about a refused origin, once there is one."""
    async with asyncio.timeout(10):
        while True:
            if rows := await refused_origins():
                return rows[0]
            await asyncio.sleep(0.02)


async def refused_origins() -> list[Any]:
    query = select(audit.audit).where(audit.audit.c.verb == "refused_origin")
    return [row._mapping for row in await database.fetch_all(query.order_by(audit.audit.c.id))]


@pytest.fixture
def rationed(monkeypatch: pytest.MonkeyPatch) -> ForeignOrigins:
    """A ration of two lines, and one more every tenth of a second."""
    monkeypatch.setattr(foreign, "AT_ONCE", 2)
    monkeypatch.setattr(foreign, "EVERY", 0.1)
    return ForeignOrigins()


async def test_the_trail_is_never_filled_by_strangers(
    engine: Engine, rationed: ForeignOrigins
) -> None:
    handshake = Handshake(
        "GET", "ws", None, "", "/", b"", {"Origin": "https://" + "e" * 9000}, "198.51.100.7"
    )
    for _ in range(20):
        await rationed.record(handshake)
    told = await refused_origins()
    assert 2 <= len(told) < 20
    assert all(len(row["subject"]) < 200 for row in told)
    async with asyncio.timeout(10):
        while len(told) == len(await refused_origins()):
            await asyncio.sleep(0.05)
            await rationed.record(handshake)
    told = await refused_origins()
    assert sum(row["facts"]["untold"] for row in told) + len(told) >= 20

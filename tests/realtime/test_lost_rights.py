"""A right that was lost ends what it should on every process, with its hint or without."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest
from sqlalchemy import select

from app import clock
from app.chat import actions as chat
from app.config import Settings
from app.db import database, transaction
from app.realtime import jobs, revocations
from app.realtime.bus import RightsChanged
from tests.conftest import Member
from tests.listener import Listener
from tests.process import ServerProcess
from tests.realtime.conftest import Engine
from tests.realtime.engine_app import World

PROMISED = 2.0
SLACK = 2.0
"""Seconds for a machine that does many other things."""


class BadBusStudio(ServerProcess):
    """The product on a bus with faults."""

    program = ("tests.realtime.bad_bus", "app", "serve")


@pytest.fixture(params=["hints arrive", "hints are lost"])
async def studios(
    request: pytest.FixtureRequest, settings: Settings
) -> AsyncIterator[list[ServerProcess]]:
    """The product in two processes on the database of the cast."""
    environ = {
        "SANGGAR_INSTANCE": str(settings.instance),
        "SANGGAR_UPLOADS": str(settings.uploads),
        "SANGGAR_SECRET_KEY": settings.secret_key,
        "SANGGAR_BUS_URL": f"unix://{settings.instance}/bus",
        "SANGGAR_TEST_BUS": "0,0,0" if request.param == "hints arrive" else "1,0,0",
    }
    async with AsyncExitStack() as stack:
        found = []
        for _ in range(2):
            studio = BadBusStudio(settings.instance, **environ)
            await studio.start()
            stack.callback(studio.stop)
            found.append(studio)
        yield found


async def test_a_logout_on_one_process_ends_the_sockets_of_the_other(
    ani: Member, budi: Member, studios: list[ServerProcess]
) -> None:
    here, there = studios
    own = Listener(there.url, f"user:{ani.id}", cookie=ani.cookie)
    other = Listener(there.url, f"user:{budi.id}", cookie=budi.cookie)
    async with own, other, httpx.AsyncClient() as browser:
        headers = {"Cookie": ani.cookie, "Sec-Fetch-Site": "same-origin"}
        answer = await browser.post(here.url + "/logout", headers=headers)
        assert answer.status_code == 303
        assert await own.closed(PROMISED + SLACK) == 3503
        assert await other.quiet(0.1)
        assert other.close_code == 0


async def test_a_removed_member_hears_no_more_on_any_process(
    ani: Member, dodi: Member, sari: Member, studios: list[ServerProcess]
) -> None:
    room = await chat.general_room(ani.id)
    await chat.add_member(room, dodi.id)
    async with AsyncExitStack() as stack:
        pages = [
            await stack.enter_async_context(
                Listener(studio.url, f"room:{room}", cookie=dodi.cookie)
            )
            for studio in studios
        ]
        await chat.remove_member(room, dodi.id)  # by a process without any bus
        async with asyncio.timeout(PROMISED + SLACK):
            for page in pages:
                assert (await page.next("unsubscribed")).data["code"] == 2000


async def test_only_old_losses_are_forgotten(store: Settings) -> None:
    async with transaction():
        kept = await revocations.keep(RightsChanged(user=1))
        old = await revocations.keep(RightsChanged(user=2))
    await database.execute(
        revocations.revocation.update()
        .where(revocations.revocation.c.id == old.id)
        .values(at=clock.now() - revocations.KEPT)
    )
    await jobs.forget_revocations()
    rows = await database.fetch_all(select(revocations.revocation.c.id))
    assert [row["id"] for row in rows] == [kept.id]
    assert await revocations.recent() == [kept]


async def test_a_loss_without_a_hint_is_found(engine: Engine, world: World) -> None:
    async with engine.listening("ani", "room:1") as one, engine.listening("budi", "room:1") as two:
        async with transaction():
            world.ended.add(1)
            await revocations.keep(RightsChanged(session=1))
        assert await one.closed(PROMISED + SLACK) == 3503
        assert two.close_code == 0

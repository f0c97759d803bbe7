"""A snapshot: several reads of one moment, while others go on writing."""

import asyncio

import pytest
from sqlalchemy import func, insert, select

from app.db import database, snapshot, transaction
from tests.core.conftest import things


async def count() -> int:
    return int(await database.fetch_val(select(func.count()).select_from(things)))


async def add(name: str) -> None:
    async with transaction():
        await database.execute(insert(things).values(name=name, amount=1, flag=True))


async def test_its_reads_see_one_moment_while_others_write(any_things: str) -> None:
    async with snapshot():
        before = await count()
        await asyncio.gather(*(asyncio.create_task(add(f"thing {n}")) for n in range(5)))
        assert await count() == before
    assert await count() == before + 5


async def test_it_writes_nothing(any_things: str) -> None:
    with pytest.raises(Exception, match=r"(?i)read-?only"):
        async with snapshot():
            await database.execute(insert(things).values(name="no", amount=1, flag=True))
    assert await count() == 0
    await add("afterwards")
    assert await count() == 1


async def test_it_joins_a_transaction_and_another_snapshot(any_things: str) -> None:
    async with transaction():
        await database.execute(insert(things).values(name="mine", amount=1, flag=True))
        async with snapshot():
            assert await count() == 1
    async with snapshot(), snapshot():
        assert await count() == 1


async def test_cancelled_ones_give_their_connections_back(any_things: str) -> None:
    async def reading() -> None:
        async with snapshot():
            while True:
                await count()

    for _ in range(20):
        tasks = [asyncio.create_task(reading()) for _ in range(3)]
        await asyncio.sleep(0.005)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(5):
        await asyncio.gather(*(asyncio.create_task(count()) for _ in range(20)))

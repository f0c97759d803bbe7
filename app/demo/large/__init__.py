"""A studio with years behind it: what the demo studio would be with fifty thousand customers.

It is drawn from a seed, so that two machines measure the same; and written in bulk beside the
features' actions, which would need a day for it. The live log is as it is after its retention: of
the last month. Files are past their days: their rows are there, their bytes are not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import Table, func, select

from app import clock
from app.accounts.tables import users
from app.db import database, transaction
from app.db.bulk import insert_rows, settle
from app.demo.large import conversations, orders, people, prices

ALREADY = 100
"""A studio with more people than the demo draws by hand has its crowd."""
AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Size:
    """How many customers and orders, over how many days; the last days are as busy in each size."""

    customers: int = 50_000
    orders: int = 200_000
    days: int = 1460
    seed: int = 2611


async def fill(size: Size, *, password: str = "", until: datetime | None = None) -> bool:
    """Add the crowd to a demo studio; tell whether it was not there yet.

    Its staff sign in with `password`, or by the link that they are mailed; its customers cannot.
    """
    if int(await database.fetch_val(select(func.max(users.c.id))) or 0) > ALREADY:
        return False
    draw, until = Random(size.seed), until or clock.now()  # noqa: S311 (no secret is drawn)
    staff = await people.hire(draw, until, days=size.days, password=password)
    calendar = orders.calendar(draw, size.orders, until, days=size.days)
    buyers = people.buyers(draw, calendar, size.customers)
    first = await people.next_id()
    goods = await prices.goods(draw)
    async with transaction():
        for table, names, rows in people.rows(draw, buyers, first, until):
            await _write(table, names, rows)
    start = await orders.Start.read(until)
    for place in range(0, len(calendar), AT_ONCE):
        part = range(place, min(place + AT_ONCE, len(calendar)))
        drawn = [
            orders.drawn(
                draw, at=calendar[n], customer=buyers.of[n] + first, until=until, goods=goods
            )
            for n in part
        ]
        async with transaction():
            for table, names, rows in orders.rows(draw, drawn, start, staff):
                await _write(table, names, rows)
    async with transaction():
        for table, names, rows in conversations.rows(
            draw, buyers, first, staff, start=start, until=until
        ):
            await _write(table, names, rows)
        await orders.count_on(start)
    await settle([*people.TABLES, *orders.TABLES])
    return True


async def _write(table: Table, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        await insert_rows(table, names, rows)

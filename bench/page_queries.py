"""What the six queries of a typical page cost, beside the stock SQLite backend of `databases`.

python -m bench.page_queries [pages]
"""

import asyncio
import random
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import databases
from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    func,
    insert,
    select,
)
from sqlalchemy.sql import ClauseElement

from app.db import UtcDateTime
from app.db.port import Database

metadata = MetaData()
customers = Table(
    "customers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(80)),
    Column("email", String(80)),
)
orders = Table(
    "orders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(20)),
    Column("customer_id", ForeignKey("customers.id"), index=True),
    Column("status", String(20)),
    Column("total", Integer),
    Column("submitted_at", UtcDateTime),
)
jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("order_id", ForeignKey("orders.id"), index=True),
    Column("product", String(40)),
    Column("quantity", Integer),
)
CUSTOMERS, ORDERS, JOBS = 200, 2_000, 6_000
ROUNDS = 3


def page(number: int) -> list[ClauseElement]:
    """Return what an order's page asks: who, the order with a join, its lines, its neighbours."""
    order, customer = number % ORDERS + 1, number % CUSTOMERS + 1
    return [
        select(customers).where(customers.c.id == customer),
        select(orders, customers.c.name)
        .join(customers, customers.c.id == orders.c.customer_id)
        .where(orders.c.id == order),
        select(jobs).where(jobs.c.order_id == order).order_by(jobs.c.id),
        select(orders.c.id, orders.c.code, orders.c.status)
        .where(orders.c.customer_id == customer)
        .order_by(orders.c.id.desc())
        .limit(20),
        select(jobs.c.order_id, func.sum(jobs.c.quantity).label("sum"))
        .where(jobs.c.order_id.in_([order, order + 1, order + 2]))
        .group_by(jobs.c.order_id),
        select(func.count()).select_from(orders).where(orders.c.customer_id == customer),
    ]


async def main(pages: int) -> None:
    """Measure in turns, so that a busy machine treats all alike; print medians and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        _fill(url)
        runs: dict[str, list[tuple[float, float]]] = {}
        for _ in range(ROUNDS):
            for name, opened in CONTENDERS.items():
                async with opened(url) as load:
                    await _timed(load, pages // 10 + 1)
                    runs.setdefault(name, []).append(await _timed(load, pages))
    _report(runs, pages)


@asynccontextmanager
async def _stock(url: str) -> AsyncIterator[Callable[[int], Awaitable[None]]]:
    async with databases.Database(url) as database:

        async def load(number: int) -> None:
            for query in page(number):
                await database.fetch_all(query)

        yield load


@asynccontextmanager
async def _stock_held(url: str) -> AsyncIterator[Callable[[int], Awaitable[None]]]:
    async with databases.Database(url) as database:

        async def load(number: int) -> None:
            async with database.connection() as connection:
                for query in page(number):
                    await connection.fetch_all(query)

        yield load


@asynccontextmanager
async def _ours(url: str) -> AsyncIterator[Callable[[int], Awaitable[None]]]:
    database = Database()
    await database.open(url)
    try:

        async def load(number: int) -> None:
            for query in page(number):
                await database.fetch_all(query)

        yield load
    finally:
        await database.close()


CONTENDERS = {
    "stock": _stock,
    "stock, one connection a page": _stock_held,
    "Sanggar": _ours,
}


async def _timed(load: Callable[[int], Awaitable[None]], pages: int) -> tuple[float, float]:
    """Return milliseconds of the clock and of the processor for one page."""
    clock, processor = perf_counter(), process_time()
    for number in range(pages):
        await load(number * 7)
    scale = 1000 / pages
    return (perf_counter() - clock) * scale, (process_time() - processor) * scale


def _fill(url: str) -> None:
    generator = random.Random(1)
    engine = create_engine(url)
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(
            insert(customers),
            [{"name": f"Pelanggan {n}", "email": f"p{n}@sanggar.test"} for n in range(CUSTOMERS)],
        )
        connection.execute(
            insert(orders),
            [
                {
                    "code": f"SG-2611-{n:04}",
                    "customer_id": generator.randint(1, CUSTOMERS),
                    "status": "in_work",
                    "total": n * 1000,
                }
                for n in range(ORDERS)
            ],
        )
        connection.execute(
            insert(jobs),
            [
                {"order_id": generator.randint(1, ORDERS), "product": "Brosur A5", "quantity": n}
                for n in range(JOBS)
            ],
        )
    engine.dispose()


def _report(runs: dict[str, list[tuple[float, float]]], pages: int) -> None:
    print(f"A page of {len(page(0))} queries; median of {ROUNDS} rounds of {pages} pages")
    print(f"{'backend':32}{'ms/page':>10}{'cpu ms':>10}{'ratio':>8}")
    base = median(clock for clock, _ in runs["stock"])
    for name, results in runs.items():
        clock = median(clock for clock, _ in results)
        processor = median(processor for _, processor in results)
        print(f"{name:32}{clock:10.2f}{processor:10.2f}{clock / base:8.2f}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))

"""Orders are put together from their rows and the rows of their lines."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.db import Row, among, prepared
from app.orders.delivery import COLUMNS, Delivery
from app.orders.models import Job, Order
from app.orders.status import JobStatus, OrderStatus
from app.orders.tables import jobs, orders

_OWN = [column.name for column in orders.columns if column.name not in COLUMNS]


async def with_jobs(rows: Sequence[Row]) -> list[Order]:
    """Turn rows of orders into orders with their lines."""
    lines: dict[int, list[Job]] = {row.id: [] for row in rows}
    for row in await _jobs_of.fetch_all(order_ids=list(lines)) if lines else ():
        lines[row.order_id].append(_job(row))
    return [_order(row, lines[row.id]) for row in rows]


@prepared
def _jobs_of() -> Any:
    return select(jobs).where(among(jobs.c.order_id, "order_ids")).order_by(jobs.c.position)


def _order(row: Row, lines: list[Job]) -> Order:
    columns = {name: row[name] for name in _OWN}
    delivery = Delivery(**{name: row[name] for name in COLUMNS})
    columns |= {"status": OrderStatus(row.status), "delivery": delivery}
    return Order(**columns, jobs=tuple(lines))


def _job(row: Row) -> Job:
    return Job(**dict(row._mapping) | {"status": JobStatus(row.status)})

"""Orders are put together from their rows and the rows of their lines."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from app.db import Row, database, prepared
from app.orders.models import Job, Order
from app.orders.status import JobStatus, OrderStatus
from app.orders.tables import jobs, orders


async def with_jobs(rows: Sequence[Row]) -> list[Order]:
    """Turn rows of orders into orders with their lines."""
    lines: dict[int, list[Job]] = {row.id: [] for row in rows}
    for row in await _jobs_of(list(lines)):
        lines[row.order_id].append(_job(row))
    return [_order(row, lines[row.id]) for row in rows]


async def _jobs_of(order_ids: list[int]) -> list[Row]:
    if len(order_ids) == 1:  # a page of its own, and every change
        return await _jobs_of_one.fetch_all(order_id=order_ids[0])
    many = select(jobs).where(jobs.c.order_id.in_(order_ids)).order_by(jobs.c.position)
    return await database.fetch_all(many) if order_ids else []


@prepared
def _jobs_of_one() -> Any:
    own = jobs.c.order_id == bindparam("order_id")
    return select(jobs).where(own).order_by(jobs.c.position)


def _order(row: Row, lines: list[Job]) -> Order:
    columns = {column.name: row[column.name] for column in orders.columns}
    return Order(**columns | {"status": OrderStatus(row.status)}, jobs=tuple(lines))


def _job(row: Row) -> Job:
    return Job(**dict(row._mapping) | {"status": JobStatus(row.status)})

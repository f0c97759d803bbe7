"""Orders are put together from their rows and the rows of their lines."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.db import Row, among, prepared
from app.orders.delivery import COLUMNS, Delivery
from app.orders.models import Hold, Job, Order
from app.orders.status import JobStatus, OrderStatus, WaitingOn
from app.orders.tables import jobs, orders

_OF_ORDER = [column.name for column in orders.columns]
_OF_JOB = [column.name for column in jobs.columns]


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
    # Rows begin with the columns of their table; a board has hundreds of them.
    known = dict(zip(_OF_ORDER, row, strict=False))
    waiting_on, reason, since = (
        known.pop(name) for name in ("waiting_on", "hold_reason", "held_at")
    )
    hold = Hold(WaitingOn(waiting_on), reason, since) if waiting_on else None
    delivery = Delivery(**{name: known.pop(name) for name in COLUMNS})
    known["status"] = OrderStatus(known["status"])
    return Order(**known, delivery=delivery, hold=hold, jobs=tuple(lines))


def _job(row: Row) -> Job:
    known = dict(zip(_OF_JOB, row, strict=True))
    known["status"] = JobStatus(known["status"])
    return Job(**known)

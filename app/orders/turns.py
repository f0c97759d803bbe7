"""What waits for one person to act: the number beside their work in the navigation."""

from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, literal, select

from app.accounts.access import Can, Role, Viewer
from app.db import Row, prepared
from app.orders.delivery import Method
from app.orders.progress import progress
from app.orders.routing import DESK
from app.orders.status import OPEN, JobStatus, OrderStatus, WaitingOn
from app.orders.tables import jobs, orders


async def my_turns(viewer: Viewer) -> int:
    """Count a customer's orders that wait for them, a designer's jobs, or the feed's new orders."""
    if viewer.can(Can.SEE_FEED):
        return await _unclaimed()
    if viewer.role is Role.DESIGNER:
        return int(await _in_design.fetch_val(designer_id=viewer.id))
    return await _waiting_for_customer(viewer) if viewer.role is Role.CUSTOMER else 0


def count_channels(viewer: Viewer) -> str:
    """Name the live channels on which a person's numbers change."""
    names = [f"user:{viewer.id}"]
    if viewer.is_staff and viewer.role is not Role.DESIGNER:
        names.append("inbox")
    if viewer.can(Can.SEE_FEED):
        names.append(f"orders:{DESK}")
    return " ".join(names)


async def _unclaimed() -> int:
    return int(await _waiting_here.fetch_val())


@prepared
def _waiting_here() -> Any:
    waiting = orders.c.status == OrderStatus.SUBMITTED, orders.c.operator_id.is_(None)
    return select(func.count()).where(*waiting)


@prepared
def _in_design() -> Any:
    # From the open orders to their jobs: of the designer's own jobs most are long done.
    mine = jobs.c.designer_id == bindparam("designer_id"), jobs.c.status == JobStatus.DESIGN
    count = select(func.count()).where(jobs.c.order_id == orders.c.id, *mine).correlate(orders)
    query = select(func.coalesce(func.sum(count.scalar_subquery()), 0))
    return query.where(_is_open(), orders.c.waiting_on.is_(None))


async def _waiting_for_customer(viewer: Viewer) -> int:
    rows = await _stages_of_open.fetch_all(customer_id=viewer.id)
    found = (list(lines) for _order, lines in groupby(rows, key=lambda row: row.id))
    return sum(_is_on_customer(lines) for lines in found)


def _is_on_customer(lines: list[Row]) -> bool:
    """Tell from the rows of an order's lines whether the customer is next."""
    order, stages = lines[0], [JobStatus(row.stage) for row in lines]
    held = WaitingOn(order.waiting_on) if order.waiting_on else None
    brought = order.method == Method.DELIVERY
    now = progress(OrderStatus(order.status), stages, held, is_delivered=brought)
    return now.turn == "customer"


@prepared
def _stages_of_open() -> Any:
    own = orders.c.customer_id == bindparam("customer_id")
    return (
        select(
            orders.c.id,
            orders.c.status,
            orders.c.method,
            orders.c.waiting_on,
            jobs.c.status.label("stage"),
        )
        .join(jobs, jobs.c.order_id == orders.c.id)
        .where(own, _is_open())
        .order_by(orders.c.id)
    )


def _is_open() -> ColumnElement[bool]:
    return orders.c.status.in_([literal(status) for status in sorted(OPEN)])

"""Orders that timed work looks after, whoever owns them."""

from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.sql import ColumnElement

from app.db import database
from app.files.tables import folders
from app.orders.status import CLOSED, OPEN, JobStatus
from app.orders.tables import history, jobs, orders

REMINDED = "reminded"


async def folders_over(before: datetime) -> list[int]:
    """Return the open folders of orders that ended before a moment."""
    query = (
        select(folders.c.id)
        .join(orders, orders.c.folder_id == folders.c.id)
        .where(
            folders.c.closed_at.is_(None),
            orders.c.status.in_(sorted(CLOSED)),
            orders.c.updated_at < before,
        )
        .limit(500)
    )
    return [row.id for row in await database.fetch_all(query)]


async def orders_to_remind(before: datetime) -> list[int]:
    """Return open orders that have waited for files since before a moment, unreminded."""
    query = select(orders.c.id).where(*_forgotten(before)).order_by(orders.c.id).limit(200)
    return [row.id for row in await database.fetch_all(query)]


async def is_to_remind(order_id: int, before: datetime) -> bool:
    """Tell whether one order is among those."""
    query = select(orders.c.id).where(orders.c.id == order_id, *_forgotten(before))
    return await database.fetch_val(query) is not None


def _forgotten(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Of an order: open, waiting long enough, and not reminded since it began to wait."""
    earlier = history.alias()
    sent_back = (
        select(func.max(earlier.c.at))
        .where(earlier.c.order_id == orders.c.id, earlier.c.to_status == JobStatus.AWAITING_FILES)
        .correlate(orders)
        .scalar_subquery()
    )
    since = func.coalesce(sent_back, orders.c.submitted_at, type_=orders.c.submitted_at.type)
    return (
        orders.c.status.in_(sorted(OPEN)),
        exists().where(jobs.c.order_id == orders.c.id, jobs.c.status == JobStatus.AWAITING_FILES),
        since < before,
        ~exists().where(
            history.c.order_id == orders.c.id, history.c.kind == REMINDED, history.c.at > since
        ),
    )

"""What the studio sees of a customer beside a conversation: the latest orders and their worth."""

from dataclasses import dataclass

from sqlalchemy import func, select

from app.accounts.access import Scope, Thing, Viewer, scope
from app.db import database
from app.orders import queries
from app.orders.models import Summary
from app.orders.status import OrderStatus
from app.orders.tables import orders

LATEST = 4
_NOTHING_CAME_OF_IT = (
    OrderStatus.WITHDRAWN,
    OrderStatus.DECLINED,
    OrderStatus.EXPIRED,
    OrderStatus.CANCELLED,
)


@dataclass(frozen=True, slots=True)
class Custom:
    """What one customer has ordered so far, of what the viewer may see."""

    latest: list[Summary]
    count: int
    worth: int | None
    """In rupiah; None for those who see a few of the orders only."""


async def custom_of(viewer: Viewer, customer_id: int) -> Custom:
    """Return what a customer has ordered."""
    theirs = select(orders.c.id).where(orders.c.customer_id == customer_id, queries.reach(viewer))
    latest = await queries.summaries(theirs.order_by(orders.c.id.desc()).limit(LATEST))
    if scope(viewer, Thing.ORDERS) is not Scope.ALL:
        return Custom(latest, len(latest), None)
    real = orders.c.customer_id == customer_id, orders.c.status.not_in(_NOTHING_CAME_OF_IT)
    count = await database.fetch_val(select(func.count()).select_from(orders).where(*real))
    worth = await database.fetch_val(select(func.sum(orders.c.total)).where(*real))
    return Custom(latest, int(count), int(worth or 0))

"""Somebody's orders, when they delete their account: figures and steps stay, their words go."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.db import database
from app.erased import MARK
from app.idempotency import forget
from app.orders.feeds import CHANNEL
from app.orders.status import OPEN
from app.orders.tables import history, order_drafts, orders

DESK = (CHANNEL,)
"""Channels of the studio that speak of every customer's orders."""
ADDRESS = dict.fromkeys(("recipient", "recipient_phone", "street", "city", "postcode"), "")
"""Where goods were brought; how, and from which branch, stays."""


@dataclass(frozen=True, slots=True)
class Running:
    """An order that still has to come to its end."""

    id: int
    code: str


async def running(customer_id: int) -> list[Running]:
    """Return somebody's orders that are not over, the oldest first."""
    query = select(orders.c.id, orders.c.code).where(
        orders.c.customer_id == customer_id, orders.c.status.in_(sorted(OPEN))
    )
    return [Running(row.id, row.code) for row in await database.fetch_all(query.order_by("id"))]


async def folders(customer_id: int) -> list[int]:
    """Return the folders of somebody's orders."""
    query = select(orders.c.folder_id).where(orders.c.customer_id == customer_id)
    return [row.folder_id for row in await database.fetch_all(query) if row.folder_id is not None]


async def erase(customer_id: int) -> list[int]:
    """Take their words, addresses and draft, and end the short links; returns the orders.

    The account must be marked as deleted already: the history lets go of nobody else's name.
    """
    theirs = orders.c.customer_id == customer_id
    gone: dict[str, Any] = {**ADDRESS, "notes": "", "link_issue": orders.c.link_issue + 1}
    await database.execute(orders.update().where(theirs).values(gone))
    own = history.c.actor_id == customer_id
    await database.execute(history.update().where(own).values(actor_name=MARK, reason=""))
    await database.execute(order_drafts.delete().where(order_drafts.c.user_id == customer_id))
    await forget(f"orders:{customer_id}")
    rows = await database.fetch_all(select(orders.c.id).where(theirs))
    return [row.id for row in rows]


def channels(order_ids: list[int]) -> list[str]:
    """Return the live channels of orders."""
    return [f"{kind}:{order_id}" for order_id in order_ids for kind in ("order", "order-staff")]

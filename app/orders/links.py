"""The short link of an order: who has it sees how far the order is, without an account.

It is made from the order's number and sealed with the installation's key, so that nothing is kept
that would open it; a new one makes those before it worthless.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from app import audit, clock, signing
from app.accounts.access import SYSTEM, Can, Viewer, check
from app.catalogue.models import Branch, Turnaround
from app.catalogue.queries import all_branches
from app.db import database, snapshot, transaction
from app.errors import NotFound
from app.i18n import gettext as _
from app.orders import queries
from app.orders.milestones import step_moments
from app.orders.models import Order
from app.orders.tables import orders

PURPOSE = "order link"
LASTS = timedelta(days=90)
"""How long a link goes on working after its order is over."""


@dataclass(frozen=True, slots=True)
class Tracking:
    """What a link shows: where the order is and where it can be collected; nothing of anybody."""

    order: Order
    moments: dict[int, datetime]
    branch: Branch | None
    usual: Turnaround | None
    at: datetime
    """When it was looked at: the page does not move by itself."""


def path_of(order: Order) -> str:
    """Return the address of an order's newest link, from the site's root."""
    return f"/t/{order.id}-{signing.seal(PURPOSE, _text(order.id, order.link_issue))}"


async def tracked(token: str) -> Tracking:
    """Return what a link shows; mistyped, replaced and old ones look as if there were none."""
    async with snapshot():
        order = await _behind(token)
        branches = await all_branches()
        return Tracking(
            order=order,
            moments=step_moments(order, await queries.timeline(order.id)),
            branch=next((each for each in branches if each.id == order.branch_id), None),
            usual=await queries.usual_time(order),
            at=clock.now(),
        )


async def renew(viewer: Viewer, order_id: int) -> Order:
    """Give the order a new link; all before it stop working at once."""
    check(viewer, Can.ORDER)
    async with transaction():
        order = await queries.order_for(viewer, order_id, lock=True)
        await database.execute(
            update(orders).where(orders.c.id == order.id).values(link_issue=orders.c.link_issue + 1)
        )
        await audit.record(viewer, "renewed_link", f"order:{order.id}")
    return order


async def _behind(token: str) -> Order:
    number, _dash, given = token.partition("-")
    order_id = int(number) if number.isascii() and number.isdigit() and len(number) < 16 else 0
    query = select(orders.c.link_issue).where(orders.c.id == order_id)
    issue = await database.fetch_val(query)
    is_good = signing.is_sealed(PURPOSE, _text(order_id, issue or 0), given)
    if issue is None or not is_good:
        raise _unknown()
    order = await queries.order_for(SYSTEM, order_id)
    if order.progress.over and order.updated_at < clock.now() - LASTS:
        raise _unknown()
    return order


def _text(order_id: int, issue: int) -> str:
    return f"{order_id}.{issue}"


def _unknown() -> NotFound:
    return NotFound(_("This link does not work any more. Please ask us for a new one."))

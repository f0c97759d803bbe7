"""The promo of an order: taken with the order's own transaction, given back when it ends."""

from sqlalchemy import update

from app.accounts.access import SYSTEM
from app.db import database
from app.errors import Invalid
from app.orders import queries
from app.orders.changes import remember
from app.orders.models import Order
from app.orders.status import OrderStatus
from app.orders.tables import orders
from app.promos.models import Discount
from app.promos.redemptions import preview, redeem, release
from app.text import clean_line

WAITS_FOR_PRICE = {"promo_min_spend"}


async def apply_promo(order: Order, code: str) -> Order:
    """Use a code, or the best automatic discount; a refused code refuses the order.

    While a line has no price the code is only looked at: the discount follows with the quote.
    """
    code = clean_line(code, 40)
    values: dict[str, object] = {"promo_code": code}
    if order.priced:
        found = await _redeemed(order, code)
        if found is not None:
            discount = min(found.amount, order.subtotal)
            values = {
                "promo_id": found.promo_id,
                "promo_code": found.code,
                "discount": discount,
                "total": order.subtotal - discount,
            }
    elif code:
        await _look_at(order, code)
    await database.execute(update(orders).where(orders.c.id == order.id).values(**values))
    return await queries.order_for(SYSTEM, order.id)


async def release_promo(order: Order) -> None:
    """Give the use of a promo back."""
    if order.promo_id is not None:
        await release(order.channel)


async def _redeemed(order: Order, code: str) -> Discount | None:
    """Redeem; a code that went bad while the studio priced is dropped, and the history says why."""
    try:
        return await redeem(order.customer_id, code, _lines(order), order.channel)
    except Invalid as error:
        if order.status is not OrderStatus.QUOTING:
            raise
        await remember(order.id, "promo", SYSTEM, after=code, reason=error.message)
        return None


async def _look_at(order: Order, code: str) -> None:
    try:
        await preview(order.customer_id, code, _lines(order))
    except Invalid as error:
        if error.code not in WAITS_FOR_PRICE:
            raise


def _lines(order: Order) -> list[tuple[int, int]]:
    return [(job.product_id, job.amount) for job in order.jobs]

"""The promo of an order: taken with the order's own transaction, given back when it ends."""

from sqlalchemy import update

from app.accounts.access import SYSTEM
from app.db import database
from app.errors import Invalid
from app.orders import queries
from app.orders.models import Order
from app.orders.tables import orders
from app.promos.actions import redeem, release
from app.text import clean_line

WAITS_FOR_PRICE = {"promo_min_spend"}


async def apply_promo(order: Order, code: str) -> Order:
    """Use a code, or the best automatic discount; a refused code refuses the order.

    A line without a price keeps the code for later: the discount follows with the quote.
    """
    code = clean_line(code, 40)
    if order.promo_id is not None:
        return order
    lines = [(job.product_id, job.amount) for job in order.jobs if job.priced]
    try:
        found = await redeem(order.customer_id, code, lines, order.channel)
    except Invalid as error:
        if order.priced or error.code not in WAITS_FOR_PRICE:
            raise
        found = None
    values: dict[str, object] = {"promo_code": code}
    if found is not None:
        discount = min(found.amount, order.subtotal)
        values |= {
            "promo_id": found.promo_id,
            "promo_code": found.code or "",
            "discount": discount,
            "total": order.subtotal - discount,
        }
    await database.execute(update(orders).where(orders.c.id == order.id).values(**values))
    return await queries.order_for(SYSTEM, order.id)


async def release_promo(order: Order) -> None:
    """Give the use of a promo back."""
    if order.promo_id is not None:
        await release(order.channel)

"""Timed work of orders: lines whose files came while nobody looked."""

from app.accounts.access import SYSTEM
from app.jobs import every
from app.orders import queries, work


@every(minutes=1)
async def notice_files() -> None:
    """Move lines on whose required files have arrived; running it twice changes nothing."""
    for order_id in await queries.orders_awaiting_files():
        await work.check_files(await queries.order_for(SYSTEM, order_id))

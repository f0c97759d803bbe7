"""Timed work of orders: files that came while nobody looked, that are missing, that are over."""

from datetime import timedelta

from app import clock
from app.accounts.access import SYSTEM
from app.files import retention
from app.jobs import every
from app.orders import queries, reminders, saved, upkeep, work

AFTERMATH = timedelta(days=30)
"""How long people send files about an order that is over: what arrived damaged, for example."""


@every(minutes=1)
async def notice_files() -> None:
    """Move lines on whose required files have arrived; running it twice changes nothing."""
    for order_id in await queries.orders_awaiting_files():
        await work.check_files(await queries.order_for(SYSTEM, order_id))


@every(minutes=30)
async def remind_of_files() -> None:
    """Remind the customers whose orders have waited for files for a day."""
    for order_id in await upkeep.orders_to_remind(clock.now() - reminders.PATIENCE):
        await reminders.remind(order_id)


@every(minutes=6 * 60)
async def forget_drafts() -> None:
    """Drop the unfinished orders that nobody came back to."""
    await saved.forget_old()


@every(minutes=6 * 60)
async def close_folders() -> None:
    """Close the folders of orders that have been over for a while."""
    await retention.close(await upkeep.folders_over(clock.now() - AFTERMATH))

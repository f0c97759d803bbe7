"""A customer whose order waits for files is reminded of them, once."""

from datetime import timedelta

from app import clock
from app.accounts.access import SYSTEM
from app.db import transaction
from app.orders import letters, queries, upkeep
from app.orders.changes import remember
from app.orders.models import Order
from app.orders.status import JobStatus, slots_filled

PATIENCE = timedelta(days=1)
"""How long an order may wait for its files before anybody says so."""


async def remind(order_id: int) -> None:
    """Ask in the room and by mail for the files that are missing; a repeat asks nothing."""
    async with transaction():
        order = await queries.order_for(SYSTEM, order_id, lock=True)
        if not await upkeep.is_to_remind(order.id, clock.now() - PATIENCE):
            return
        missing = await _missing(order)
        if missing:
            await remember(order.id, upkeep.REMINDED, SYSTEM)
            await letters.files_missing(order, missing)


async def _missing(order: Order) -> list[dict[str, object]]:
    """Return the required slots of waiting lines without a fresh file, each once."""
    missing: dict[str, dict[str, object]] = {}
    for job in order.jobs:
        if job.status is not JobStatus.AWAITING_FILES:
            continue
        there = await queries.fresh_slots(order, job)
        if not slots_filled(job.required, there):
            wanted = [slot for slot in job.slots if slot.get("required")]
            missing |= {str(s["code"]): s for s in wanted if str(s["code"]) not in there}
    return list(missing.values())

"""How long the studio works on a line, in opening hours; the clock stands while others are next.

What has passed is kept with the line whenever its clock stops, so that nobody has to add it up.
"""

from datetime import datetime, timedelta

from app.catalogue.hours import Opening
from app.orders.models import Job, Order
from app.orders.status import AGREED, CLOSED, ON_CUSTOMER, JobStatus, OrderStatus, WaitingOn

HANDS_ON = frozenset({JobStatus.DESIGN, JobStatus.IN_PRODUCTION, JobStatus.QUALITY_CHECK})
"""Somebody works on it."""
NEXT_IN_LINE = frozenset({JobStatus.PREFLIGHT, JobStatus.APPROVED})
"""It lies ready for the studio; that counts from when the price is agreed."""


def runs(status: OrderStatus, stage: JobStatus, held: WaitingOn | None) -> bool:
    """Tell whether the clock of a line runs: never while its customer is waited for."""
    if status in CLOSED or held in ON_CUSTOMER:
        return False
    return stage in HANDS_ON or (stage in NEXT_IN_LINE and status in AGREED)


def runs_in(order: Order, stage: JobStatus) -> bool:
    """Tell whether the clock of a line runs at a stage of an order as it is."""
    return runs(order.status, stage, order.hold.waiting_on if order.hold else None)


def worked(job: Job, hours: Opening, now: datetime) -> timedelta:
    """Return the open time that a line has been in work until now."""
    running = hours.spent(job.clock_since, now) if job.clock_since else timedelta(0)
    return timedelta(seconds=job.worked) + running


def stopped(job: Job, hours: Opening, now: datetime) -> dict[str, object]:
    """Return what is kept of a line when its clock stands from now on."""
    return {"clock_since": None, "worked": int(worked(job, hours, now).total_seconds())}


def is_round(before: JobStatus, after: JobStatus) -> bool:
    """Tell whether a move is a round of revision: a proof that comes back to be changed."""
    return (before, after) == (JobStatus.PROOFING, JobStatus.DESIGN)

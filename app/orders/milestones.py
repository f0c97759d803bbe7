"""When an order reached each of its seven steps, read from its history."""

from collections.abc import Iterable
from datetime import datetime

from app.orders.models import Entry, Order
from app.orders.progress import progress
from app.orders.status import JobStatus, OrderStatus


def step_moments(order: Order, timeline: Iterable[Entry]) -> dict[int, datetime]:
    """Return when each step was reached last; one that was left backwards has not been reached.

    The history may come in any order; it is replayed from its beginning.
    """
    entries = sorted(timeline, key=lambda entry: entry.id)
    status = OrderStatus.SUBMITTED
    stages = {job.id: _first_stage(job.id, job.status, entries) for job in order.jobs}
    reached: dict[int, datetime] = {}
    for entry in entries:
        if entry.kind in {"submitted", "moved", "claimed"} and entry.to_status in set(OrderStatus):
            status = OrderStatus(entry.to_status)
        elif entry.job_id in stages and entry.to_status in set(JobStatus):
            stages[entry.job_id] = JobStatus(entry.to_status)
        step = progress(status, list(stages.values())).step
        reached = {known: at for known, at in reached.items() if known <= step}
        for passed in range(1, step + 1):
            reached.setdefault(passed, entry.at)
    return reached


def _first_stage(job_id: int, now: JobStatus, entries: Iterable[Entry]) -> JobStatus:
    moves = (e for e in entries if e.job_id == job_id and e.from_status in set(JobStatus))
    first = next(moves, None)
    return JobStatus(first.from_status) if first is not None else now

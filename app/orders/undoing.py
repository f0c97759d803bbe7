"""Taking back one's own last step, for the few seconds in which a slip of the hand is noticed."""

from app import audit, clock
from app.accounts.access import Can, Viewer, check
from app.db import transaction
from app.errors import Conflict
from app.i18n import gettext as _
from app.orders import clocks, letters, live, queries
from app.orders.changes import remember, write_job, write_order
from app.orders.models import UNDO_TIME, Entry, Order
from app.orders.status import CLOSED, JobStatus, OrderStatus, derived

_CLAIM, _MOVES = "claimed", {"job_moved", "override"}


def undoable(viewer: Viewer, entries: list[Entry], order: Order) -> Entry | None:
    """Return the viewer's own last step, the newest of the history, if it can be undone."""
    last = next((entry for entry in entries if entry.actor_id is not None), None)
    if last is None or last.actor_id != viewer.id or clock.now() - last.at > UNDO_TIME:
        return None
    if last.kind == _CLAIM:
        return last if order.operator_id == viewer.id and order.status not in CLOSED else None
    is_move = last.kind in _MOVES and viewer.can(Can.MOVE_JOBS) and order.status not in CLOSED
    return last if is_move and last.to_status != JobStatus.CANCELLED else None


async def give_back(viewer: Viewer, order_id: int) -> Order:
    """Undo one's own claim: the order waits in the feed again."""
    check(viewer, Can.CLAIM_ORDERS)
    async with transaction():
        order = await queries.order_for(viewer, order_id, lock=True)
        step = await _last_step(viewer, order)
        if step.kind != _CLAIM:
            raise _too_late()
        waiting = await write_order(
            order, operator_id=None, claimed_at=None, status=OrderStatus.SUBMITTED
        )
        await remember(order.id, "released", viewer, before=order.status, after=waiting.status)
        await audit.record(viewer, "released", f"order:{order.id}", before=order.status)
        await live.order_released(waiting, order.status, viewer)
        await letters.released(waiting)
        return waiting


async def take_back_move(viewer: Viewer, job_id: int) -> Order:
    """Undo one's own last move of a line: it stands where it stood before."""
    check(viewer, Can.MOVE_JOBS)
    async with transaction():
        order, job = await queries.order_of_job(viewer, job_id, lock=True)
        step = await _last_step(viewer, order)
        if step.job_id != job.id or step.to_status != job.status:
            raise _too_late()
        before = JobStatus(step.from_status)
        rounds = job.rounds - clocks.is_round(before, job.status)
        changed = await write_job(order, job, status=before, rounds=rounds)
        await remember(order.id, "undone", viewer, job_id=job.id, before=job.status, after=before)
        await audit.record(viewer, "undone", f"job:{job.id}", before=job.status, to=before)
        back = derived(changed.status, changed.stages)
        if back is not changed.status:
            changed = await write_order(changed, status=back)
        await live.job_moved(changed, job, job.status, "", viewer)
        await letters.job_moved(changed, before, job.product_name_id, job.product_name_en)
        await letters.unsaid(order, JobStatus(step.to_status))
        return changed


async def _last_step(viewer: Viewer, order: Order) -> Entry:
    step = undoable(viewer, await queries.timeline(order.id), order)
    if step is None:
        raise _too_late()
    return step


def _too_late() -> Conflict:
    return Conflict(_("This can no longer be undone."), code="too_late_to_undo")

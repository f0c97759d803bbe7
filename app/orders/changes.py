"""Writing one change of an order or a line: the next revision, or the story of who was faster."""

from collections.abc import Sequence

from sqlalchemy import insert, update

from app import audit, clock
from app.accounts.access import SYSTEM, Viewer
from app.catalogue.queries import opening
from app.db import database
from app.errors import AppError, Conflict, Invalid, Refused
from app.i18n import format_datetime
from app.i18n import gettext as _
from app.orders import clocks, labels, queries
from app.orders.models import Job, Order
from app.orders.status import CLOSED, MANAGERS, Guard, JobStatus, Refusal, Verdict
from app.orders.tables import history, jobs, orders

NO_HOLD: dict[str, object] = {"waiting_on": None, "hold_reason": "", "held_at": None}


async def write_order(order: Order, **values: object) -> Order:
    """Write the order's next revision; Conflict when somebody else wrote it meanwhile.

    An order that is over waits for nobody.
    """
    if values.get("status") in CLOSED:
        values |= NO_HOLD
    row = await database.fetch_one(
        update(orders)
        .where(orders.c.id == order.id, orders.c.rev == order.rev)
        .values(rev=order.rev + 1, updated_at=clock.now(), **values)
        .returning(orders.c.id)
    )
    if row is None:
        raise await stale_order(order)
    changed = await queries.order_for(SYSTEM, order.id)
    turned = await _turn_clocks(changed)
    return await queries.order_for(SYSTEM, order.id) if turned else changed


async def write_job(order: Order, job: Job, **values: object) -> Order:
    """Write the line's next revision, and return the order with it."""
    if "status" in values:
        is_on = clocks.runs_in(order, JobStatus(str(values["status"])))
        values |= await _clock(job, is_on)
    row = await database.fetch_one(
        update(jobs)
        .where(jobs.c.id == job.id, jobs.c.rev == job.rev)
        .values(rev=job.rev + 1, **values)
        .returning(jobs.c.id)
    )
    if row is None:
        raise await stale_job(order, job)
    touched = update(orders).where(orders.c.id == order.id).values(updated_at=clock.now())
    await database.execute(touched)
    return await queries.order_for(SYSTEM, order.id)


async def _turn_clocks(order: Order) -> bool:
    """Let the clocks of the lines run or stand as the order says; tell whether any was turned."""
    found = [(job, await _clock(job, clocks.runs_in(order, job.status))) for job in order.jobs]
    turned = [(job, values) for job, values in found if values]
    for job, values in turned:
        await database.execute(update(jobs).where(jobs.c.id == job.id).values(**values))
    return bool(turned)


async def _clock(job: Job, is_on: bool) -> dict[str, object]:
    if is_on == (job.clock_since is not None):
        return {}
    now = clock.now()
    return {"clock_since": now} if is_on else clocks.stopped(job, await opening(), now)


async def remember(
    order_id: int,
    kind: str,
    by: Viewer,
    *,
    job_id: int | None = None,
    before: str = "",
    after: str = "",
    reason: str = "",
    skipped: Sequence[str] = (),
) -> None:
    """Add a line to the history; nothing ever changes or removes one."""
    await database.execute(
        insert(history).values(
            order_id=order_id,
            job_id=job_id,
            actor_id=by.id or None,
            actor_name=by.name,
            kind=kind,
            from_status=before,
            to_status=after,
            reason=reason,
            skipped=list(skipped),
            via="system" if by is SYSTEM else audit.origin().via,
            at=clock.now(),
        )
    )


async def stale_order(order: Order) -> AppError:
    """Say that the order moved meanwhile, where it is now, and who moved it."""
    held = order.hold.waiting_on if order.hold else None
    state = labels.on_hold(held) if held else labels.order_status(order.status)
    return await _stale(order.id, None, state, order.status, order.rev)


async def stale_job(order: Order, job: Job) -> AppError:
    """Say that the line moved meanwhile, where it is now, and who moved it."""
    return await _stale(order.id, job.id, labels.job_status(job.status), job.status, job.rev)


def check_moving(order: Order, to: str = "") -> None:
    """Raise Conflict while the order is on hold; to cancel a line is possible all the same."""
    if order.hold is not None and to != JobStatus.CANCELLED:
        raise Conflict(labels.guard(Guard.NOT_ON_HOLD), code=Guard.NOT_ON_HOLD)


def refused(verdict: Verdict, viewer: Viewer, state: str, rev: int, to: str) -> AppError:
    """Turn a verdict of the machine into words and a status."""
    if verdict.refusal is Refusal.ROLE:
        return Refused(_("You may not do this."))
    if verdict.refusal is Refusal.REASON:
        words = _("Please give a reason.")
        return Invalid(words, code="reason_needed", fields={"reason": words})
    if verdict.guard is not None:
        error: AppError = Conflict(labels.guard(verdict.guard), code=verdict.guard)
        error.with_facts(override=viewer.role in MANAGERS)
    else:
        error = Conflict(_("This step is not possible from here."), code="move_not_allowed")
    return error.with_facts(status=state, rev=rev, to=to)


async def _stale(order_id: int, job_id: int | None, label: str, state: str, rev: int) -> AppError:
    last = await queries.last_move(order_id, job_id)
    words = _("This has changed meanwhile: it is now “%(state)s”.", state=label)
    error = Conflict(words, code="stale").with_facts(status=state, rev=rev)
    if last is None:
        return error
    error.message = _(
        "%(name)s was faster (%(when)s): it is now “%(state)s”.",
        name=last.actor_name,
        when=format_datetime(last.at),
        state=label,
    )
    return error.with_facts(moved_by=last.actor_name, moved_at=last.at.isoformat())

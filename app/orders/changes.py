"""Writing one change of an order or a line: the next revision, or the story of who was faster."""

from collections.abc import Sequence

from sqlalchemy import insert, update

from app import audit, clock
from app.accounts.access import SYSTEM, Viewer
from app.db import database
from app.errors import AppError, Conflict, Invalid, Refused
from app.i18n import format_datetime
from app.i18n import gettext as _
from app.orders import labels, queries
from app.orders.models import Job, Order
from app.orders.status import MANAGERS, Refusal, Verdict
from app.orders.tables import history, jobs, orders


async def write_order(order: Order, **values: object) -> Order:
    """Write the order's next revision; Conflict when somebody else wrote it meanwhile."""
    row = await database.fetch_one(
        update(orders)
        .where(orders.c.id == order.id, orders.c.rev == order.rev)
        .values(rev=order.rev + 1, updated_at=clock.now(), **values)
        .returning(orders.c.id)
    )
    if row is None:
        raise await stale_order(order)
    return await queries.order_for(SYSTEM, order.id)


async def write_job(order: Order, job: Job, **values: object) -> Order:
    """Write the line's next revision, and return the order with it."""
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
    return await _stale(order.id, None, labels.order_status(order.status), order.status, order.rev)


async def stale_job(order: Order, job: Job) -> AppError:
    """Say that the line moved meanwhile, where it is now, and who moved it."""
    return await _stale(order.id, job.id, labels.job_status(job.status), job.status, job.rev)


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

"""The lines of orders at work: moved from stage to stage, handed to designers, fed with files."""

from app import audit
from app.accounts.access import SYSTEM, Can, Role, Viewer, check
from app.accounts.queries import people
from app.chat.actions import add_member, remove_member
from app.db import transaction
from app.errors import Conflict, Invalid, NotFound
from app.files.actions import grant, revoke, use_in_slot
from app.files.queries import file_for
from app.i18n import gettext as _
from app.orders import clocks, labels, letters, live, queries
from app.orders.changes import check_moving, refused, remember, stale_job, write_job, write_order
from app.orders.models import Job, Order
from app.orders.status import (
    AGREED,
    CLOSED,
    ROUTINE_SKIPS,
    Guard,
    JobStatus,
    OrderStatus,
    Verdict,
    derived,
    judge_job,
    slots_filled,
)
from app.realtime.publish import recheck_channel
from app.text import clean_text

REASON = 500


async def move_job(
    viewer: Viewer,
    job_id: int,
    to: str,
    *,
    rev: int,
    reason: str = "",
    designer_id: int | None = None,
) -> Order:
    """Bring a line to another stage; the order's own state follows from its lines.

    With `designer_id` it is handed to that designer in the same step.
    """
    check(viewer, Can.MOVE_JOBS)
    end, reason = _stage(to), clean_text(reason, REASON)
    async with transaction():
        if designer_id is not None:
            await assign(viewer, job_id, designer_id, rev=rev)
            rev += 1
        order, job = await queries.order_of_job(viewer, job_id, lock=True)
        if job.rev != rev:
            raise await stale_job(order, job)
        check_moving(order, end)
        met = await _facts(viewer, order, job)
        verdict = judge_job(job.status, end, role=viewer.role, met=met, reason=reason)
        if verdict.refusal is not None:
            raise refused(verdict, viewer, job.status, job.rev, end)
        return await _move(order, job, end, by=viewer, reason=reason, verdict=verdict)


async def assign(viewer: Viewer, job_id: int, designer_id: int | None, *, rev: int) -> Order:
    """Hand a line to a designer with its files and room, or take it back."""
    check(viewer, Can.ASSIGN_DESIGNER)
    async with transaction():
        order, job = await queries.order_of_job(viewer, job_id, lock=True)
        if job.rev != rev:
            raise await stale_job(order, job)
        name = await _designer_name(designer_id) if designer_id else ""
        changed = await write_job(order, job, designer_id=designer_id)
        if designer_id is not None:
            await grant(order.folder_id, designer_id)
            await add_member(order.room_id, designer_id)
        if job.designer_id not in {None, designer_id}:
            await _take_back(changed, job, viewer)
        await remember(order.id, "assigned", viewer, job_id=job.id, reason=name)
        await audit.record(viewer, "assigned", f"job:{job.id}", designer=designer_id)
        await live.job_assigned(changed, job, designer_id, by=viewer)
    return changed


async def use_as_artwork(viewer: Viewer, order_id: int, file_id: int, slot: str) -> Order:
    """Put a file of the order, such as one from its room, into a slot of its lines."""
    check(viewer, Can.UPLOAD)
    async with transaction():
        order = await queries.order_for(viewer, order_id, lock=True)
        if order.progress.over:
            raise Conflict(labels.guard(Guard.ORDER_OPEN), code=Guard.ORDER_OPEN)
        if slot not in {str(known["code"]) for known in order.slots}:
            words = _("No item of this order asks for such a file.")
            raise Invalid(words, code="unknown_slot", fields={"slot": words})
        before = await file_for(viewer, file_id)
        if before.folder_id != order.folder_id:
            raise NotFound(_("There is no such file in this order."))
        if before.slot != slot:
            await use_in_slot(file_id, slot, viewer)
            await remember(
                order.id, "artwork", viewer, before=before.slot, after=slot, reason=before.name
            )
    return await check_files(order)


async def check_files(order: Order) -> Order:
    """Move lines on whose required files have come; safe to call as often as one likes."""
    waiting = [job for job in order.jobs if job.status is JobStatus.AWAITING_FILES]
    if order.status in CLOSED or not waiting:
        return order
    for job in waiting:
        if slots_filled(job.required, await queries.fresh_slots(order, job)):
            order = await _files_came(order.id, job.id)
    return order


async def _files_came(order_id: int, job_id: int) -> Order:
    async with transaction():
        order, job = await queries.order_of_job(SYSTEM, job_id, lock=True)
        came = slots_filled(job.required, await queries.fresh_slots(order, job))
        if job.status is not JobStatus.AWAITING_FILES or order.status in CLOSED or not came:
            return order
        return await _move(order, job, JobStatus.PREFLIGHT, by=SYSTEM, reason="", verdict=Verdict())


def _stage(text: str) -> JobStatus:
    try:
        return JobStatus(text)
    except ValueError as error:
        words = _("There is no such stage.")
        raise Invalid(words, code="unknown_status", fields={"to": words}) from error


async def _facts(viewer: Viewer, order: Order, job: Job) -> frozenset[Guard]:
    holds = {
        Guard.ORDER_OPEN: order.status not in CLOSED,
        Guard.ORDER_CONFIRMED: order.status in AGREED,
        Guard.OWN_JOB: viewer.role is not Role.DESIGNER or job.designer_id == viewer.id,
        Guard.DESIGNER_ASSIGNED: job.designer_id is not None,
        Guard.FILES_COMPLETE: slots_filled(job.required, await queries.fresh_slots(order, job)),
    }
    return frozenset(guard for guard, is_met in holds.items() if is_met)


async def _move(
    order: Order, job: Job, to: JobStatus, *, by: Viewer, reason: str, verdict: Verdict
) -> Order:
    skipped = [str(guard) for guard in verdict.skipped]
    rounds = job.rounds + clocks.is_round(job.status, to)
    changed = await write_job(order, job, status=to, rounds=rounds)
    is_override = bool(set(verdict.skipped) - ROUTINE_SKIPS)
    await remember(
        order.id,
        "override" if is_override else "job_moved",
        by,
        job_id=job.id,
        before=job.status,
        after=to,
        reason=reason,
        skipped=skipped,
    )
    await audit.record(
        by, "moved", f"job:{job.id}", before=job.status, to=to, reason=reason, skipped=skipped
    )
    derived_status = derived(changed.status, changed.stages)
    if derived_status is not changed.status:
        changed = await write_order(changed, status=derived_status)
    await live.job_moved(changed, job, job.status, "" if is_override else reason, by)
    await live.inside(changed, live.StaffNote(order.id, job.id, "moved", reason, skipped), by)
    await letters.job_moved(changed, to, job.product_name_id, job.product_name_en)
    if to is JobStatus.AWAITING_FILES:
        await letters.files_needed(changed, reason)
    if changed.status is not order.status:
        await _follow(order, changed, by)
    return changed


async def _follow(before: Order, after: Order, by: Viewer) -> None:
    """Tell that the order's own state followed from its lines."""
    await remember(after.id, "moved", SYSTEM, before=before.status, after=after.status)
    await audit.record(by, "followed", f"order:{after.id}", before=before.status, to=after.status)
    await live.order_moved(after, before.status, "", by)
    if after.status in {OrderStatus.READY, OrderStatus.CANCELLED}:
        await letters.moved(after, "")


async def _designer_name(designer_id: int) -> str:
    person = (await people([designer_id])).get(designer_id)
    if person is None or person.role is not Role.DESIGNER:
        words = _("Choose one of the designers.")
        raise Invalid(words, code="no_designer", fields={"designer": words})
    return person.name


async def _take_back(order: Order, job: Job, by: Viewer) -> None:
    """Close folder, room and channels to a designer who has no line of this order any more."""
    former = job.designer_id
    if former is None or any(line.designer_id == former for line in order.jobs):
        return
    await revoke(order.folder_id, former)
    await remove_member(order.room_id, former)
    await live.job_withdrawn(order, job, former, by=by)
    await recheck_channel(order.channel)
    await recheck_channel(f"order-staff:{order.id}")

"""What people do with orders: place, claim, price, answer, promise, cancel, hand over."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlalchemy import update

from app import audit, clock
from app.accounts.access import SYSTEM, Can, Viewer, check
from app.db import database, transaction
from app.errors import Conflict, Invalid
from app.files import copying
from app.files.copying import Copy
from app.i18n import format_date
from app.i18n import gettext as _
from app.idempotency import Stored, once
from app.orders import intake, letters, live, queries, times
from app.orders.changes import check_moving, refused, remember, stale_order, write_order
from app.orders.discounts import apply_promo, release_promo
from app.orders.models import Draft, Order
from app.orders.status import (
    APPROVED_STAGES,
    CLOSED,
    Guard,
    JobStatus,
    OrderStatus,
    judge_order,
)
from app.orders.tables import jobs
from app.text import clean_text

REASON = 500
AMOUNT = 1_000_000_000_000
UNFINISHED = CLOSED - {OrderStatus.COMPLETED}


async def place_order(viewer: Viewer, draft: Draft, copies: Sequence[Copy] = ()) -> Order:
    """Take in an order: priced by the server, with its files, folder and room; all or nothing."""
    check(viewer, Can.ORDER)
    async with transaction():
        lines = await intake.priced_lines(viewer, draft.lines, rush=draft.rush)
        order = await intake.insert_order(viewer, draft, lines, copies)
        order = await apply_promo(order, draft.promo_code)
        await remember(order.id, "submitted", viewer, after=order.status)
        await audit.record(viewer, "submitted", f"order:{order.id}", source=order.source)
        await live.order_submitted(order, viewer)
        await letters.received(order)
    return order


async def place_once(
    viewer: Viewer, draft: Draft, *, key: str, body: bytes, answer: Callable[[Order], bytes]
) -> Stored:
    """Place an order once, however often the same key comes; `answer` is kept for the others."""

    async with copying.copies(viewer, draft.reused) as copies:

        async def work() -> tuple[int, bytes]:
            return 201, answer(await place_order(viewer, draft, copies))

        return await once(f"orders:{viewer.id}", key, body, work)


async def claim(viewer: Viewer, order_id: int) -> Order:
    """Take an order over, once: whoever is second learns who has it and since when."""
    check(viewer, Can.CLAIM_ORDERS)
    async with transaction():
        order = await queries.order_for(viewer, order_id, lock=True)
        if order.operator_id == viewer.id:
            return order
        await _check_claimable(order)
        agreed = OrderStatus.CONFIRMED if order.priced else OrderStatus.QUOTING
        claimed = await write_order(
            order, operator_id=viewer.id, claimed_at=clock.now(), status=agreed
        )
        await remember(order.id, "claimed", viewer, before=order.status, after=agreed)
        await audit.record(viewer, "claimed", f"order:{order.id}", status=agreed)
        await live.order_claimed(claimed, viewer)
        await live.order_moved(claimed, order.status, "", viewer)
        await letters.claimed(claimed, viewer.name)
        await letters.moved(claimed, "")
    return claimed


async def set_prices(
    viewer: Viewer, order_id: int, amounts: Mapping[int, int], *, rev: int
) -> Order:
    """Write the prices that the catalogue does not know; with the last one the quote is sent."""
    check(viewer, Can.CLAIM_ORDERS)
    async with transaction():
        order = await _current(viewer, order_id, rev)
        if order.status is not OrderStatus.QUOTING:
            raise Conflict(_("Prices are set only while the price is being prepared."))
        await _write_prices(order, amounts)
        priced = await apply_promo(await _retotalled(order, viewer), order.promo_code)
        if priced.priced:
            return await _move(priced, OrderStatus.QUOTED, by=viewer)
    return priced


async def answer_quote(
    viewer: Viewer, order_id: int, *, accept: bool, rev: int, reason: str = ""
) -> Order:
    """Accept or decline the price; staff record a customer's word with where it was given."""
    check(viewer, Can.ORDER)
    to = OrderStatus.CONFIRMED if accept else OrderStatus.DECLINED
    async with transaction():
        order = await _current(viewer, order_id, rev)
        return await _move(order, to, by=viewer, reason=reason)


async def cancel(viewer: Viewer, order_id: int, *, rev: int, reason: str = "") -> Order:
    """Withdraw (a customer before the studio took it) or cancel an order and all of its lines."""
    check(viewer, Can.ORDER)
    async with transaction():
        order = await _current(viewer, order_id, rev)
        fresh = order.status is OrderStatus.SUBMITTED and not viewer.is_staff
        to = OrderStatus.WITHDRAWN if fresh else OrderStatus.CANCELLED
        return await _move(order, to, by=viewer, reason=reason)


async def complete(viewer: Viewer, order_id: int, *, rev: int) -> Order:
    """Note that the customer has the goods."""
    check(viewer, Can.CLAIM_ORDERS)
    async with transaction():
        order = await _current(viewer, order_id, rev)
        check_moving(order)
        return await _move(order, OrderStatus.COMPLETED, by=viewer)


async def promise(viewer: Viewer, order_id: int, day: date, *, rev: int, reason: str) -> Order:
    """Promise a day to the customer; every change has its reason and is told at once."""
    check(viewer, Can.CLAIM_ORDERS)
    reason = clean_text(reason, REASON)
    async with transaction():
        order = await _current(viewer, order_id, rev)
        if order.promised_date is not None and not reason:
            words = _("Please say why the date changes.")
            raise Invalid(words, code="reason_needed", fields={"reason": words})
        before = order.promised_date.isoformat() if order.promised_date else ""
        changed = await write_order(order, promised_date=day)
        after = day.isoformat()
        await remember(order.id, "due", viewer, before=before, after=after, reason=reason)
        await audit.record(viewer, "promised", f"order:{order.id}", before=before, after=after)
        await live.due_changed(changed, reason, viewer)
        await letters.promised(changed, format_date(day), reason)
    return changed


async def _current(viewer: Viewer, order_id: int, rev: int) -> Order:
    order = await queries.order_for(viewer, order_id, lock=True)
    if order.rev != rev:
        raise await stale_order(order)
    return order


async def _move(order: Order, to: OrderStatus, *, by: Viewer, reason: str = "") -> Order:
    reason = clean_text(reason, REASON)
    verdict = judge_order(order.status, to, role=by.role, met=_facts(order), reason=reason)
    if verdict.refusal is not None:
        raise refused(verdict, by, order.status, order.rev, to)
    if to in UNFINISHED:
        await _end_lines(order, by)
    moved = await write_order(order, status=to)
    skipped = list(verdict.skipped)
    await remember(
        order.id, "moved", by, before=order.status, after=to, reason=reason, skipped=skipped
    )
    await audit.record(
        by, "moved", f"order:{order.id}", before=order.status, to=to, skipped=skipped
    )
    await live.order_moved(moved, order.status, reason, by)
    await letters.moved(moved, reason)
    return moved


def _facts(order: Order) -> frozenset[Guard]:
    met = {Guard.ORDER_OPEN}
    if order.priced:
        met.add(Guard.ALL_PRICED)
    if not APPROVED_STAGES.intersection(order.stages):
        met.add(Guard.NO_JOB_APPROVED)
    return frozenset(met)


async def _check_claimable(order: Order) -> None:
    if order.operator_id is not None:
        people = await queries.names([order.operator_id])
        name, since = people.get(order.operator_id, ""), order.claimed_at or order.updated_at
        words = _("%(name)s took it %(time)s ago.", name=name, time=times.ago(since))
        raise Conflict(words, code="already_claimed").with_facts(
            operator={"id": order.operator_id, "name": name},
            claimed_at=since.isoformat(),
            status=order.status,
            rev=order.rev,
        )
    if order.status is not OrderStatus.SUBMITTED:
        words = _("This order is no longer waiting.")
        raise Conflict(words, code="not_waiting").with_facts(status=order.status, rev=order.rev)


async def _write_prices(order: Order, amounts: Mapping[int, int]) -> None:
    for job in order.jobs:
        amount = amounts.get(job.id)
        if amount is None or job.status is JobStatus.CANCELLED:
            continue
        if not 0 < amount <= AMOUNT:
            words = _("Write a price in whole rupiah.")
            raise Invalid(words, code="bad_amount", fields={f"amount-{job.id}": words})
        part = {"label_id": "Harga dari studio", "label_en": "The studio's price", "amount": amount}
        await database.execute(
            update(jobs)
            .where(jobs.c.id == job.id)
            .values(
                amount=amount,
                unit_price=amount // job.quantity,
                breakdown=[part],
                priced=True,
                rev=jobs.c.rev + 1,
            )
        )


async def _retotalled(order: Order, by: Viewer) -> Order:
    fresh = await queries.order_for(SYSTEM, order.id)
    subtotal = sum(job.amount for job in fresh.jobs)
    priced = await write_order(fresh, subtotal=subtotal, total=subtotal - fresh.discount)
    await remember(order.id, "priced", by, after=str(priced.total))
    await audit.record(by, "priced", f"order:{order.id}", total=priced.total)
    await live.prices_changed(priced, by)
    return priced


async def _end_lines(order: Order, by: Viewer) -> None:
    """End every line of an order that is over, and give its promo back."""
    for job in order.jobs:
        if job.status in {JobStatus.DONE, JobStatus.CANCELLED}:
            continue
        await database.execute(
            update(jobs)
            .where(jobs.c.id == job.id)
            .values(status=JobStatus.CANCELLED, rev=job.rev + 1)
        )
        await remember(
            order.id,
            "job_moved",
            by,
            job_id=job.id,
            before=job.status,
            after=JobStatus.CANCELLED,
        )
    await release_promo(order)

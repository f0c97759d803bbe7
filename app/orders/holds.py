"""Orders on hold: they rest where they are until whoever is waited for has done their part."""

from app import audit, clock
from app.accounts.access import Can, Viewer, check
from app.db import transaction
from app.errors import Conflict, Invalid
from app.i18n import gettext as _
from app.orders import labels, letters, live, queries, times
from app.orders.changes import NO_HOLD, remember, stale_order, write_order
from app.orders.models import Hold, Order
from app.orders.status import Guard, WaitingOn
from app.text import clean_text

REASON = 500


async def hold(viewer: Viewer, order_id: int, waiting_on: str, *, rev: int, reason: str) -> Order:
    """Let an order rest: who reads why depends on who is waited for."""
    check(viewer, Can.MOVE_JOBS)
    why = _reason(waiting_on, clean_text(reason, REASON))
    async with transaction():
        order = await queries.order_for(viewer, order_id, lock=True)
        _check_free(order)
        if order.rev != rev:
            raise await stale_order(order)
        held = await write_order(order, waiting_on=waiting_on, hold_reason=why, held_at=clock.now())
        await remember(order.id, "held", viewer, after=waiting_on, reason=why)
        await audit.record(viewer, "held", f"order:{order.id}", waiting_on=waiting_on)
        await live.hold_set(held, viewer)
        await letters.held(held)
    return held


async def resume(viewer: Viewer, order_id: int, *, rev: int) -> Order:
    """Go on with an order where it stood."""
    check(viewer, Can.MOVE_JOBS)
    async with transaction():
        order = await queries.order_for(viewer, order_id, lock=True)
        before = order.hold
        if before is None:
            raise Conflict(_("This order is not on hold."), code="not_held")
        if order.rev != rev:
            raise await stale_order(order)
        resumed = await write_order(order, **NO_HOLD)
        await remember(order.id, "resumed", viewer, before=before.waiting_on)
        await audit.record(viewer, "resumed", f"order:{order.id}", waiting_on=before.waiting_on)
        await live.hold_cleared(resumed, before, viewer)
        await letters.resumed(resumed, before)
    return resumed


def hold_for(viewer: Viewer, order: Order) -> Hold | None:
    """Return the order's hold as the viewer may know it: the studio's own affairs stay inside."""
    hold = order.hold
    return hold if hold is not None and (viewer.is_staff or hold.is_on_customer) else None


def _reason(waiting_on: str, reason: str) -> str:
    wrong: dict[str, str] = {}
    if waiting_on not in set(WaitingOn):
        wrong["waiting_on"] = _("Choose whom or what the order waits for.")
    if not reason:
        wrong["reason"] = _("Please give a reason.")
    if wrong:
        raise Invalid(next(iter(wrong.values())), code="bad_hold", fields=wrong)
    return reason


def _check_free(order: Order) -> None:
    if order.progress.over:
        raise Conflict(labels.guard(Guard.ORDER_OPEN), code=Guard.ORDER_OPEN)
    if order.hold is not None:
        words = _(
            "This order has been on hold for %(time)s already: %(what)s.",
            time=times.ago(order.hold.since),
            what=labels.waiting_on(order.hold.waiting_on),
        )
        raise Conflict(words, code="already_held")

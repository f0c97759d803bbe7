"""Who hears what about orders: the customer and the studio, the staff alone, the feed."""

import msgspec

from app.accounts.access import SYSTEM, Can, Viewer, actor
from app.orders import queries
from app.orders.models import Hold, Job, Order
from app.orders.routing import DESK
from app.orders.status import OrderStatus
from app.realtime.channels import channel
from app.realtime.publish import publish

_EVENT_OF = {
    OrderStatus.QUOTING: "order.quoting",
    OrderStatus.QUOTED: "quote.sent",
    OrderStatus.CONFIRMED: "order.confirmed",
    OrderStatus.DECLINED: "quote.declined",
    OrderStatus.IN_WORK: "order.started",
    OrderStatus.READY: "order.ready",
    OrderStatus.COMPLETED: "order.completed",
    OrderStatus.WITHDRAWN: "order.withdrawn",
    OrderStatus.CANCELLED: "order.cancelled",
}


class JobState(msgspec.Struct, frozen=True):
    """Where one line is."""

    id: int
    status: str
    rev: int


class OrderState(msgspec.Struct, frozen=True, kw_only=True):
    """An order as its customer may know it."""

    id: int
    code: str
    status: str
    rev: int
    step: int
    turn: str
    finished: int
    lines: int
    over: bool
    total: int
    rush: bool
    promised_date: str | None
    jobs: list[JobState]
    operator_id: int | None
    job: int | None = None
    from_status: str = ""
    reason: str = ""
    waiting_on: str = ""
    """What the order needs of its customer before it goes on, while it is on hold."""


class StaffNote(msgspec.Struct, frozen=True):
    """What only the studio may know about a move."""

    id: int
    job: int | None
    verb: str
    reason: str
    skipped: list[str]


class HoldNote(msgspec.Struct, frozen=True):
    """What only the studio may know about an order on hold; nothing in it when it goes on."""

    id: int
    waiting_on: str
    reason: str


class Assignment(msgspec.Struct, frozen=True):
    """A job that was handed to a designer, or taken back."""

    id: int
    code: str
    job: int
    product_id: str
    product_en: str
    url: str


@channel("order")
async def may_follow(viewer: Viewer, key: str) -> bool:
    """Let the customer and the staff of an order listen to it."""
    return viewer.is_member and key.isdecimal() and await queries.may_see(viewer, int(key))


@channel("order-staff")
async def may_follow_inside(viewer: Viewer, key: str) -> bool:
    """Let only the studio hear what the studio says about an order."""
    return viewer.is_staff and await may_follow(viewer, key)


@channel("orders")
async def may_watch_feed(viewer: Viewer, key: str) -> bool:
    """Let those who take orders watch the desk's feed."""
    return viewer.can(Can.SEE_FEED) and key.isdecimal()


async def order_submitted(order: Order, by: Viewer) -> None:
    """Ring the feed."""
    await _tell(order, "order.submitted", state(order), by)


async def order_claimed(order: Order, by: Viewer) -> None:
    """Stop the ringing: somebody has it."""
    await _tell(order, "order.claimed", state(order, from_status=OrderStatus.SUBMITTED), by)


async def order_released(order: Order, before: OrderStatus, by: Viewer) -> None:
    """Ring the feed again: who took the order has given it back."""
    await _tell(order, "order.released", state(order, from_status=before), by)


async def order_moved(order: Order, before: OrderStatus, reason: str, by: Viewer) -> None:
    """Tell where the order is now."""
    data = state(order, from_status=before, reason=reason)
    await _tell(order, _EVENT_OF.get(order.status, "order.changed"), data, by)


async def job_moved(order: Order, job: Job, before: str, reason: str, by: Viewer) -> None:
    """Tell where a line is now, and with it the whole order."""
    data = state(order, job=job.id, from_status=before, reason=reason)
    await _tell(order, "job.state_changed", data, by)
    if job.designer_id is not None:
        await publish(f"user:{job.designer_id}", "job.state_changed", data, by=actor(by))


async def due_changed(order: Order, reason: str, by: Viewer) -> None:
    """Tell the new promise and why."""
    await _tell(order, "order.due_changed", state(order, reason=reason), by)


async def hold_set(order: Order, by: Viewer) -> None:
    """Tell that an order rests: its customer too, when only they can end it."""
    if order.hold is not None:
        await _tell_hold(order, "order.hold_set", order.hold, by)


async def hold_cleared(order: Order, before: Hold, by: Viewer) -> None:
    """Tell that an order goes on, to whoever heard that it rested."""
    await _tell_hold(order, "order.hold_cleared", before, by)


async def rerouted(order: Order, by: Viewer) -> None:
    """Tell that another branch has the order now."""
    await _tell(order, "order.rerouted", state(order), by)


async def prices_changed(order: Order, by: Viewer) -> None:
    """Tell the studio that prices were worked on."""
    await inside(order, StaffNote(order.id, None, "priced", "", []), by)


async def inside(order: Order, note: StaffNote, by: Viewer) -> None:
    """Tell the studio alone how a move came about."""
    await publish(f"order-staff:{order.id}", "order.noted", note, by=actor(by))


async def job_assigned(order: Order, job: Job, designer_id: int | None, *, by: Viewer) -> None:
    """Tell the designer about a job that is now theirs, and the studio who has it."""
    if designer_id is not None:
        data = _assignment(order, job)
        await publish(f"user:{designer_id}", "job.assigned", data, by=actor(by))
    await _tell(order, "job.assigned", state(order, job=job.id), by)


async def job_withdrawn(order: Order, job: Job, designer_id: int, *, by: Viewer) -> None:
    """Tell a designer that a job is no longer theirs."""
    data = _assignment(order, job)
    await publish(f"user:{designer_id}", "job.withdrawn", data, by=actor(by))


def state(
    order: Order, *, job: int | None = None, from_status: str = "", reason: str = ""
) -> OrderState:
    """Write the order as the payload of an event."""
    view = order.progress
    held = order.hold if order.hold and order.hold.is_on_customer else None
    return OrderState(
        id=order.id,
        code=order.code,
        status=order.status,
        rev=order.rev,
        step=view.step,
        turn=view.turn,
        finished=view.finished,
        lines=view.lines,
        over=view.over,
        total=order.total,
        rush=order.rush,
        promised_date=order.promised_date.isoformat() if order.promised_date else None,
        jobs=[JobState(line.id, line.status, line.rev) for line in order.jobs],
        operator_id=order.operator_id,
        job=job,
        from_status=from_status,
        reason=reason,
        waiting_on=held.waiting_on if held else "",
    )


def _assignment(order: Order, job: Job) -> Assignment:
    names = job.product_name_id, job.product_name_en
    return Assignment(order.id, order.code, job.id, *names, f"/orders/{order.id}")


async def _tell_hold(order: Order, event: str, hold: Hold, by: Viewer) -> None:
    now = order.hold
    note = HoldNote(order.id, now.waiting_on if now else "", now.reason if now else "")
    inside = [f"order-staff:{order.id}"]
    inside += {f"user:{job.designer_id}" for job in order.jobs if job.designer_id}
    if hold.is_on_customer:
        await _tell(order, event, state(order, reason=note.reason), by)
    else:
        inside.append(f"orders:{order.branch_id}")
    for name in inside:
        await publish(name, event, note, by=actor(by))


async def _tell(order: Order, event: str, data: OrderState, by: Viewer) -> None:
    who = None if by is SYSTEM else actor(by)
    for name in (order.channel, f"orders:{DESK}", f"user:{order.customer_id}"):
        await publish(name, event, data, by=who)

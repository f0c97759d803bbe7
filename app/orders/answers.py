"""Orders as programs read them."""

from datetime import date, datetime

import msgspec

from app.accounts.access import viewer
from app.files.models import FileFacts
from app.orders import holds
from app.orders.models import Entry, Hold, Job, Order
from app.realtime.log import Position


class Room(msgspec.Struct):
    """Where the order is talked about."""

    id: int
    channel: str


class JobAnswer(msgspec.Struct):
    """A line as programs see it."""

    id: int
    status: str
    rev: int
    product_id: int
    name: dict[str, str]
    quantity: int
    width: int | None
    height: int | None
    options: dict[str, str]
    unit_price: int
    amount: int
    priced: bool


class OrderAnswer(msgspec.Struct, kw_only=True, omit_defaults=False):
    """An order as programs see it."""

    id: int
    code: str
    status: str
    rev: int
    channel: str
    room: Room
    jobs: list[JobAnswer]
    subtotal: int
    discount: int
    total: int
    step: int
    turn: str
    rush: bool
    sample: int | None
    method: str
    branch: int
    requested_date: date | None
    promised_date: date | None
    submitted_at: datetime
    updated_at: datetime
    hold: Hold | None
    position: Position | None = None
    files: list[FileFacts] | None = None
    history: list[Entry] | None = None


def encoded(order: Order) -> bytes:
    """Write an order for a program."""
    return msgspec.json.encode(answer(order))


def answer(order: Order, place: Position | None = None) -> OrderAnswer:
    """Return an order as programs see it."""
    view = order.progress
    return OrderAnswer(
        id=order.id,
        code=order.code,
        status=order.status,
        rev=order.rev,
        channel=order.channel,
        room=Room(order.room_id, f"room:{order.room_id}"),
        jobs=[_job(job) for job in order.jobs],
        subtotal=order.subtotal,
        discount=order.discount,
        total=order.total,
        step=view.step,
        turn=view.turn,
        rush=order.rush,
        sample=order.sample_id,
        method=order.delivery.method,
        branch=order.branch_id,
        requested_date=order.requested_date,
        promised_date=order.promised_date,
        submitted_at=order.submitted_at,
        updated_at=order.updated_at,
        hold=holds.hold_for(viewer(), order),
        position=place,
    )


def _job(job: Job) -> JobAnswer:
    return JobAnswer(
        id=job.id,
        status=job.status,
        rev=job.rev,
        product_id=job.product_id,
        name={"id": job.product_name_id, "en": job.product_name_en},
        quantity=job.quantity,
        width=job.width_cm,
        height=job.height_cm,
        options=job.options,
        unit_price=job.unit_price,
        amount=job.amount,
        priced=job.priced,
    )

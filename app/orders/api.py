"""The JSON door of orders: the same actions and the same policy as the pages."""

from datetime import date, datetime

import msgspec
from quart import Blueprint, Response, request

from app.accounts.access import Can, requires, viewer
from app.catalogue.models import Size
from app.chat.queries import unread
from app.db import snapshot
from app.errors import Invalid
from app.files.models import FileFacts, facts
from app.files.queries import folder_files
from app.i18n import gettext as _
from app.orders import actions, finding, queries, turns, undoing, work
from app.orders.delivery import Delivery
from app.orders.models import Draft, Entry, Filter, Job, Line, Order
from app.realtime.log import Position, position
from app.web import idempotency_key, json_reply, read_json

blueprint = Blueprint("orders_api", __name__)


class NewLine(msgspec.Struct):
    """A line that a program orders; prices come from the catalogue alone."""

    product: str
    quantity: int
    options: dict[str, str] = {}
    width: int | None = None
    height: int | None = None

    @property
    def size(self) -> Size | None:
        """Return the size in centimetres; a side that is left out is 0, and refused."""
        given = self.width is not None or self.height is not None
        return Size(self.width or 0, self.height or 0) if given else None


class NewDelivery(msgspec.Struct, frozen=True):
    """How the goods reach the customer; all but the postcode is needed for a delivery."""

    method: str = "pickup"
    recipient: str = ""
    recipient_phone: str = ""
    street: str = ""
    city: str = ""
    postcode: str = ""


class NewOrder(msgspec.Struct):
    """The body of POST /api/orders."""

    lines: list[NewLine]
    notes: str = ""
    rush: bool = False
    sample: int | None = None
    uploads: list[str] = []
    requested_date: date | None = None
    promo_code: str = ""
    delivery: NewDelivery = NewDelivery()
    branch: int | None = None
    """A branch of the studio's choice when left out."""


class JobMove(msgspec.Struct):
    """The body of POST /api/jobs/<id>/status."""

    to: str
    rev: int
    reason: str = ""


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
    position: Position | None = None
    files: list[FileFacts] | None = None
    history: list[Entry] | None = None


@blueprint.post("/api/orders")
@requires(Can.ORDER)
async def create() -> Response:
    """Place an order exactly once per Idempotency-Key."""
    key = idempotency_key()
    if not key:
        words = _("Send an Idempotency-Key with the order.")
        raise Invalid(words, code="idempotency_key_needed").with_status(400)
    asked = await read_json(NewOrder)
    draft = Draft(
        lines=tuple(
            Line(line.product, line.quantity, line.options, line.size) for line in asked.lines
        ),
        notes=asked.notes,
        rush=asked.rush,
        sample_id=asked.sample,
        requested_date=asked.requested_date,
        promo_code=asked.promo_code,
        uploads=tuple(asked.uploads),
        delivery=Delivery(**msgspec.structs.asdict(asked.delivery)),
        branch_id=asked.branch,
    )
    body = msgspec.json.encode(asked)
    stored = await actions.place_once(viewer(), draft, key=key, body=body, answer=encoded)
    headers = {"Idempotency-Replayed": "true"} if stored.replayed else {}
    return Response(stored.body, stored.status, headers, mimetype="application/json")


@blueprint.get("/api/orders")
@requires(Can.ACCOUNT)
async def index() -> Response:
    """List the orders that the viewer may see, newest first."""
    before = request.args.get("before", type=int)
    status, search = request.args.get("status", ""), request.args.get("query", "")[:100]
    found = await queries.orders_page(viewer(), Filter(status, search, before))
    shown = [summary.order for summary in found[: queries.PAGE]]
    more = shown[-1].id if len(found) > queries.PAGE else None
    return json_reply({"orders": [answer(order) for order in shown], "next": more})


@blueprint.get("/api/find")
@requires(Can.NOTES)
async def find() -> Response:
    """Find orders, customers and rooms for the staff's command palette."""
    return json_reply({"found": await finding.find(viewer(), request.args.get("query", ""))})


@blueprint.get("/api/counts")
@requires(Can.ACCOUNT)
async def counts() -> Response:
    """Tell how many rooms have news and how many things wait for the viewer."""
    rooms, mine = await unread(viewer()), await turns.my_turns(viewer())
    return json_reply({"rooms": rooms, "turns": mine})


@blueprint.get("/api/orders/<int:order_id>")
@requires(Can.ACCOUNT)
async def show(order_id: int) -> Response:
    """Show one order with its channel's position."""
    order = await work.check_files(await queries.order_for(viewer(), order_id))
    async with snapshot():
        place = await position(order.channel)
        found = answer(await queries.order_for(viewer(), order.id), place)
        found.files = [facts(file) for file in await folder_files(viewer(), order.folder_id)]
        found.history = await queries.timeline_for(viewer(), order.id)
    return json_reply(found)


@blueprint.post("/api/orders/<int:order_id>/claim")
@requires(Can.CLAIM_ORDERS)
async def claim(order_id: int) -> Response:
    """Take an order over; 409 tells who was faster."""
    return json_reply(answer(await actions.claim(viewer(), order_id)))


@blueprint.post("/api/jobs/<int:job_id>/status")
@requires(Can.MOVE_JOBS)
async def move(job_id: int) -> Response:
    """Bring a line to another stage; 409 on a stale `rev` or a move that does not exist."""
    asked = await read_json(JobMove)
    order = await work.move_job(viewer(), job_id, asked.to, rev=asked.rev, reason=asked.reason)
    job = next(line for line in order.jobs if line.id == job_id)
    return json_reply({"id": job.id, "status": job.status, "rev": job.rev, "order": answer(order)})


@blueprint.post("/api/jobs/<int:job_id>/status/undo")
@requires(Can.MOVE_JOBS)
async def take_back_move(job_id: int) -> Response:
    """Take one's last move of a line back; 409 when it is too late or somebody went on."""
    order = await undoing.take_back_move(viewer(), job_id)
    return json_reply(answer(order))


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

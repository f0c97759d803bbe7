"""The JSON door of orders: the same actions and the same policy as the pages."""

from datetime import date

import msgspec
from quart import Blueprint, Response, request

from app.accounts.access import Can, requires, viewer
from app.catalogue.models import Size
from app.chat.queries import unread
from app.db import snapshot
from app.errors import Invalid
from app.files.models import facts
from app.files.queries import folder_files
from app.i18n import gettext as _
from app.orders import actions, finding, holds, queries, turns, undoing, work
from app.orders.answers import answer, encoded
from app.orders.delivery import Delivery
from app.orders.models import Draft, Filter, Line
from app.realtime.log import position
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


class NewHold(msgspec.Struct):
    """The body of POST /api/orders/<id>/hold."""

    waiting_on: str
    rev: int
    reason: str


class Resumption(msgspec.Struct):
    """The body of POST /api/orders/<id>/resumption."""

    rev: int


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


@blueprint.post("/api/orders/<int:order_id>/hold")
@requires(Can.MOVE_JOBS)
async def hold(order_id: int) -> Response:
    """Let an order rest; 409 on a stale `rev`, or when it rests or is over."""
    asked = await read_json(NewHold)
    held = await holds.hold(
        viewer(), order_id, asked.waiting_on, rev=asked.rev, reason=asked.reason
    )
    return json_reply(answer(held))


@blueprint.post("/api/orders/<int:order_id>/resumption")
@requires(Can.MOVE_JOBS)
async def resume(order_id: int) -> Response:
    """Go on with an order; 409 on a stale `rev` or when it does not rest."""
    asked = await read_json(Resumption)
    return json_reply(answer(await holds.resume(viewer(), order_id, rev=asked.rev)))


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

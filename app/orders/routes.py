"""The pages of orders: the form, the lists, the one page of an order, the feed, the board."""

from collections.abc import Iterable
from uuid import uuid4

from quart import Blueprint, Response, request

from app.accounts.access import Can, Role, requires, viewer
from app.accounts.queries import people
from app.catalogue.models import Sample
from app.catalogue.queries import sample_for
from app.errors import AppError, Conflict, Invalid, NotFound, Refused, TooLarge
from app.files.actions import add_small
from app.files.queries import unopened
from app.i18n import gettext as _
from app.i18n import localized
from app.orders import actions, labels, queries, steps, work
from app.orders.forms import (
    OrderForm,
    typed_lines,
    upload_ids,
    with_lines_changed,
)
from app.orders.intake import BRANCH
from app.orders.models import Filter, TypedLine
from app.orders.pages import FILES, feed_view, form_view, order_view, shown_sample
from app.orders.steps import order_page
from app.text import clean_line
from app.web import fragment, page, read_form, see_other

blueprint = Blueprint("orders", __name__)
blueprint.register_blueprint(steps.blueprint)
blueprint.app_template_filter("thousands")(labels.thousands)
SHOWN_ERRORS = (Invalid, Conflict, TooLarge, NotFound, Refused)


@blueprint.app_context_processor
async def _words() -> dict[str, object]:
    return {"order_words": labels, "own_orders": queries.own_orders}


@blueprint.get("/home")
@requires(Can.ACCOUNT)
async def home() -> Response:
    """Lead everyone to their work; customers see what they need to do."""
    who = viewer()
    if who.can(Can.SEE_FEED):
        return see_other("orders.feed")
    if who.role is Role.DESIGNER:
        return see_other("orders.board")
    if who.is_staff:
        return see_other("/promos")
    running = await queries.running_orders(who)
    return await page("orders/home.html", running=running)


@blueprint.get("/orders")
@requires(Can.ACCOUNT)
async def index() -> Response:
    """List the orders that the viewer may see, newest first."""
    wanted = Filter(
        request.args.get("status", ""),
        clean_line(request.args.get("query", ""), 100),
        request.args.get("before", type=int),
    )
    found = await queries.orders_page(viewer(), wanted)
    more = len(found) > queries.PAGE
    return await page("orders/list.html", found=found[: queries.PAGE], wanted=wanted, more=more)


@blueprint.get("/orders/new")
@requires(Can.ORDER)
async def new() -> Response:
    """Show the form, filled from the product page that led here."""
    typed = typed_lines(request.args.items(multi=True)) or [_from_product_page()]
    sample = await _wanted_sample()
    note = _("Like the sample “%(title)s”.", title=localized(sample, "title")) if sample else ""
    form = OrderForm(data={"idempotency_key": uuid4().hex, "notes": note})
    form.promo_code.data = request.args.get("promo", "")
    form.rush.data = request.args.get("rush") == "1"
    form.sample.data = sample.id if sample else None
    return await _form_page(form, typed)


@blueprint.post("/orders/form")
@requires(Can.ORDER)
async def edit() -> Response:
    """Draw the form anew with a line more or less; works without scripts, writes no order."""
    form = await read_form(OrderForm)
    fields = await request.form
    typed = with_lines_changed(typed_lines(fields.items(multi=True)), fields.get("change", ""))
    uploads = await _uploads(await _plain_files())
    return await _form_page(form, typed, uploads=uploads)


@blueprint.post("/orders/price")
@requires(Can.ORDER)
async def price() -> Response:
    """Give lines and summary with prices for what is typed; a script puts them in place."""
    fields = await request.form
    typed = with_lines_changed(typed_lines(fields.items(multi=True)), fields.get("change", ""))
    code, rush = clean_line(fields.get("promo_code", ""), 40), "rush" in fields
    view = await form_view(viewer(), typed, code, rush=rush)
    return await fragment("orders/_draft.html", view=view, errors={})


@blueprint.post("/orders")
@requires(Can.ORDER)
async def create() -> Response:
    """Place the order once, however often the button was pressed."""
    form = await read_form(OrderForm)
    fields = await request.form
    typed = typed_lines(fields.items(multi=True))
    if not form.validate():
        return await _form_page(form, typed, status=422, uploads=await _uploads(()))
    uploads: tuple[str, ...] = ()
    try:
        uploads = await _uploads(await _plain_files())
        body = repr((sorted(fields.items(multi=True)), await _file_names())).encode()
        stored = await actions.place_once(
            viewer(),
            form.draft(typed, uploads),
            key=form.idempotency_key.data or "",
            body=body,
            answer=lambda order: str(order.id).encode(),
        )
    except SHOWN_ERRORS as error:
        return await _form_page(form, typed, error=error, status=error.status, uploads=uploads)
    return see_other("orders.show", order_id=int(stored.body), placed=1)


@blueprint.get("/orders/<int:order_id>")
@requires(Can.ACCOUNT)
async def show(order_id: int) -> Response:
    """Show the one page of an order."""
    order = await work.check_files(await queries.order_for(viewer(), order_id))
    return await order_page(order, placed="placed" in request.args)


@blueprint.get("/orders/<int:order_id>/status")
@requires(Can.ACCOUNT)
async def status(order_id: int) -> Response:
    """Give the moving parts of an order's page."""
    order = await work.check_files(await queries.order_for(viewer(), order_id))
    view = await order_view(viewer(), order, with_room=False)
    return await fragment("orders/_status.html", view=view)


@blueprint.get("/orders/<int:order_id>/files")
@requires(Can.ACCOUNT)
async def files(order_id: int) -> Response:
    """List all files of an order, page by page."""
    order = await queries.order_for(viewer(), order_id)
    number = min(max(request.args.get("page", 1, type=int), 1), 1000)
    skip = (number - 1) * FILES
    view = await order_view(viewer(), order, with_room=False, skip_files=skip)
    more = len(view.files) > skip + len(view.shown)
    return await page("orders/files.html", view=view, number=number, more=more)


@blueprint.post("/orders/<int:order_id>/files")
@requires(Can.UPLOAD)
async def add_files(order_id: int) -> Response:
    """Take small files from the plain form."""
    order = await queries.order_for(viewer(), order_id)
    try:
        await _plain_files(order.folder_id, (await request.form).get("slot", ""))
    except SHOWN_ERRORS as error:
        return await order_page(order, error)
    return see_other("orders.show", order_id=order_id)


@blueprint.get("/feed")
@requires(Can.SEE_FEED)
async def feed() -> Response:
    """Show the operators what comes in, as it comes in."""
    return await page("orders/feed.html", view=await feed_view(BRANCH), problem="")


@blueprint.get("/feed/rows")
@requires(Can.SEE_FEED)
async def feed_rows() -> Response:
    """Give the feed's rows for a script to put in place."""
    return await fragment("orders/_feed.html", view=await feed_view(BRANCH))


@blueprint.get("/board")
@requires(Can.MOVE_JOBS)
async def board() -> Response:
    """Show the work by stage: a designer's own, or everybody's."""
    jobs = await queries.board(viewer())
    designers = await people({job.designer_id for _order, job in jobs if job.designer_id})
    folders = sorted({order.folder_id for order, job in jobs if job.designer_id})
    return await page(
        "orders/board.html",
        jobs=jobs,
        designers=designers,
        unopened=await unopened(folders, sorted(designers)),
    )


async def _form_page(
    form: OrderForm,
    typed: list[TypedLine],
    *,
    error: AppError | None = None,
    status: int = 200,
    uploads: tuple[str, ...] = (),
) -> Response:
    view = await form_view(
        viewer(),
        typed,
        form.promo_code.data or "",
        rush=bool(form.rush.data),
        sample_id=form.sample.data,
    )
    return await page(
        "orders/new.html",
        status,
        form=form,
        view=view,
        uploads=uploads,
        error=error,
        errors=error.fields if error else {},
    )


async def _plain_files(folder_id: int | None = None, slot: str = "") -> list[str]:
    """Keep what came in plain file fields, and return the ids under which it can be adopted."""
    found = []
    for file in (await request.files).getlist("files"):
        if file.filename:
            kept = await add_small(
                file.stream, name=file.filename, by=viewer(), folder_id=folder_id, slot=slot
            )
            found.append(kept.upload_id)
    return found


async def _file_names() -> list[str]:
    return [file.filename or "" for file in (await request.files).getlist("files")]


async def _uploads(more: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the ids of finished uploads that the form carries, with `more` of them."""
    return upload_ids([*(await request.form).getlist("uploads"), *more])


def _from_product_page() -> TypedLine:
    """Read the product, quantity and options with which a product page led here."""
    args = request.args
    own = {"product", "quantity", "width", "height", "rush", "sample", "promo"}
    options = {
        name.removeprefix("option-"): value
        for name, value in args.items()
        if name not in own and value
    }
    sides = (args.get(side, "").strip() for side in ("width", "height"))
    return TypedLine(args.get("product", ""), args.get("quantity", ""), options, *sides)


async def _wanted_sample() -> Sample | None:
    """Return the sample that the address names; one that is not shown does not exist."""
    sample_id = request.args.get("sample", type=int)
    if sample_id is None:
        return None
    await sample_for(viewer(), sample_id)
    return await shown_sample(viewer(), sample_id)

"""The pages of orders: the lists, the one page of an order, the feed, the board."""

from quart import Blueprint, Response, request

from app.accounts.access import Can, Role, requires, viewer
from app.orders import (
    customers,
    desk,
    keepsakes,
    labels,
    links,
    ordering,
    queries,
    steps,
    tracking,
    turns,
    work,
)
from app.orders.home import home_view
from app.orders.models import Filter
from app.orders.ordering import SHOWN_ERRORS, plain_files
from app.orders.pages import FILES, order_view
from app.orders.steps import order_page
from app.text import clean_line
from app.web import fragment, page, see_other

blueprint = Blueprint("orders", __name__)
blueprint.register_blueprint(desk.blueprint)
blueprint.register_blueprint(keepsakes.blueprint)
blueprint.register_blueprint(ordering.blueprint)
blueprint.register_blueprint(steps.blueprint)
blueprint.register_blueprint(tracking.blueprint)
blueprint.app_template_filter("thousands")(labels.thousands)


@blueprint.app_context_processor
async def _words() -> dict[str, object]:
    return {
        "order_words": labels,
        "own_orders": queries.own_orders,
        "my_turns": turns.my_turns,
        "count_channels": turns.count_channels,
        "custom_of": customers.custom_of,
        "order_link": links.path_of,
    }


@blueprint.get("/home")
@requires(Can.ACCOUNT)
async def home() -> Response:
    """Lead everyone to their work; customers see what they need to do."""
    who = viewer()
    if who.can(Can.SEE_FEED):
        return see_other("/feed")
    if who.role is Role.DESIGNER:
        return see_other("/board")
    if who.is_staff:
        return see_other("/promos")
    return await page("orders/home.html", view=await home_view(who))


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


@blueprint.get("/orders/<int:order_id>")
@requires(Can.ACCOUNT)
async def show(order_id: int) -> Response:
    """Show the one page of an order."""
    order = await work.check_files(await queries.order_for(viewer(), order_id))
    return await order_page(
        order, placed="placed" in request.args, has_new_link="link" in request.args
    )


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
        await plain_files(order.folder_id, (await request.form).get("slot", ""))
    except SHOWN_ERRORS as error:
        return await order_page(order, error)
    return see_other("orders.show", order_id=order_id)

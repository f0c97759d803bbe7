"""The pages of orders: the lists, the one page of an order, the feed, the board."""

from collections.abc import Mapping
from typing import Any

from quart import Blueprint, Quart, Response, request

from app.accounts.access import Can, Role, requires, viewer
from app.orders import (
    agreements,
    customers,
    desk,
    keepsakes,
    labels,
    links,
    ordering,
    queries,
    steps,
    times,
    tracking,
    turns,
)
from app.orders.home import home_view
from app.orders.models import Filter
from app.orders.ordering import SHOWN_ERRORS, plain_files
from app.orders.pages import FILES, order_view
from app.orders.steps import order_page
from app.templating import before_page
from app.text import clean_line
from app.web import fragment, page, see_other

blueprint = Blueprint("orders", __name__)
blueprint.register_blueprint(agreements.blueprint)
blueprint.register_blueprint(desk.blueprint)
blueprint.register_blueprint(keepsakes.blueprint)
blueprint.register_blueprint(ordering.blueprint)
blueprint.register_blueprint(steps.blueprint)
blueprint.register_blueprint(tracking.blueprint)
blueprint.app_template_filter("thousands")(labels.thousands)
NEWEST = 5
"""Orders on the account page."""


def install(app: Quart) -> None:
    """Count what waits for the viewer; add orders to the account page and to the inbox."""
    before_page(app, _turns)
    before_page(app, _newest, "accounts/account.html")
    before_page(app, _custom, "chat/inbox.html")


async def _turns(page: Mapping[str, Any]) -> dict[str, object]:
    return {"turns": await turns.my_turns(viewer())}


async def _newest(page: Mapping[str, Any]) -> dict[str, object]:
    return {"newest_orders": await queries.own_orders(viewer(), NEWEST)}


async def _custom(page: Mapping[str, Any]) -> dict[str, object]:
    open_room = page["room"]
    if open_room is None:
        return {}
    return {"custom": await customers.custom_of(viewer(), open_room.room.customer_id)}


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {
        "order_words": labels,
        "order_times": times,
        "count_channels": turns.count_channels,
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
    return await order_page(
        order_id, placed="placed" in request.args, has_new_link="link" in request.args
    )


@blueprint.get("/orders/<int:order_id>/status")
@requires(Can.ACCOUNT)
async def status(order_id: int) -> Response:
    """Give the moving parts of an order's page."""
    view = await order_view(viewer(), order_id, with_room=False)
    return await fragment("orders/_status.html", view=view)


@blueprint.get("/orders/<int:order_id>/files")
@requires(Can.ACCOUNT)
async def files(order_id: int) -> Response:
    """List all files of an order, page by page."""
    number = min(max(request.args.get("page", 1, type=int), 1), 1000)
    skip = (number - 1) * FILES
    view = await order_view(viewer(), order_id, with_room=False, skip_files=skip)
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
        return await order_page(order_id, error)
    return see_other("orders.show", order_id=order_id)

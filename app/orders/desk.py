"""The studio's live pages: the operators' feed and the board of jobs."""

from quart import Blueprint, Response

from app.accounts.access import Can, requires, viewer
from app.errors import AppError, Conflict, NotFound
from app.orders import actions, boards, undoing
from app.orders.feeds import VIEWS, FeedFilter, feed_view
from app.orders.pages import order_view
from app.orders.step_forms import ManyForm
from app.text import clean_line
from app.web import fragment, page, query, read_form, see_other, settings

blueprint = Blueprint("desk", __name__)


@blueprint.get("/feed")
@requires(Can.SEE_FEED)
async def feed() -> Response:
    """Show the operators what comes in, as it comes in."""
    return await feed_page()


@blueprint.get("/feed/rows")
@requires(Can.SEE_FEED)
async def feed_rows() -> Response:
    """Give the feed's rows for a script to put in place."""
    view = await feed_view(viewer(), _feed_filter())
    return await fragment("orders/_feed.html", view=view)


@blueprint.post("/feed/claims")
@requires(Can.CLAIM_ORDERS)
async def claim_many() -> Response:
    """Take every order that was marked; what others were faster with stays theirs."""
    taken, missed = [], 0
    for order_id in (await read_form(ManyForm)).ids:
        try:
            await actions.claim(viewer(), order_id)
            taken.append(order_id)
        except (Conflict, NotFound):
            missed += 1
    marked = ",".join(str(order_id) for order_id in taken)
    return see_other(_feed_filter().address(taken=marked, missed=missed))


@blueprint.post("/feed/claims/undo")
@requires(Can.CLAIM_ORDERS)
async def give_back_many() -> Response:
    """Give back what was just taken together."""
    late = 0
    for order_id in (await read_form(ManyForm)).ids:
        try:
            await undoing.give_back(viewer(), order_id)
        except (Conflict, NotFound):
            late += 1
    return see_other(_feed_filter().address(late=late))


@blueprint.get("/board")
@requires(Can.MOVE_JOBS)
async def board() -> Response:
    """Show the work by stage: a designer's own, or everybody's."""
    return await page("orders/board.html", view=await boards.board_view(viewer(), _board_filter()))


@blueprint.get("/board/stages")
@requires(Can.MOVE_JOBS)
async def board_stages() -> Response:
    """Give the board's columns for a script to put in place."""
    view = await boards.board_view(viewer(), _board_filter())
    return await fragment("orders/_board.html", view=view)


@blueprint.get("/orders/<int:order_id>/ticket")
@requires(Can.MOVE_JOBS)
async def ticket(order_id: int) -> Response:
    """Show an order as the sheet that goes with the work through the shop."""
    view = await order_view(viewer(), order_id, with_room=False)
    address = f"{settings().public_url}/orders/{order_id}"
    return await page("orders/ticket.html", view=view, address=address)


async def feed_page(error: AppError | None = None) -> Response:
    """Show the feed, with what was refused if anything was."""
    return await page(
        "orders/feed.html",
        error.status if error else 200,
        view=await feed_view(viewer(), _feed_filter()),
        problem=error.message if error else "",
        taken=[int(part) for part in query("taken").split(",") if part.isdecimal()][:60],
        missed=_number("missed"),
        late=_number("late"),
    )


def _feed_filter() -> FeedFilter:
    view = query("view")
    return FeedFilter(
        view=view if view in VIEWS else "",
        search=clean_line(query("query"), 100),
        oldest_first=query("sort") == "oldest",
        is_dense=query("density") == "compact",
    )


def _board_filter() -> boards.BoardFilter:
    hold = query("hold")
    return boards.BoardFilter(
        designer=_number("designer"),
        is_list=query("view") == "list",
        hold=hold if hold in {boards.HELD, *boards.HOLDS} else "",
        after=_number("after"),
    )


def _number(name: str) -> int:
    text = query(name)
    return int(text) if text.isdecimal() and len(text) < 10 else 0

"""The buttons of an order's page: claim, price, answer, promise, move, hand to a designer."""

from collections.abc import Awaitable

from quart import Blueprint, Response

from app.accounts.access import Can, requires, viewer
from app.chat.notes import see_mentions
from app.errors import AppError, Conflict, Invalid, Refused
from app.i18n import gettext as _
from app.orders import actions, desk, holds, queries, rerouting, undoing, work
from app.orders.forms import amounts_in
from app.orders.models import Order
from app.orders.pages import order_view
from app.orders.step_forms import (
    BranchForm,
    ClaimForm,
    DueForm,
    HoldForm,
    PricesForm,
    SlotForm,
    StepForm,
)
from app.web import page, query, read_form, see_other

blueprint = Blueprint("steps", __name__)


@blueprint.post("/orders/<int:order_id>/claim")
@requires(Can.CLAIM_ORDERS)
async def claim(order_id: int) -> Response:
    """Take an order over; whoever is late reads who has it."""
    form = await read_form(ClaimForm)
    try:
        await actions.claim(viewer(), order_id)
    except Conflict as error:
        if form.origin.data == "feed":
            return await desk.feed_page(error)
        return await order_page(order_id, error)
    return see_other("orders.show", order_id=order_id)


@blueprint.post("/orders/<int:order_id>/prices")
@requires(Can.CLAIM_ORDERS)
async def set_prices(order_id: int) -> Response:
    """Write the prices that the catalogue does not know."""
    form = await read_form(PricesForm)
    try:
        amounts = amounts_in(form.typed)
    except Invalid as error:
        return await order_page(order_id, error)
    return await _answer(
        order_id, actions.set_prices(viewer(), order_id, amounts, rev=form.rev.data or 0)
    )


@blueprint.post("/orders/<int:order_id>/answer")
@requires(Can.ORDER)
async def answer(order_id: int) -> Response:
    """Accept or decline the price."""
    form = await read_form(StepForm)
    return await _answer(
        order_id,
        actions.answer_quote(
            viewer(),
            order_id,
            accept=form.to.data == "confirmed",
            rev=form.rev.data or 0,
            reason=form.reason.data or "",
        ),
    )


@blueprint.post("/orders/<int:order_id>/cancellation")
@requires(Can.ORDER)
async def cancel(order_id: int) -> Response:
    """Withdraw or cancel the order."""
    form = await read_form(StepForm)
    reason = form.reason.data or ""
    return await _answer(
        order_id, actions.cancel(viewer(), order_id, rev=form.rev.data or 0, reason=reason)
    )


@blueprint.post("/orders/<int:order_id>/completion")
@requires(Can.CLAIM_ORDERS)
async def complete(order_id: int) -> Response:
    """Note that the goods were handed over."""
    form = await read_form(StepForm)
    return await _answer(order_id, actions.complete(viewer(), order_id, rev=form.rev.data or 0))


@blueprint.post("/orders/<int:order_id>/promise")
@requires(Can.CLAIM_ORDERS)
async def promise(order_id: int) -> Response:
    """Promise a day."""
    form = await read_form(DueForm)
    if not form.validate():
        return await order_page(order_id, Invalid(_("Choose a day.")))
    day, reason = form.day.data, form.reason.data or ""
    return await _answer(
        order_id, actions.promise(viewer(), order_id, day, rev=form.rev.data or 0, reason=reason)
    )


@blueprint.post("/orders/<int:order_id>/branch")
@requires(Can.CLAIM_ORDERS)
async def give_to_branch(order_id: int) -> Response:
    """Give the order to another branch."""
    form = await read_form(BranchForm)
    wanted, reason = form.branch.data, form.reason.data or ""
    try:
        await rerouting.reroute(viewer(), order_id, wanted, rev=form.rev.data or 0, reason=reason)
    except (Invalid, Conflict) as error:
        form.take(error)
        return await order_page(order_id, error, branch_form=form)
    return see_other("orders.show", order_id=order_id)


@blueprint.post("/jobs/<int:job_id>/status")
@requires(Can.MOVE_JOBS)
async def move(job_id: int) -> Response:
    """Bring a line to another stage."""
    form = await read_form(StepForm)
    order, _job = await queries.order_of_job(viewer(), job_id)
    doing = work.move_job(
        viewer(),
        job_id,
        form.to.data or "",
        rev=form.rev.data or 0,
        reason=form.reason.data or "",
        designer_id=form.designer.data,
    )
    return await _answer(order.id, doing, _way_back(form, order.id))


@blueprint.get("/orders/<int:order_id>/hold")
@requires(Can.MOVE_JOBS)
async def edit_hold(order_id: int) -> Response:
    """Ask why an order is to rest."""
    order = await queries.order_for(viewer(), order_id)
    if order.hold or order.progress.over:
        return see_other(f"/orders/{order_id}#actions")
    return await _hold_page(order, HoldForm(data={"origin": query("from")}))


@blueprint.post("/orders/<int:order_id>/hold")
@requires(Can.MOVE_JOBS)
async def hold(order_id: int) -> Response:
    """Put an order on hold; what was typed outlives a refusal."""
    form = await read_form(HoldForm)
    try:
        await holds.hold(
            viewer(),
            order_id,
            form.waiting_on.data or "",
            rev=form.rev.data or 0,
            reason=form.reason.data or "",
        )
    except (Invalid, Conflict) as error:
        order = await queries.order_for(viewer(), order_id)
        if order.hold or order.progress.over:
            return await order_page(order_id, error)
        return await _hold_page(order, form, error)
    return see_other(_way_back(form, order_id))


@blueprint.post("/orders/<int:order_id>/resumption")
@requires(Can.MOVE_JOBS)
async def resume(order_id: int) -> Response:
    """Go on with an order that was on hold."""
    form = await read_form(StepForm)
    doing = holds.resume(viewer(), order_id, rev=form.rev.data or 0)
    return await _answer(order_id, doing, _way_back(form, order_id))


@blueprint.post("/orders/<int:order_id>/claim/undo")
@requires(Can.CLAIM_ORDERS)
async def give_back(order_id: int) -> Response:
    """Take one's claim back, a moment after it was made."""
    return await _answer(order_id, undoing.give_back(viewer(), order_id))


@blueprint.post("/jobs/<int:job_id>/status/undo")
@requires(Can.MOVE_JOBS)
async def take_back_move(job_id: int) -> Response:
    """Take one's move of a line back, a moment after it was made."""
    order, _job = await queries.order_of_job(viewer(), job_id)
    return await _answer(order.id, undoing.take_back_move(viewer(), job_id))


@blueprint.post("/jobs/<int:job_id>/designer")
@requires(Can.ASSIGN_DESIGNER)
async def assign(job_id: int) -> Response:
    """Hand a line to a designer."""
    form = await read_form(StepForm)
    order, _job = await queries.order_of_job(viewer(), job_id)
    return await _answer(
        order.id,
        work.assign(viewer(), job_id, form.designer.data or None, rev=form.rev.data or 0),
    )


@blueprint.post("/orders/<int:order_id>/files/<int:file_id>/slot")
@requires(Can.UPLOAD)
async def use_as_artwork(order_id: int, file_id: int) -> Response:
    """Use a file of the order's room as artwork."""
    form = await read_form(SlotForm)
    slot = form.slot.data or ""
    return await _answer(order_id, work.use_as_artwork(viewer(), order_id, file_id, slot))


async def _hold_page(order: Order, form: HoldForm, error: AppError | None = None) -> Response:
    form.take(error)
    status = error.status if error else 200
    return await page("orders/hold.html", status, order=order, form=form, error=error)


def _way_back(form: HoldForm | StepForm, order_id: int) -> str:
    return "/board" if form.origin.data == "board" else f"/orders/{order_id}"


async def _answer(order_id: int, doing: Awaitable[Order], back: str = "") -> Response:
    """Do it and go on; a refusal is shown on the order's page as it is now."""
    try:
        await doing
    except (Invalid, Conflict, Refused) as error:
        return await order_page(order_id, error)
    return see_other(back or f"/orders/{order_id}")


async def order_page(
    order_id: int,
    error: AppError | None = None,
    *,
    placed: bool = False,
    has_new_link: bool = False,
    branch_form: BranchForm | None = None,
) -> Response:
    """Show the one page of an order, with what was refused if anything was."""
    view = await order_view(viewer(), order_id)
    await see_mentions(viewer(), view.order.room_id)
    status = error.status if error else 200
    problem = error.message if error else ""
    return await page(
        "orders/order.html",
        status,
        view=view,
        room=view.room,
        problem=problem,
        placed=placed,
        has_new_link=has_new_link,
        branch_form=branch_form,
    )

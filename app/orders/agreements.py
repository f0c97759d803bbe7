"""The page on which the studio agrees how much work a stage should hold."""

from quart import Blueprint, Response

from app.accounts.access import Can, requires, viewer
from app.errors import AppError, Invalid
from app.orders.limits import LIMITED, limits, save_limits
from app.orders.step_forms import LimitsForm
from app.web import page, query, read_form, see_other

blueprint = Blueprint("agreements", __name__)


@blueprint.get("/settings/board")
@requires(Can.SET_LIMITS)
async def edit() -> Response:
    """Show the limits as a form."""
    kept = {str(stage): most for stage, most in (await limits()).items()}
    return await _limits_page(LimitsForm(data=kept))


@blueprint.post("/settings/board")
@requires(Can.SET_LIMITS)
async def change() -> Response:
    """Keep the limits; boards show them from now on."""
    form = await read_form(LimitsForm)
    try:
        if not form.validate():
            raise Invalid()
        await save_limits(viewer(), {stage: form[stage].data for stage in LIMITED})
    except AppError as error:
        return await _limits_page(form, error)
    return see_other("/settings/board?done=1")


async def _limits_page(form: LimitsForm, error: AppError | None = None) -> Response:
    form.take(error)
    status = error.status if error else 200
    stages = [form[stage] for stage in LIMITED]
    done = bool(query("done"))
    return await page("orders/limits.html", status, form=form, stages=stages, done=done)

"""Looking at the site as a customer: the two buttons."""

from quart import Blueprint, Response

from app.accounts import watching
from app.accounts.access import Can, public, requires, viewer
from app.accounts.forms import LookingForm
from app.web import cookie, local_path, read_form, see_other, settings

blueprint = Blueprint("looking", __name__)
HOME = "/home"


@blueprint.post("/users/<int:user_id>/view")
@requires(Can.VIEW_AS)
async def begin(user_id: int) -> Response:
    """Look at the site as a customer does."""
    form = await read_form(LookingForm)
    await watching.begin(user_id, by=viewer())
    response = see_other(HOME)
    response.set_cookie(
        watching.COOKIE,
        watching.mark(settings(), viewer(), user_id, local_path(form.next.data, HOME)),
        max_age=int(watching.LIFE.total_seconds()),
        samesite="Lax",
        httponly=True,
        secure=settings().secure,
    )
    return response


@blueprint.post("/view/end")
@public
async def stop() -> Response:
    """Be oneself again, on the page where the looking began."""
    await watching.end(viewer())
    begun_at = watching.begun_at(cookie(watching.COOKIE))
    response = see_other(local_path(begun_at, HOME))
    response.delete_cookie(watching.COOKIE, samesite="Lax", secure=settings().secure)
    return response

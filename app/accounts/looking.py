"""Looking at the site as a customer: the two buttons."""

from quart import Blueprint, Response

from app.accounts import watching
from app.accounts.access import Can, public, requires, viewer
from app.web import see_other, settings

blueprint = Blueprint("looking", __name__)


@blueprint.post("/users/<int:user_id>/view")
@requires(Can.VIEW_AS)
async def begin(user_id: int) -> Response:
    """Look at the site as a customer does."""
    await watching.begin(user_id, by=viewer())
    response = see_other("/home")
    response.set_cookie(
        watching.COOKIE,
        watching.mark(settings(), viewer(), user_id),
        max_age=int(watching.LIFE.total_seconds()),
        samesite="Lax",
        httponly=True,
        secure=settings().secure,
    )
    return response


@blueprint.post("/view/end")
@public
async def stop() -> Response:
    """Be oneself again."""
    await watching.end(viewer())
    response = see_other("/")
    response.delete_cookie(watching.COOKIE, samesite="Lax", secure=settings().secure)
    return response

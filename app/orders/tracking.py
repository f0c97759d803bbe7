"""The page behind an order's short link, and the button that makes a new one."""

from quart import Blueprint, Response

from app.accounts.access import Can, public, requires, viewer
from app.accounts.throttles import take_token
from app.errors import NotFound
from app.orders import links
from app.web import client_ip, page, see_other

blueprint = Blueprint("tracking", __name__)


@blueprint.get("/t/<token>")
@public
async def show(token: str) -> Response:
    """Show how far an order is to whoever has its link; who guesses is soon told to wait."""
    try:
        view = await links.tracked(token)
    except NotFound:
        await take_token(f"order link:{client_ip()}")
        raise
    response = await page("orders/tracking.html", view=view)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.post("/orders/<int:order_id>/link")
@requires(Can.ORDER)
async def renew(order_id: int) -> Response:
    """Make a new link for an order; the one before stops working."""
    order = await links.renew(viewer(), order_id)
    return see_other(f"/orders/{order.id}?link=1#link")

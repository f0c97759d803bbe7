"""An order to take along: on paper, and in one's calendar."""

from quart import Blueprint, Response

from app.accounts.access import Can, requires, viewer
from app.catalogue import queries as catalogue
from app.errors import NotFound
from app.i18n import gettext as _
from app.i18n import localized
from app.orders import calendars, links
from app.orders.pages import order_view
from app.web import page, settings

blueprint = Blueprint("keepsakes", __name__)


@blueprint.get("/orders/<int:order_id>/print")
@requires(Can.ACCOUNT)
async def paper(order_id: int) -> Response:
    """Show an order as it goes onto paper."""
    view = await order_view(viewer(), order_id, with_room=False)
    address = settings().public_url + links.path_of(view.order)
    return await page("orders/print.html", view=view, address=address)


@blueprint.get("/orders/<int:order_id>/calendar.ics")
@requires(Can.ACCOUNT)
async def calendar(order_id: int) -> Response:
    """Give the promised day as a calendar file."""
    view = await order_view(viewer(), order_id, with_room=False)
    order = view.order
    if order.promised_date is None:
        raise NotFound(_("No date is promised for this order yet."))
    branch, studio = view.branch, await catalogue.studio()
    what = ", ".join(f"{job.quantity} {localized(job, 'product_name')}" for job in order.jobs)
    text = calendars.calendar(
        uid=f"order-{order.id}@{settings().public_url.split('://')[-1]}",
        day=order.promised_date,
        title=_("%(code)s ready at %(studio)s", code=order.code, studio=studio.name),
        words=what,
        place=f"{branch.name}, {branch.address}, {branch.city}" if branch else studio.name,
        url=_address(order.id),
        at=order.updated_at,
    )
    response = Response(text, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{order.code}.ics"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _address(order_id: int) -> str:
    return f"{settings().public_url}/orders/{order_id}"

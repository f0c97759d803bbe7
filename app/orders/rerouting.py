"""Giving an order to another branch than the one to which the rules or the customer sent it."""

from app import audit
from app.accounts.access import Can, Viewer, check
from app.catalogue.queries import all_branches
from app.db import transaction
from app.errors import Conflict, Invalid
from app.i18n import gettext as _
from app.orders import letters, live, queries
from app.orders.branching import way_to
from app.orders.changes import remember, stale_order, write_order
from app.orders.models import Order
from app.orders.routing import Reason
from app.text import clean_text

REASON = 500
NAME = 40


async def reroute(
    viewer: Viewer, order_id: int, branch_id: int | None, *, rev: int, reason: str
) -> Order:
    """Give an order to another branch; why is kept for the studio, the customer reads where."""
    check(viewer, Can.CLAIM_ORDERS)
    reason = clean_text(reason, REASON)
    async with transaction():
        order = await queries.order_for(viewer, order_id, lock=True)
        if order.rev != rev:
            raise await stale_order(order)
        if order.progress.over:
            raise Conflict(_("This order is closed, so nothing in it moves any more."))
        branches = {branch.id: branch for branch in await all_branches()}
        found = branches.get(branch_id or 0)
        if found is None or not found.active or found.id == order.branch_id:
            words = _("Choose another branch.")
            raise Invalid(words, code="unknown_branch", fields={"branch": words})
        if not reason:
            words = _("Please say why another branch makes it.")
            raise Invalid(words, code="reason_needed", fields={"reason": words})
        changed = await write_order(
            order,
            branch_id=found.id,
            branch_reason=Reason.STUDIO,
            branch_km=await way_to(found, order.delivery),
        )
        before, after = branches[order.branch_id].name[:NAME], found.name[:NAME]
        await remember(order.id, "branch", viewer, before=before, after=after, reason=reason)
        about = f"order:{order.id}"
        await audit.record(viewer, "rerouted", about, before=before, to=after, reason=reason)
        await live.rerouted(changed, viewer)
        await letters.rerouted(changed, found.name)
    return changed

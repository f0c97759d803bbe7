"""An order once more: what it was made of, at today's prices, with the files it was made from."""

from dataclasses import dataclass

from app.accounts.access import Viewer
from app.catalogue.queries import products
from app.errors import NotFound
from app.files.models import File
from app.files.queries import current, folder_files
from app.orders import queries
from app.orders.models import Order, TypedLine


@dataclass(frozen=True, slots=True)
class Again:
    """An earlier order as a new one begins with it."""

    order: Order
    lines: list[TypedLine]
    files: list[File]
    dropped: list[str]
    """What the studio does not offer any more."""


async def again(viewer: Viewer, order_id: int | None) -> Again | None:
    """Return what an order of the viewer's is repeated from; None when there is no such order."""
    if order_id is None:
        return None
    try:
        order = await queries.order_for(viewer, order_id)
    except NotFound:
        return None
    slugs = {product.id: product.slug for product in await products(viewer)}
    known = [job for job in order.jobs if job.product_id in slugs]
    lines = [
        TypedLine(
            product=slugs[job.product_id],
            quantity=str(job.quantity),
            options=dict(job.options),
            width=str(job.width_cm or ""),
            height=str(job.height_cm or ""),
        )
        for job in known
    ]
    gone = [job.product_name_id for job in order.jobs if job.product_id not in slugs]
    found = current(await folder_files(viewer, order.folder_id))
    return Again(order, lines, [file for file in found if file.slot or not gone], gone)

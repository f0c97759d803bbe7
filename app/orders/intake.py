"""Taking in a new order: who it is for, priced lines, its code, its folder and its room."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import insert, update

from app import clock
from app.accounts.access import SYSTEM, Can, Role, Viewer, check
from app.accounts.customers import create_customer
from app.accounts.models import Person, identity
from app.accounts.queries import user_named
from app.catalogue import pricing
from app.catalogue.queries import product_by_slug, sample_for
from app.chat.actions import open_room
from app.chat.words import Words
from app.db import database
from app.errors import Invalid, NotFound
from app.files import copying
from app.files.actions import adopt, open_folder
from app.files.copying import Copy
from app.i18n import LOCALES
from app.i18n import gettext as _
from app.numbering import next_number
from app.orders import queries
from app.orders.branching import routed
from app.orders.delivery import checked
from app.orders.labels import SOURCES
from app.orders.models import Draft, Line, Order
from app.orders.routing import Proposal
from app.orders.status import JobStatus, OrderStatus, slots_filled
from app.orders.tables import jobs, orders
from app.text import clean_text

if TYPE_CHECKING:
    from app.catalogue.models import Product, Sample

LINES = 20
NOTES = 4000


@dataclass(frozen=True, slots=True)
class Priced:
    """A line with its product and the server's own price."""

    line: Line
    product: "Product"
    price: pricing.Price


async def priced_lines(
    viewer: Viewer, lines: tuple[Line, ...], *, rush: bool = False
) -> list[Priced]:
    """Price every line by the catalogue; errors name the line they belong to."""
    if not lines:
        raise Invalid(_("Choose at least one product."), fields={"lines": _("Choose a product.")})
    if len(lines) > LINES:
        raise Invalid(
            _("An order has at most %(limit)s lines.", limit=LINES), code="too_many_lines"
        )
    return [await _priced(viewer, line, place, rush) for place, line in enumerate(lines)]


async def insert_order(
    viewer: Viewer, draft: Draft, lines: list[Priced], copies: Sequence[Copy] = ()
) -> Order:
    """Write the order with lines, folder and room, inside the caller's transaction."""
    customer_id = await _customer_of(viewer, draft)
    draft = replace(draft, delivery=checked(draft.delivery))
    at = await routed(draft.delivery, [line.product for line in lines], draft.branch_id)
    order_id = await _insert_head(viewer, draft, customer_id, at)
    code = (await queries.order_for(SYSTEM, order_id)).code
    channel = f"order:{order_id}"
    folder_id = await open_folder(customer_id, channel, code=code)
    adopted = await adopt(list(draft.uploads), folder_id, viewer) if draft.uploads else []
    adopted += await copying.write(copies, folder_id, viewer) if copies else []
    room = await open_room(
        kind="order",
        customer_id=customer_id,
        title=Words(*(f"{code} · {_title(lines, language)}" for language in LOCALES)),
        subject=channel,
        url=f"/orders/{order_id}",
        folder_id=folder_id,
    )
    slots = [file.slot or "" for file in adopted]
    for place, line in enumerate(lines):
        await database.execute(insert(jobs).values(order_id=order_id, **_job(place, line, slots)))
    subtotal = sum(line.price.amount for line in lines)
    await database.execute(
        update(orders)
        .where(orders.c.id == order_id)
        .values(folder_id=folder_id, room_id=room.id, subtotal=subtotal, total=subtotal)
    )
    return await queries.order_for(SYSTEM, order_id)


def field_of(place: int, name: str) -> str:
    """Name the form field that pricing complains about; the rush is one for all lines."""
    if name == "rush":
        return name
    own = name in {"quantity", "width", "height"}
    return f"lines-{place}-{name}" if own else f"lines-{place}-option-{name}"


async def _priced(viewer: Viewer, line: Line, place: int, rush: bool) -> Priced:
    try:
        product = await product_by_slug(viewer, line.product)
    except NotFound as error:
        named = {f"lines-{place}-product": error.message}
        raise Invalid(error.message, code="unknown_product", fields=named) from error
    try:
        price = pricing.price(product, line.quantity, line.options, size=line.size, rush=rush)
        return Priced(line, product, price)
    except Invalid as error:
        fields = {field_of(place, name): words for name, words in error.fields.items()}
        raise Invalid(error.message, code=error.code, fields=fields) from error


async def _customer_of(viewer: Viewer, draft: Draft) -> int:
    if draft.customer_id in {None, viewer.id} and not draft.customer:
        return viewer.id
    check(viewer, Can.ORDER_ON_BEHALF)
    if draft.source not in SOURCES:
        words = _("Choose how the order came in.")
        raise Invalid(words, code="no_source", fields={"source": words})
    if draft.customer_id is not None:
        person = await user_named(draft.customer_id)
    else:
        known = await queries.customer_by_contact(identity(draft.customer))
        person = known or await _written_down(viewer, draft)
    if person.role is not Role.CUSTOMER:
        words = _("Choose a customer.")
        raise Invalid(words, code="no_customer", fields={"customer": words})
    return person.id


async def _written_down(viewer: Viewer, draft: Draft) -> Person:
    if not draft.customer_name.strip():
        words = _("We do not know this customer yet: write the name too.")
        raise Invalid(words, code="name_needed", fields={"customer_name": words})
    made = await create_customer(draft.customer, name=draft.customer_name, by=viewer)
    return made.person


async def _insert_head(viewer: Viewer, draft: Draft, customer_id: int, at: Proposal) -> int:
    now = clock.now()
    on_behalf = customer_id != viewer.id
    sample = await _shown_sample(viewer, draft.sample_id) if draft.sample_id else None
    row = await database.fetch_one(
        insert(orders)
        .values(
            code=await next_number("SG"),
            customer_id=customer_id,
            branch_id=at.branch.id,
            branch_reason=at.reason,
            branch_km=at.km,
            **asdict(draft.delivery),
            status=OrderStatus.SUBMITTED,
            rev=1,
            source=draft.source if on_behalf else "web",
            notes=clean_text(draft.notes, NOTES),
            rush=draft.rush,
            sample_id=sample.id if sample else None,
            requested_date=draft.requested_date,
            promo_code="",
            created_by=viewer.id,
            submitted_at=now,
            updated_at=now,
        )
        .returning(orders.c.id)
    )
    if row is None:
        raise RuntimeError("the order was not written")
    return int(row.id)


async def _shown_sample(viewer: Viewer, sample_id: int) -> "Sample":
    """Return the sample that the order refers to; only what the studio shows can be meant."""
    try:
        sample = await sample_for(viewer, sample_id)
    except NotFound as error:
        raise Invalid(error.message, code="no_sample", fields={"sample": error.message}) from error
    if not sample.published:
        words = _("This sample does not exist.")
        raise Invalid(words, code="no_sample", fields={"sample": words})
    return sample


def _job(place: int, line: Priced, slots: list[str]) -> dict[str, object]:
    product, price = line.product, line.price
    required = [slot["code"] for slot in product.slots if slot.get("required")]
    ready = slots_filled(required, slots)
    return {
        "position": place,
        "product_id": product.id,
        "product_name_id": product.name_id,
        "product_name_en": product.name_en,
        "unit_id": product.unit_id,
        "unit_en": product.unit_en,
        "quantity": line.line.quantity,
        "width_cm": line.line.size.width_cm if line.line.size else None,
        "height_cm": line.line.size.height_cm if line.line.size else None,
        "options": dict(line.line.options),
        "options_label_id": _chosen(line, "id"),
        "options_label_en": _chosen(line, "en"),
        "unit_price": price.unit_price,
        "amount": price.amount,
        "breakdown": [
            {"label_id": part.label_id, "label_en": part.label_en, "amount": part.amount}
            for part in price.lines
        ],
        "priced": price.priced,
        "slots": [dict(slot) for slot in product.slots],
        "status": JobStatus.PREFLIGHT if ready else JobStatus.AWAITING_FILES,
        "rev": 1,
    }


def _title(lines: list[Priced], language: str) -> str:
    product = lines[0].product
    first = product.name_id if language == "id" else product.name_en
    return first if len(lines) == 1 else f"{first} +{len(lines) - 1}"


def _chosen(line: Priced, language: str) -> str:
    """Write the chosen options in one language, in the catalogue's order."""
    picked = pricing.choices(line.product, line.line.options)
    names = (value.name_id if language == "id" else value.name_en for _option, value in picked)
    return " · ".join(names)[:400]

"""Promos for programs: the same rules as the pages."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType
from quart import Blueprint, Quart, Response, request

from app.accounts.access import Can, Viewer, public, requires, viewer
from app.catalogue import pricing
from app.catalogue.queries import product, product_by_slug
from app.errors import Invalid, NotFound
from app.i18n import localized
from app.promos import actions, queries
from app.promos.models import Audience, Draft, Kind, Promo
from app.promos.offers import offer_for
from app.promos.sightings import sightings
from app.realtime.channels import rpc
from app.text import rupiah
from app.web import json_reply, query, read_json

blueprint = Blueprint("promos_api", __name__)


class PromoBody(msgspec.Struct, forbid_unknown_fields=False):
    """The fields of a promo; `title` and `body` fill both languages; products by id or slug."""

    title: str | UnsetType = UNSET
    body: str | UnsetType = UNSET
    title_id: str | UnsetType = UNSET
    title_en: str | UnsetType = UNSET
    body_id: str | UnsetType = UNSET
    body_en: str | UnsetType = UNSET
    code: str | UnsetType | None = UNSET
    kind: Kind | UnsetType = UNSET
    value: int | UnsetType = UNSET
    cap: int | UnsetType | None = UNSET
    min_spend: int | UnsetType = UNSET
    quota: int | UnsetType | None = UNSET
    per_person: int | UnsetType | None = UNSET
    audience: Audience | UnsetType = UNSET
    starts_at: datetime | UnsetType | None = UNSET
    ends_at: datetime | UnsetType | None = UNSET
    products: list[int | str] | UnsetType = UNSET
    rev: int | UnsetType = UNSET


class Seen(msgspec.Struct):
    """The promos that a page shows to somebody."""

    promos: Annotated[list[int], Meta(max_length=50)]


class Step(msgspec.Struct):
    """Which version of the promo the program saw; without it the present one is meant."""

    rev: int | None = None


def install(app: Quart) -> None:
    """Write what was seen before the process ends."""
    app.after_serving(sightings.stop)


@rpc("promos.seen", Seen)
async def seen(who: Viewer, what: Seen) -> object:
    """Take down, over the socket, which promos stand before somebody's eyes."""
    sightings.note(who, what.promos)
    return {}


@blueprint.get("/api/promos")
@public
async def index() -> Response:
    """List the promos for those who manage them, page by page; the live ones for everybody else.

    `before` is the last id of the page above.
    """
    before = query("before")
    known = before.isdecimal() and len(before) < 16
    found = await queries.promos_for(viewer(), int(before) if known else 0)
    return json_reply({"promos": [_shown(promo) for promo in found]})


@blueprint.get("/api/promos/offer")
@public
async def offer() -> Response:
    """Tell what a promo without a code takes off an amount of one product now; null for nothing.

    With the `quantity` that costs the amount it says as well what one piece comes to.
    """
    wanted = await product_by_slug(viewer(), query("product"))
    found = await offer_for(viewer(), wanted.id, _number("amount"))
    if found is None:
        return json_reply(None)
    quantity = _number("quantity")
    return json_reply(
        {
            "amount": found.total,
            "off": found.off,
            "amount_text": rupiah(found.total),
            "off_text": rupiah(-found.off),
            "each_text": pricing.each(found.total, quantity) if quantity else None,
            "title": localized(found, "title"),
            "ends_at": found.until,
            "without_end": found.until is None,
        }
    )


@blueprint.post("/api/promos")
@requires(Can.MANAGE_PROMOS)
async def create() -> Response:
    """Write down a promo as a draft."""
    body = await read_json(PromoBody)
    draft = await _draft(body, Draft(title_id="", title_en=""))
    promo = await actions.create(draft, by=viewer())
    return json_reply(_shown(promo), 201, {"Location": f"/api/promos/{promo.id}"})


@blueprint.get("/api/promos/<int:promo_id>")
@public
async def show(promo_id: int) -> Response:
    """Describe a promo that the viewer may see."""
    return json_reply(_shown(await queries.promo_for(viewer(), promo_id)))


@blueprint.patch("/api/promos/<int:promo_id>")
@requires(Can.MANAGE_PROMOS)
async def change(promo_id: int) -> Response:
    """Change the fields that are sent."""
    body = await read_json(PromoBody)
    promo = await queries.promo(promo_id)
    rev = promo.rev if body.rev is UNSET else body.rev
    after = await actions.change(promo_id, await _draft(body, promo), rev=rev, by=viewer())
    return json_reply(_shown(after))


@blueprint.delete("/api/promos/<int:promo_id>")
@requires(Can.MANAGE_PROMOS)
async def remove(promo_id: int) -> Response:
    """Forget a draft, or end a promo that was published."""
    await actions.remove(promo_id, rev=await _rev(promo_id), by=viewer())
    return Response("", 204)


@blueprint.post("/api/promos/<int:promo_id>/publication")
@requires(Can.MANAGE_PROMOS)
async def publish(promo_id: int) -> Response:
    """Show a promo on every open page, or plan it when it has not begun."""
    after = await actions.publish(promo_id, rev=await _rev(promo_id), by=viewer())
    return json_reply(_shown(after))


@blueprint.delete("/api/promos/<int:promo_id>/publication")
@requires(Can.MANAGE_PROMOS)
async def withdraw(promo_id: int) -> Response:
    """Pause a promo."""
    after = await actions.pause(promo_id, rev=await _rev(promo_id), by=viewer())
    return json_reply(_shown(after))


def _number(name: str) -> int:
    text = query(name)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 13 else 0


async def _draft(body: PromoBody, before: Draft | Promo) -> Draft:
    kept = {name: getattr(before, name) for name in Draft.__slots__}
    for both in ("title", "body"):
        words = getattr(body, both)
        if words is not UNSET:
            kept |= {f"{both}_id": words, f"{both}_en": words}
    sent = {name: getattr(body, name) for name in Draft.__slots__ if name != "products"}
    kept |= {name: value for name, value in sent.items() if value is not UNSET}
    if body.products is not UNSET:
        kept["products"] = tuple([await _product_id(named) for named in body.products])
    return Draft(**kept)


async def _product_id(named: int | str) -> int:
    try:
        found = product_by_slug(viewer(), named) if isinstance(named, str) else product(named)
        return (await found).id
    except NotFound as error:
        raise Invalid(error.message, fields={"products": error.message}) from error


async def _rev(promo_id: int) -> int:
    text = query("rev")
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    sent = (await read_json(Step)).rev if await request.get_data() else None
    return (await queries.promo(promo_id)).rev if sent is None else sent


def _shown(promo: Promo) -> dict[str, object]:
    hidden = set() if viewer().can(Can.MANAGE_PROMOS) else {"created_by", "created_at", "seen"}
    return {name: getattr(promo, name) for name in Promo.__slots__ if name not in hidden}

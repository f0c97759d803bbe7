"""The shop window: front page, profile, products, and the pictures of samples."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from quart import Blueprint, Quart, Response, g, request

from app.accounts.access import public, viewer
from app.catalogue import (
    area,
    branches,
    contacts,
    crawling,
    editing,
    forms,
    linked_data,
    livery,
    opening,
    pricing,
    queries,
    sheets,
    shelves,
)
from app.catalogue.locations import open_branches
from app.catalogue.models import Branch, Product, Sample, Size, Studio
from app.catalogue.samples import PREFIX
from app.catalogue.sheets import sheet_of
from app.db import database
from app.errors import Invalid, NotFound
from app.i18n import gettext as _
from app.i18n import localized
from app.identity import Identity, remember, sign_url
from app.storage import disk
from app.web import client_ip, page, query, read_form, settings, static_url

blueprint = Blueprint("catalogue", __name__)
GALLERY = 48


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks the price of; an unreadable quantity is None, a side 0."""

    quantity: int | None
    options: dict[str, str]
    size: Size | None
    rush: bool


def install(app: Quart) -> None:
    """Add the shelves, the editors' pages, what search engines ask for, and the studio's look."""
    app.register_blueprint(branches.blueprint)
    app.register_blueprint(editing.blueprint)
    app.register_blueprint(crawling.blueprint)
    app.register_blueprint(livery.blueprint)
    app.register_blueprint(opening.blueprint)
    app.register_blueprint(shelves.blueprint)


@blueprint.app_context_processor
async def _profile() -> dict[str, object]:
    """Give every page the studio."""
    studio = await _studio()
    return {
        "studio": studio,
        "look_url": livery.stylesheet_url(studio),
        "logo_url": livery.logo_url(studio),
        "sign_url": partial(sign_url, studio.logo),
    }


@blueprint.app_template_filter("sample_image")
def sample_image(sample: Sample) -> str:
    """Return the address of a sample's picture."""
    if sample.image.startswith(PREFIX):
        return f"/samples/{sample.id}/image"
    return static_url(sample.image)


blueprint.app_template_filter("square_metres")(area.square_metres)
blueprint.app_template_filter("each")(pricing.each)


@blueprint.app_template_filter("from_price")
def from_price(product: Product) -> int | None:
    """Return what the smallest order of a product costs."""
    return pricing.from_price(product)


@blueprint.get("/")
@public
async def front() -> Response:
    """Show what the studio is and makes."""
    everybody = viewer()
    found = await open_branches()
    return await page(
        "catalogue/front.html",
        products=await queries.products(everybody),
        covers=await queries.first_samples(everybody),
        gallery=await queries.gallery(GALLERY),
        branches=found,
        linked=await _studio_facts(found),
    )


@blueprint.get("/about")
@public
async def about() -> Response:
    """Show the studio's profile and where to find it."""
    found = await open_branches()
    linked = await _studio_facts(found)
    return await page("catalogue/about.html", branches=found, linked=linked)


@blueprint.get("/products/<slug>")
@public
async def show(slug: str) -> Response:
    """Show a product; quantity and options in the address are priced at once."""
    product = await queries.product_by_slug(viewer(), slug)
    typed = typed_choice(product, example=area.EXAMPLE)
    price, wrong = priced(product, typed)
    shelf = await queries.category(product.category_id)
    trail = shelves.trail_to(shelf, localized(product, "name"))
    samples = await queries.samples_of(viewer(), product.id)
    shown = [sample for sample in samples if sample.published]
    pictures = [settings().public_url + sample_image(sample) for sample in shown]
    return await page(
        "catalogue/product.html",
        status=422 if wrong else 200,
        product=product,
        sheet=sheet_of(product),
        trail=trail,
        linked=linked_data.product_facts(product, pictures, settings().public_url, trail),
        samples=samples,
        picture=next((sample_image(s) for s in shown if s.image.startswith(PREFIX)), ""),
        quantity=typed.quantity or "",
        size=typed.size,
        rush=typed.rush,
        chosen={
            option.code: typed.options.get(option.code, option.default.code)
            for option in product.options
        },
        price=price,
        wrong=wrong,
        question=whatsapp_text(product),
    )


@blueprint.post("/contact-clicks")
@public
async def note_click() -> Response:
    """Keep that somebody followed one of the studio's links."""
    form = await read_form(forms.ClickForm)
    await contacts.note_click(
        viewer(),
        form.channel.data or "",
        slug=form.product.data or "",
        page=form.page.data or "",
        ip=client_ip(),
    )
    return Response("", 204)


@blueprint.get("/products/<slug>/template.svg")
@public
async def template(slug: str) -> Response:
    """Send the product's cutting lines as a drawing to work on."""
    sheet = sheet_of(await queries.product_by_slug(viewer(), slug))
    if not sheet.has_size:
        raise NotFound(_("This product does not exist."))
    response = Response(sheets.template(sheet), mimetype="image/svg+xml")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.svg"'
    return response


@blueprint.get("/samples/<int:sample_id>/image")
@public
async def picture(sample_id: int) -> Response:
    """Send the picture of a sample that was uploaded here."""
    sample = await queries.sample_for(viewer(), sample_id)
    if not sample.image.startswith(PREFIX):
        raise NotFound(_("This sample does not exist."))
    key = sample.image.removeprefix(PREFIX)
    size = await disk.size(key) or 0
    body = b"".join([block async for block in disk.open(key, 0, size)])
    response = Response(body, mimetype="image/webp")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def typed_choice(product: Product, *, example: Size | None = None) -> Choice:
    """Read the choice from the address; no quantity means the smallest order.

    `example` stands for the size of a product that is sold by area until one is typed.
    """
    text = query("quantity").strip()
    size = None
    if product.by_area:
        typed = {"width", "height"} & set(request.args)
        size = Size(_side("width"), _side("height")) if typed or example is None else example
    codes = {option.code for option in product.options}
    return Choice(
        quantity=product.min_quantity if not text else _whole(text),
        options={code: value for code, value in request.args.items() if code in codes},
        size=size,
        rush=query("rush") in {"1", "true", "on", "y"},
    )


def priced(product: Product, typed: Choice) -> tuple[pricing.Price | None, dict[str, str]]:
    """Return the price, or what is wrong with the choice by field."""
    try:
        if typed.quantity is None:
            raise Invalid(fields={"quantity": _("Write a whole number.")})
        counted = pricing.price(
            product, typed.quantity, typed.options, size=typed.size, rush=typed.rush
        )
        return counted, {}
    except Invalid as error:
        return None, error.fields


def whatsapp_text(product: Product) -> str:
    """Return the first words of a question about a product, ready for an address."""
    name = localized(product, "name")
    return quote(
        _("Hello, I would like to ask about %(name)s (%(code)s).", name=name, code=product.sku)
    )


async def _studio() -> Studio:
    """Return the studio, read once a request."""
    if "studio" not in g:
        g.studio = await queries.studio() if database.is_open else Studio(name="Sanggar")
        remember(Identity(g.studio.name, g.studio.colour, g.studio.logo))
    found: Studio = g.studio
    return found


async def _studio_facts(shown: Sequence[Branch]) -> linked_data.Facts:
    studio, site = await _studio(), settings().public_url
    sign = site + sign_url(studio.logo, "icon", 512)
    return linked_data.studio_facts(studio, shown, site, sign)


def _side(name: str) -> int:
    return _whole(query(name).strip()) or 0


def _whole(text: str) -> int | None:
    bare = text.replace(".", "")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= 12 else None

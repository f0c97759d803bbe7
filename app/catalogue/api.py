"""The catalogue for programs, with the prices that the pages show."""

from quart import Blueprint, Response

from app.accounts.access import public, viewer
from app.catalogue import guessing, pricing, queries
from app.catalogue.models import Category, Product
from app.catalogue.routes import priced, typed_choice
from app.errors import Invalid
from app.i18n import gettext as _
from app.i18n import localized
from app.text import clean_line, rupiah
from app.web import json_reply, query

blueprint = Blueprint("catalogue_api", __name__)


@blueprint.get("/api/products")
@public
async def index() -> Response:
    """List the products, all or those that `q` finds, in `category`; or say what `q` meant."""
    shelves = {category.id: category for category in await queries.all_categories()}
    wanted = query("category")
    here = await queries.category_by_slug(wanted) if wanted else None
    shelf, words = here.id if here else None, clean_line(query("q"), 80)
    found = await queries.products(viewer(), category_id=shelf, words=words)
    meant = "" if found else await _meant(words, shelf)
    return json_reply({"products": [_shown(product, shelves) for product in found], "meant": meant})


@blueprint.get("/api/products/<slug>")
@public
async def show(slug: str) -> Response:
    """Describe one product."""
    shelves = {category.id: category for category in await queries.all_categories()}
    return json_reply(_shown(await queries.product_by_slug(viewer(), slug), shelves))


@blueprint.get("/api/products/<slug>/price")
@public
async def price(slug: str) -> Response:
    """Price quantity, options, width and height (cm) and rush in the address, line by line."""
    product = await queries.product_by_slug(viewer(), slug)
    typed = typed_choice(product)
    counted, wrong = priced(product, typed)
    if counted is None:
        raise Invalid(_("Please check quantity and options."), code="bad_choice", fields=wrong)
    return json_reply(
        {
            "product": product.slug,
            "quantity": typed.quantity,
            "width": typed.size.width_cm if typed.size else None,
            "height": typed.size.height_cm if typed.size else None,
            "rush": typed.rush,
            "priced": counted.priced,
            "unit_price": counted.unit_price,
            "amount": counted.amount,
            "amount_text": rupiah(counted.amount),
            "each_text": pricing.each(counted.amount, typed.quantity or 1),
            "lines": [_line(line) for line in counted.lines],
        }
    )


async def _meant(words: str, shelf: int | None) -> str:
    everything = await queries.products(viewer(), category_id=shelf)
    return guessing.corrected(words, guessing.vocabulary_of(everything, await queries.gallery()))


def _line(line: pricing.PriceLine) -> dict[str, object]:
    return {
        "label": localized(line, "label"),
        "label_id": line.label_id,
        "label_en": line.label_en,
        "amount": line.amount,
        "amount_text": rupiah(line.amount),
    }


def _shown(product: Product, shelves: dict[int, Category]) -> dict[str, object]:
    shown = {"id", "slug", "sku", "name_id", "name_en", "summary_id", "summary_en", "unit_id"}
    shown |= {"unit_en", "min_quantity", "turnaround_min", "turnaround_max", "accepted", "slots"}
    shown |= {"by_area", "minimum_area_cm2", "rush_percent", "rush_days"}
    shown |= {"trim_width_mm", "trim_height_mm", "bleed_mm", "safe_mm", "colour"}
    shown |= {"min_dpi", "good_dpi", "pages"}
    shown |= {"priced", "setup_fee", "minimum_amount", "published", "rev", "breaks", "options"}
    return {name: getattr(product, name) for name in sorted(shown)} | {
        "category": shelves[product.category_id].slug,
        "from_price": pricing.from_price(product),
        "url": f"/products/{product.slug}",
    }

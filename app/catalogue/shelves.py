"""The catalogue's lists: everything, or one category, narrowed by what the address says."""

from collections.abc import Sequence

from quart import Blueprint, Response

from app.accounts.access import Can, public, viewer
from app.catalogue import contacts, guessing, linked_data, narrowing, queries
from app.catalogue.models import Category, Product, Sample
from app.i18n import gettext as _
from app.i18n import localized
from app.text import clean_line, fold
from app.web import page, query, settings

blueprint = Blueprint("shelves", __name__)
DESIGNS = 48
"""Sample designs of a theme that are shown at most."""


@blueprint.get("/catalogue")
@public
async def index() -> Response:
    """List every product, or those whose words begin with what is typed."""
    return await _list(None)


@blueprint.get("/catalogue/<slug>")
@public
async def category(slug: str) -> Response:
    """List the products of one category."""
    return await _list(slug)


def trail_to(shelf: Category, *below: str) -> list[tuple[str, str]]:
    """Return the way to a category or to what stands `below` it, as breadcrumbs show it."""
    names = [
        ("/catalogue", _("Catalogue")),
        (f"/catalogue/{shelf.slug}", localized(shelf, "name")),
    ]
    return names + [("", name) for name in below]


async def _list(slug: str | None) -> Response:
    everybody = viewer()
    here = await queries.category_by_slug(slug) if slug else None
    shelf = here.id if here else None
    all_here = await queries.products(everybody, category_id=shelf)
    designs = await queries.gallery()
    found, meant = await _found(shelf, all_here, designs)
    themes = narrowing.themes_of([sample for sample, _ in designs])
    wanted = narrowing.wanted(_words(), query("price"), query("days"), fold(query("theme")))
    fitting = narrowing.narrowed(found, wanted, themes)
    may_edit = everybody.can(Can.EDIT_CATALOGUE)
    return await page(
        "catalogue/list.html",
        here=here,
        trail=trail_to(here) if here else [],
        linked=linked_data.trail_facts(trail_to(here), settings().public_url) if here else None,
        wanted=wanted,
        meant=meant if found else "",
        suggested=all_here,
        categories=await queries.categories_with_counts(everybody),
        products=fitting,
        themes=narrowing.common(themes, wanted.theme),
        designs=_designs(designs, fitting, wanted.theme),
        covers=await queries.first_samples(everybody),
        clicks=await contacts.recent_clicks(everybody) if may_edit else None,
    )


async def _found(
    shelf: int | None, all_here: list[Product], designs: Sequence[tuple[Sample, str]]
) -> tuple[list[Product], str]:
    """Return the products that the typed words find, or those meant by mistyped ones, and these."""
    words = _words()
    if not words:
        return all_here, ""
    found = await queries.products(viewer(), category_id=shelf, words=words)
    if found:
        return found, ""
    meant = guessing.corrected(words, guessing.vocabulary_of(all_here, designs))
    if meant:
        found = await queries.products(viewer(), category_id=shelf, words=meant)
    return found, meant


def _designs(
    designs: Sequence[tuple[Sample, str]], products: Sequence[Product], theme: str
) -> list[tuple[Sample, str]]:
    """Return the sample designs of a theme that belong to the listed products."""
    listed = {product.id for product in products}
    return [
        (sample, slug)
        for sample, slug in designs
        if theme and theme in sample.tags.split() and sample.product_id in listed
    ][:DESIGNS]


def _words() -> str:
    return clean_line(query("q"), 80)

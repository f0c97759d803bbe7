"""What search engines ask for: where they may look, and every page worth finding."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from quart import Blueprint, Response

from app.accounts.access import VISITOR, public
from app.catalogue import queries
from app.web import settings

blueprint = Blueprint("catalogue_crawling", __name__)
CLOSED = ("/api/", "/connection/", "/files/", "/folders/", "/password-reset/", "/t/", "/uploads")
KEEP = "public, max-age=3600"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@blueprint.get("/robots.txt")
@public
async def robots() -> Response:
    """Let everybody see the shop window; members' pages answer with the way to sign in."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines.append(f"Sitemap: {settings().public_url}/sitemap.xml")
    return _kept("\n".join(lines) + "\n", "text/plain")


@blueprint.get("/sitemap.xml")
@public
async def sitemap() -> Response:
    """List the pages that a visitor may open."""
    products = await queries.products(VISITOR)
    sections = await queries.categories_with_counts(VISITOR)
    paths = ["/", "/about", "/catalogue", "/feedback"]
    paths += [f"/catalogue/{category.slug}" for category, shown in sections if shown]
    paths += [f"/products/{product.slug}" for product in products]
    return _kept(_listed(paths), "application/xml")


def _listed(paths: Iterable[str]) -> str:
    places = "".join(
        f"<url><loc>{escape(settings().public_url + path)}</loc></url>" for path in paths
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{NAMESPACE}">{places}</urlset>'


def _kept(text: str, kind: str) -> Response:
    response = Response(text, mimetype=kind)
    response.headers["Cache-Control"] = KEEP
    return response

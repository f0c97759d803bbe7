"""What makes every page look like this studio's: a small stylesheet, logo and icons. Public."""

import asyncio
import hashlib
from functools import lru_cache

from quart import Blueprint, Response

from app import colours
from app.accounts.access import public
from app.catalogue import queries, signs
from app.catalogue.look import read_colour
from app.catalogue.models import Studio
from app.errors import NotFound
from app.i18n import gettext as _
from app.storage import disk
from app.web import query

blueprint = Blueprint("livery", __name__)
FOR_EVER = "public, max-age=31536000, immutable"


def stylesheet_url(studio: Studio) -> str:
    """Return the address of the studio's stylesheet, or nothing where our colours do."""
    if not studio.colour and not studio.second:
        return ""
    text = stylesheet(studio.colour, studio.second)
    return f"/studio/look.css?v={hashlib.sha256(text.encode()).hexdigest()[:12]}"


def logo_url(studio: Studio) -> str:
    """Return the address of the studio's logo, or nothing without one."""
    return f"/studio/logo?v={studio.logo[-12:]}" if studio.logo else ""


@lru_cache(maxsize=16)
def stylesheet(colour: str, second: str, scope: str = "") -> str:
    """Return both themes' tokens as CSS, on paper the light ones alone.

    `scope` narrows them to a class, for a preview.
    """
    light, dark = (
        _declarations(colours.tokens(colour, second, theme)) for theme in ("light", "dark")
    )
    if scope:
        return f'.{scope}[data-theme="light"]{{{light}}}.{scope}[data-theme="dark"]{{{dark}}}'
    system = "@media screen and (prefers-color-scheme:dark)"
    return (
        f':root,[data-theme="light"]{{{light}}}'
        f'{system}{{:root:not([data-theme="light"]){{{dark}}}}}'
        f'@media screen{{[data-theme="dark"]{{{dark}}}}}'
    )


@blueprint.get("/studio/look.css")
@public
async def sheet() -> Response:
    """Send the studio's colours; an address with its fingerprint never changes."""
    studio = await queries.studio()
    response = _css(stylesheet(studio.colour, studio.second))
    if stylesheet_url(studio) == f"/studio/look.css?v={query('v')}":
        response.headers["Cache-Control"] = FOR_EVER
    return response


@blueprint.get("/studio/preview.css")
@public
async def preview() -> Response:
    """Send colours that are only being tried, for the elements of class `try-colours`."""
    tried = read_colour(query("colour")), read_colour(query("second"))
    return _css(stylesheet(*tried, "try-colours"))


@blueprint.get("/studio/logo")
@public
async def logo() -> Response:
    """Send the studio's logo."""
    studio = await queries.studio()
    return _picture(await _logo_of(studio), "image/webp", studio)


@blueprint.get("/studio/signs/<kind>-<int:side>.png")
@public
async def sign(kind: str, side: int) -> Response:
    """Send the icon of the installed app, made of the studio's logo."""
    studio = await queries.studio()
    if not signs.is_sign(kind, side):
        raise NotFound(_("This page does not exist."))
    logo = await _logo_of(studio)
    drawn = await asyncio.to_thread(signs.sign, logo, kind, side, studio.logo_plate)
    return _picture(drawn, "image/png", studio)


async def _logo_of(studio: Studio) -> bytes:
    if not studio.logo:
        raise NotFound(_("The studio has no logo of its own."))
    size = await disk.size(studio.logo) or 0
    return b"".join([block async for block in disk.open(studio.logo, 0, size)])


def _picture(body: bytes, kind: str, studio: Studio) -> Response:
    response = Response(body, mimetype=kind)
    response.headers["Vary"] = "Accept-Encoding"
    fits = studio.logo[-12:] == query("v")
    response.headers["Cache-Control"] = FOR_EVER if fits else "public, max-age=60"
    return response


def _declarations(tokens: dict[str, str]) -> str:
    return ";".join(f"{name}:{value}" for name, value in tokens.items())


def _css(text: str) -> Response:
    response = Response(text, mimetype="text/css")
    response.headers["Vary"] = "Accept-Encoding"
    return response

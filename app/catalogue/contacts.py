"""Clicks on the studio's WhatsApp, Facebook and Instagram links: where customers come from."""

from datetime import timedelta

from sqlalchemy import func, insert, select

from app import clock
from app.accounts.access import Can, Viewer, check
from app.accounts.throttles import take_token
from app.catalogue import queries
from app.catalogue.models import Clicks, Way
from app.catalogue.tables import contact_clicks, products
from app.db import database, transaction
from app.errors import Invalid, NotFound
from app.i18n import gettext as _

RECENT = timedelta(days=30)
PAGE = 200
KEYS = ("/password-reset/", "/t/")
"""Beginnings of pages whose address opens something: of those no more is kept."""


async def note_click(viewer: Viewer, channel: str, *, slug: str, page: str, ip: str) -> None:
    """Keep that somebody followed a link; a page is a path of this site."""
    way = _way(channel)
    if not page.startswith("/") or page.startswith("//") or len(page) > PAGE:
        words = _("This page does not exist.")
        raise Invalid(words, code="bad_page", fields={"page": words})
    async with transaction():
        await take_token(f"contact:{ip}")
        product_id = await _product_id(viewer, slug) if slug else None
        await database.execute(
            insert(contact_clicks).values(
                channel=way,
                product_id=product_id,
                user_id=viewer.id or None,
                page=next((start for start in KEYS if page.startswith(start)), page),
                at=clock.now(),
            )
        )


async def recent_clicks(viewer: Viewer) -> list[Clicks]:
    """Count the clicks of the last thirty days by way and product, the most frequent first."""
    check(viewer, Can.EDIT_CATALOGUE)
    count = func.count().label("clicks")
    query = (
        select(contact_clicks.c.channel, products.c.name_id, products.c.name_en, count)
        .outerjoin(products, products.c.id == contact_clicks.c.product_id)
        .where(contact_clicks.c.at >= clock.now() - RECENT)
        .group_by(contact_clicks.c.channel, products.c.name_id, products.c.name_en)
        .order_by(count.desc(), contact_clicks.c.channel, products.c.name_id)
    )
    rows = await database.fetch_all(query)
    return [
        Clicks(Way(row.channel), row.name_id or "", row.name_en or "", row.clicks) for row in rows
    ]


def _way(channel: str) -> Way:
    try:
        return Way(channel)
    except ValueError as error:
        words = _("There is no such way to reach us.")
        raise Invalid(words, code="bad_channel", fields={"channel": words}) from error


async def _product_id(viewer: Viewer, slug: str) -> int:
    try:
        return (await queries.product_by_slug(viewer, slug)).id
    except NotFound as error:
        named = {"product": error.message}
        raise Invalid(error.message, code="unknown_product", fields=named) from error

"""Promos that a person has put away: gone on all of their devices, and before the page is drawn."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select

from app import clock
from app.accounts.access import Viewer
from app.db import database, prepared, transaction, upsert
from app.promos import live, queries
from app.promos.models import Promo
from app.promos.tables import promo_dismissals

COOKIE = "promos_hidden"
COOKIE_LIFE = 90 * 24 * 3600
KEPT = 40
"""So many promos a browser without an account remembers."""


async def dismiss(viewer: Viewer, promo_id: int) -> None:
    """Put a promo away for a member; open pages on other devices follow. A repeat changes nothing.

    A visitor's browser remembers it by itself, see `remembered`.
    """
    promo = await queries.promo_shown_to(viewer, promo_id)
    if not viewer.is_member:
        return
    row = {"promo_id": promo.id, "user_id": viewer.id, "at": clock.now()}
    async with transaction():
        query = upsert(promo_dismissals, row, key=["promo_id", "user_id"])
        new = await database.fetch_val(query.returning(promo_dismissals.c.promo_id))
        if new is not None:
            await live.promo_dismissed(promo.id, viewer)


async def not_dismissed(viewer: Viewer, found: list[Promo], cookie: str = "") -> list[Promo]:
    """Return those promos that the viewer has not put away."""
    if not found:
        return found
    gone = await _dismissed(viewer) if viewer.is_member else set(numbers_in(cookie))
    return [promo for promo in found if promo.id not in gone]


def remembered(cookie: str, promo_id: int) -> str:
    """Return what a visitor's browser keeps, with one more promo."""
    known = [number for number in numbers_in(cookie) if number != promo_id]
    return "-".join(str(number) for number in [*known, promo_id][-KEPT:])


def numbers_in(cookie: str) -> Iterable[int]:
    """Read what `remembered` wrote; anything else is left out."""
    parts = cookie[:1000].split("-")
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 17]


async def _dismissed(viewer: Viewer) -> set[int]:
    return {row.promo_id for row in await _put_away.fetch_all(user_id=viewer.id)}


@prepared
def _put_away() -> Any:
    own = promo_dismissals.c.user_id == bindparam("user_id")
    return select(promo_dismissals.c.promo_id).where(own)

"""How the studio calls itself, for what is drawn without a page's frame: mails, the app, a fault.

The row is the catalogue's, which alone writes it.
"""

from dataclasses import dataclass

from sqlalchemy import column, select, table

from app.db import database
from app.web import static_url


@dataclass(frozen=True, slots=True)
class Identity:
    """The studio's name, its main colour (empty: ours) and the storage key of its logo, if any."""

    name: str = "Sanggar"
    colour: str = ""
    logo: str = ""


_studio = table("studio", column("id"), column("name"), column("colour"), column("logo"))
_known = Identity()


async def identity() -> Identity:
    """Return what the studio is called now; ours before anybody has named it."""
    if database.is_open:
        query = select(_studio.c.name, _studio.c.colour, _studio.c.logo)
        row = await database.fetch_one(query.where(_studio.c.id == 1))
        remember(Identity(row.name, row.colour, row.logo) if row is not None else Identity())
    return _known


def remember(known: Identity) -> None:
    """Keep what a page has read, for a fault in which nothing can be read."""
    global _known
    _known = known


def last_known() -> Identity:
    """Return what was read last."""
    return _known


def sign_url(logo: str, kind: str, side: int) -> str:
    """Return the address of the app's icon, made of a studio's logo, or ours without one.

    `kind` is "icon", "maskable" or "apple"; `side` is in pixels.
    """
    if logo:
        return f"/studio/signs/{kind}-{side}.png?v={logo[-12:]}"
    return static_url(f"dist/icons/{kind}-{side}.png")

"""Reading where the studio can be visited, and the places from which people order."""

from typing import Any

from sqlalchemy import select

from app.catalogue.models import Branch
from app.catalogue.places import Place
from app.catalogue.queries import all_branches
from app.catalogue.tables import places
from app.db import prepared
from app.errors import NotFound
from app.i18n import gettext as _


async def open_branches() -> list[Branch]:
    """Return the branches that take orders."""
    return [branch for branch in await all_branches() if branch.active]


async def branch_for(branch_id: int | None) -> Branch:
    """Return one branch; without an id the home branch."""
    for branch in await all_branches():
        if branch_id in {None, branch.id}:
            return branch
    raise NotFound(_("This branch does not exist."))


async def all_places() -> list[Place]:
    """Return the places whose distance the studio knows, by name."""
    return [Place(**row._mapping) for row in await _places.fetch_all()]


@prepared
def _places() -> Any:
    return select(places).order_by(places.c.name)

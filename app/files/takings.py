"""Who took which file: read by its owner and by the desk."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.accounts.access import Can, Viewer
from app.accounts.tables import users
from app.db import database
from app.files.models import File, Taken
from app.files.tables import downloads


async def takings(viewer: Viewer, found: Sequence[File]) -> dict[int, list[Taken]]:
    """Return by file who downloaded it, of those files that are the viewer's or the desk's."""
    ids = [f.id for f in found if f.owner_id == viewer.id or viewer.can(Can.CLAIM_ORDERS)]
    if not ids:
        return {}
    last = sa.func.max(downloads.c.at, type_=downloads.c.at.type)
    rows = await database.fetch_all(
        sa.select(
            downloads.c.file_id, users.c.name, sa.func.count().label("times"), last.label("at")
        )
        .join(users, users.c.id == downloads.c.user_id)
        .where(downloads.c.file_id.in_(ids))
        .group_by(downloads.c.file_id, users.c.id, users.c.name)
        .order_by(downloads.c.file_id, last.desc())
    )
    taken: dict[int, list[Taken]] = {}
    for row in rows:
        taken.setdefault(row.file_id, []).append(Taken(row.name, row.times, row.at))
    return taken

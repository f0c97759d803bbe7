"""Who took which file: read by its owner and by the desk."""

from collections.abc import Sequence

from app.accounts.access import Can, Viewer
from app.files import statements
from app.files.models import File, Taken


async def takings(viewer: Viewer, found: Sequence[File]) -> dict[int, list[Taken]]:
    """Return by file who downloaded it, of those files that are the viewer's or the desk's."""
    ids = [f.id for f in found if f.owner_id == viewer.id or viewer.can(Can.CLAIM_ORDERS)]
    if not ids:
        return {}
    taken: dict[int, list[Taken]] = {}
    for row in await statements.takings.fetch_all(file_ids=ids):
        taken.setdefault(row.file_id, []).append(Taken(row.name, row.times, row.at))
    return taken

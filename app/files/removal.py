"""Files that somebody takes away: gone from every page at once, and back for a month."""

from datetime import timedelta

import sqlalchemy as sa

from app import audit, clock
from app.accounts.access import Can, Viewer
from app.db import database, transaction
from app.errors import Refused
from app.files import intake, live, queries, upkeep
from app.files.models import File, State
from app.files.tables import files
from app.i18n import gettext as _
from app.storage import disk

UNDO_DAYS = 30


def may_remove(viewer: Viewer, file: File) -> bool:
    """Tell whether a file is the viewer's to take away: the sender's own, or the desk's work."""
    return file.uploaded_by == viewer.id or viewer.can(Can.CLAIM_ORDERS)


async def remove(file_id: int, *, by: Viewer) -> File:
    """Take a file off every page; `restore` brings it back. A repeat changes nothing."""
    return await _change(file_id, State.READY, State.REMOVED, by=by)


async def restore(file_id: int, *, by: Viewer) -> File:
    """Bring a removed file back to where it was."""
    return await _change(file_id, State.REMOVED, State.READY, by=by)


async def purge() -> None:
    """Free the bytes of what was removed a month ago; the rows stay for the history."""
    for file in await upkeep.removed_before(clock.now() - timedelta(days=UNDO_DAYS)):
        if await expire(file):
            await free(file)


async def expire(file: File) -> bool:
    """Give up a file that is still as it was found; False when it changed meanwhile."""
    row = await database.fetch_one(
        sa.update(files)
        .where(files.c.id == file.id, files.c.state == file.state)
        .values(state=State.EXPIRED)
        .returning(files.c.id)
    )
    return row is not None


async def free(file: File) -> None:
    """Delete the bytes of a file that was given up, and its picture."""
    for key in filter(None, (file.storage_key, file.preview_key)):
        await disk.delete(key)


async def _change(file_id: int, before: State, after: State, *, by: Viewer) -> File:
    async with transaction():
        known = await queries.files_among(by, [file_id], after)
        if known:
            return known[0]
        file = await queries.file_for(by, file_id, before)
        if not may_remove(by, file):
            raise Refused(_("Only who sent a file, or the studio, can remove it."))
        folder = None
        if file.folder_id is not None:
            folder = await intake.open_folder_for(by, file.folder_id)
        changed = await _write(file, after)
        place = folder.channel if folder and folder.channel else f"user:{file.owner_id}"
        tell = live.file_left if after is State.REMOVED else live.file_added
        await tell(changed, place, by=by)
        verb = "removed" if after is State.REMOVED else "restored"
        await audit.record(by, verb, f"file:{file.id}", name=file.name, sha256=file.sha256)
    return changed


async def _write(file: File, state: State) -> File:
    row = await database.fetch_one(
        sa.update(files)
        .where(files.c.id == file.id)
        .values(state=state, removed_at=clock.now() if state is State.REMOVED else None)
        .returning(*files.c)
    )
    if row is None:
        raise RuntimeError("the database returned no row")
    return queries.as_file(row)

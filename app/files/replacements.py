"""A file that takes the place of another: the older one stays, and which is valid is plain."""

from collections.abc import Sequence

import sqlalchemy as sa

from app import audit
from app.accounts.access import Viewer
from app.db import database, transaction
from app.errors import Conflict, Invalid, NotFound
from app.files import actions, intake, live, queries
from app.files.models import File, Folder
from app.files.tables import files
from app.i18n import gettext as _


async def replace(file_id: int, upload_ids: Sequence[str], *, by: Viewer) -> File:
    """Make the viewer's own finished upload the next version of a file; a repeat changes nothing.

    The name may be another one; the slot stays.
    """
    async with transaction():
        older, folder = await replaceable(file_id, by=by)
        if len(upload_ids) != 1:
            words = _("Choose one file.")
            raise Invalid(words, code="one_file", fields={"files": words})
        [newer] = await actions.adopt(upload_ids, folder.id, by)
        if newer.replaces_id == older.id:
            return newer
        if newer.id <= older.id:
            words = _("This file was here before the one that it would replace.")
            raise Conflict(words, code="older_file")
        made = await _put_in_place(newer, older, folder)
        await live.file_slotted(made, folder.channel, by=by)
        await audit.record(
            by, "replaced", f"file:{older.id}", name=older.name, file=made.id, by_name=made.name
        )
    return made


async def replaceable(file_id: int, *, by: Viewer) -> tuple[File, Folder]:
    """Return a file of a folder that the viewer may put files into."""
    file = await queries.file_for(by, file_id)
    if file.folder_id is None:
        raise NotFound(_("There is no such file."))
    return file, await intake.open_folder_for(by, file.folder_id)


async def _put_in_place(newer: File, older: File, folder: Folder) -> File:
    known = await queries.latest_version(folder.id, older.slot, newer.name)
    row = await database.fetch_one(
        sa.update(files)
        .where(files.c.id == newer.id)
        .values(slot=older.slot, version=max(known, older.version) + 1, replaces_id=older.id)
        .returning(*files.c)
    )
    if row is None:
        raise NotFound(_("There is no such file."))
    return queries.as_file(row)

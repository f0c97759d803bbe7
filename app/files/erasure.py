"""Somebody's files, when they delete their account."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.db import database
from app.files import expiry, reception, removal
from app.files.models import LIVE, File, State, Upload
from app.files.queries import as_file, as_upload, select_uploads
from app.files.tables import downloads, files, folder_grants, uploads


@dataclass(frozen=True, slots=True)
class Given:
    """What was given up: its bytes are freed after the COMMIT."""

    ids: Sequence[int]
    """All of their files, those that stay too."""
    files: Sequence[File]
    uploads: Sequence[Upload]


async def erase(owner_id: int, *, keep: Collection[int]) -> Given:
    """Give up what lies outside these folders or was removed; what stays is called by its number.

    Files of orders stay for the days of their class, as anybody's do.
    """
    theirs = files.c.owner_id == owner_id
    rows = await database.fetch_all(sa.select(files).where(theirs))
    found = [as_file(row) for row in rows]
    gone = [file for file in found if _goes(file, keep) and await removal.expire(file)]
    number = sa.cast(files.c.id, sa.String)
    called = sa.literal("file-") + number + sa.literal(".") + files.c.kind
    await database.execute(files.update().where(theirs).values(name=called))
    unfinished = await database.fetch_all(
        select_uploads().where(uploads.c.owner_id == owner_id, uploads.c.state.in_(LIVE))
    )
    await database.execute(uploads.update().where(uploads.c.owner_id == owner_id).values(name=""))
    for table in (downloads, folder_grants):
        await database.execute(table.delete().where(table.c.user_id == owner_id))
    return Given([file.id for file in found], gone, [as_upload(row) for row in unfinished])


async def free(given: Given) -> None:
    """Delete the bytes of what was given up, and end what is still on its way."""
    for file in given.files:
        await removal.free(file)
    for upload in given.uploads:
        if await reception.settle(upload):
            reception.forget(upload)
            await expiry.expire(upload)


def _goes(file: File, keep: Collection[int]) -> bool:
    if file.state is State.REMOVED:
        return True
    return file.state is State.READY and file.folder_id not in keep

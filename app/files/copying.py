"""The files of an earlier order once more: the same bytes under new rows, in another folder."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import sqlalchemy as sa

from app import clock
from app.accounts.access import Viewer
from app.db import database
from app.errors import AppError, NotFound
from app.files import live, queries, room
from app.files.models import File
from app.files.tables import files
from app.i18n import gettext as _
from app.storage import disk


@dataclass(slots=True)
class Copy:
    """Bytes that are here a second time and wait for their row."""

    file: File
    storage_key: str
    preview_key: str | None
    is_written: bool = False


@asynccontextmanager
async def copies(viewer: Viewer, file_ids: Collection[int]) -> AsyncIterator[list[Copy]]:
    """Double the bytes of files that the viewer may open; what gets no row is freed at the end.

    Call it outside a transaction: it waits for the disk. What a crash leaves is swept later.
    """
    made: list[Copy] = []
    try:
        for file in await _wanted(viewer, file_ids):
            made.append(Copy(file, await disk.copy(file.storage_key), None))
            if file.preview_key:
                made[-1].preview_key = await disk.copy(file.preview_key)
        yield made
    except AppError:  # refused: what was written is rolled back for certain
        for copy in made:
            await _free(copy)
        raise
    for copy in made:
        if not copy.is_written:
            await _free(copy)


async def write(made: Sequence[Copy], folder_id: int, by: Viewer) -> list[File]:
    """Put the copies into a folder, each for the slot that it had; in the caller's transaction."""
    folder = await queries.folder_for(by, folder_id)
    await room.check_folder(folder, sum(copy.file.size for copy in made), number=len(made))
    found = []
    for copy in made:
        version = await queries.latest_version(folder.id, copy.file.slot, copy.file.name) + 1
        found.append(await _insert(copy, folder.id, folder.owner_id, version, by))
        await live.file_added(found[-1], folder.channel, by=by)
        copy.is_written = True
    return found


async def _wanted(viewer: Viewer, file_ids: Collection[int]) -> list[File]:
    found = await queries.files_among(viewer, file_ids) if file_ids else []
    if len(found) != len(set(file_ids)):
        raise NotFound(_("There is no such file."))
    return found


async def _insert(copy: Copy, folder_id: int, owner_id: int, version: int, by: Viewer) -> File:
    file = copy.file
    row = await database.fetch_one(
        sa.insert(files)
        .values(
            upload_id=uuid4().hex,
            folder_id=folder_id,
            owner_id=owner_id,
            storage_key=copy.storage_key,
            preview_key=copy.preview_key,
            name=file.name,
            slot=file.slot,
            version=version,
            media_type=file.media_type,
            kind=file.kind,
            size=file.size,
            sha256=file.sha256,
            state=file.state,
            uploaded_by=by.id,
            created_at=clock.now(),
            examined_at=file.examined_at,
            traits=file.traits,
        )
        .returning(*files.c)
    )
    if row is None:
        raise RuntimeError("the copy was not written")
    return queries.as_file(row)


async def _free(copy: Copy) -> None:
    for key in filter(None, (copy.storage_key, copy.preview_key)):
        await disk.delete(key)

"""How long files are kept once the work on them is over: by class, then their bytes are freed.

The rows stay, so that versions, hashes and the history of an order can still be read.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta

import sqlalchemy as sa

from app import audit, clock
from app.accounts.access import SYSTEM
from app.config import Settings
from app.db import database, transaction
from app.files import removal, upkeep
from app.files.models import File
from app.files.tables import files, folders

RAW = ("mp4", "mov", "mkv", "avi", "mp3", "wav", "zip", "rar", "7z")
"""Kinds that are only raw material: large, and nothing is printed from them."""


async def close(folder_ids: Collection[int]) -> None:
    """Let nothing more into these folders, and begin to count the days of their files."""
    if folder_ids:
        await database.execute(
            sa.update(folders)
            .where(folders.c.id.in_(folder_ids), folders.c.closed_at.is_(None))
            .values(closed_at=clock.now())
        )


def classes(settings: Settings) -> list[tuple[timedelta, sa.ColumnElement[bool]]]:
    """Return how long each class of file is kept, and which files that are.

    A class without days is kept for ever, and left out.
    """
    known = (
        (settings.keep_artwork_days, files.c.kind.not_in(RAW)),
        (settings.keep_raw_days, files.c.kind.in_(RAW)),
    )
    return [(timedelta(days=days), concerned) for days, concerned in known if days]


async def purge(settings: Settings) -> None:
    """Free the bytes of the files whose days are over since their folder was closed.

    A file that no folder ever took is counted from its arrival.
    """
    for days, concerned in classes(settings):
        await free(await upkeep.ready_where(concerned, folders.c.closed_at < clock.now() - days))
    if settings.keep_loose_days:
        moment = clock.now() - timedelta(days=settings.keep_loose_days)
        loose = (files.c.folder_id.is_(None), files.c.created_at < moment)
        await free(await upkeep.ready_where(*loose))


async def free(found: Sequence[File]) -> None:
    """Give up files whose time is over, each on record, and free their bytes."""
    for file in found:
        await _free(file)


async def _free(file: File) -> None:
    async with transaction():
        if not await removal.expire(file):
            return
        await audit.record(SYSTEM, "freed", f"file:{file.id}", name=file.name, sha256=file.sha256)
    await removal.free(file)

"""How long files are kept once the work on them is over: by class, then their bytes are freed.

The rows stay, so that versions, hashes and the history of an order can still be read.
"""

from collections.abc import Collection
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


async def purge(settings: Settings) -> None:
    """Free the bytes of the files whose days are over; 0 days keep a class for ever."""
    closed = folders.c.closed_at
    loose = files.c.folder_id.is_(None)
    for days, since, concerned in (
        (settings.keep_artwork_days, closed, files.c.kind.not_in(RAW)),
        (settings.keep_raw_days, closed, files.c.kind.in_(RAW)),
        (settings.keep_loose_days, files.c.created_at, loose),
    ):
        if days:
            moment = clock.now() - timedelta(days=days)
            for file in await upkeep.ready_where(concerned, since < moment):
                await _free(file)


async def _free(file: File) -> None:
    async with transaction():
        if not await removal.expire(file):
            return
        await audit.record(SYSTEM, "freed", f"file:{file.id}", name=file.name, sha256=file.sha256)
    await removal.free(file)

"""Uploads that nobody continued: their bytes go at once, their ids a month later."""

from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.db import database
from app.files.models import State, Upload
from app.files.tables import uploads
from app.storage import disk

REMEMBERED_DAYS = 30
"""The id of an expired upload answers 410 for so many days."""


async def expire(upload: Upload) -> None:
    """Free the bytes of an upload that nobody continued; its id goes on answering 410."""
    await database.execute(
        sa.update(uploads)
        .where(uploads.c.public_id == upload.id, uploads.c.file_id.is_(None))
        .values(state=State.EXPIRED, durable_offset=0, updated_at=clock.now())
    )
    await disk.delete(upload.storage_key)


async def forget_expired() -> None:
    """Delete the rows of uploads that expired a month ago."""
    before = clock.now() - timedelta(days=REMEMBERED_DAYS)
    await database.execute(
        sa.delete(uploads).where(uploads.c.state == State.EXPIRED, uploads.c.expires_at < before)
    )

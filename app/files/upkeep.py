"""Rows that timed work and fsck look after, whoever owns them."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.accounts.access import STAFF
from app.accounts.tables import users
from app.db import database
from app.files.models import LIVE, File, State, Upload
from app.files.queries import as_file, as_upload, select_uploads
from app.files.tables import files, folders, uploads


async def uploads_due(before: datetime) -> list[Upload]:
    """Return the uploads, unfinished or rejected, whose time is over."""
    rows = await database.fetch_all(
        select_uploads()
        .where(uploads.c.state.in_((*LIVE, State.REJECTED)), uploads.c.expires_at <= before)
        .limit(500)
    )
    return [as_upload(row) for row in rows]


async def unexamined(kinds: Sequence[str], *, limit: int) -> list[File]:
    """Return ready files of these kinds that nobody has looked into, the oldest first."""
    rows = await database.fetch_all(
        sa.select(files)
        .where(files.c.state == State.READY, files.c.examined_at.is_(None), files.c.kind.in_(kinds))
        .order_by(files.c.id)
        .limit(limit)
    )
    return [as_file(row) for row in rows]


async def is_of_the_studio(file: File) -> bool:
    """Tell whether somebody of the studio sent a file."""
    query = sa.select(users.c.role).where(users.c.id == file.uploaded_by)
    return await database.fetch_val(query) in STAFF


async def place_of(file: File) -> str:
    """Return the channel on which people hear of a file."""
    query = sa.select(folders.c.channel).where(folders.c.id == file.folder_id)
    return str(await database.fetch_val(query) or f"user:{file.owner_id}")


async def ready_where(*conditions: sa.ColumnElement[bool]) -> list[File]:
    """Return ready files for which these conditions on them and their folder hold."""
    rows = await database.fetch_all(
        sa.select(files)
        .outerjoin(folders, folders.c.id == files.c.folder_id)
        .where(files.c.state == State.READY, *conditions)
        .order_by(files.c.id)
        .limit(500)
    )
    return [as_file(row) for row in rows]


async def removed_before(moment: datetime) -> list[File]:
    """Return files that were removed so long ago that nobody wants them back."""
    rows = await database.fetch_all(
        sa.select(files)
        .where(files.c.state == State.REMOVED, files.c.removed_at < moment)
        .limit(500)
    )
    return [as_file(row) for row in rows]


async def ready_files(*, after: int, limit: int) -> list[File]:
    """Return the next ready files by id, whoever owns them."""
    rows = await database.fetch_all(
        sa.select(files)
        .where(files.c.id > after, files.c.state == State.READY)
        .order_by(files.c.id)
        .limit(limit)
    )
    return [as_file(row) for row in rows]


async def keys_of_files(keys: Sequence[str]) -> set[str]:
    """Return which storage keys hold a file or its preview."""
    found: set[str] = set()
    for column in (files.c.storage_key, files.c.preview_key):
        query = sa.select(column.label("key")).where(
            column.in_(keys), files.c.state != State.EXPIRED
        )
        found |= {row.key for row in await database.fetch_all(query)}
    return found


async def keys_of_uploads(keys: Sequence[str]) -> set[str]:
    """Return which storage keys belong to an upload that still needs its bytes."""
    query = sa.select(uploads.c.storage_key).where(
        uploads.c.storage_key.in_(keys), uploads.c.state.in_((*LIVE, State.REJECTED))
    )
    return {row.storage_key for row in await database.fetch_all(query)}

"""Files that messages carried: how long those of a general room stay.

Such a room is never over, unlike an order: its files are counted from the last message that
carried them.
"""

from datetime import datetime

import sqlalchemy as sa

from app import clock
from app.chat.models import Kind
from app.chat.tables import message_files, messages, rooms
from app.config import Settings
from app.files import retention
from app.files.models import File
from app.files.tables import files
from app.files.upkeep import ready_where


async def free_unused(settings: Settings) -> None:
    """Free the files of general rooms that nobody has sent for the days of their class."""
    for days, concerned in retention.classes(settings):
        await retention.free(await _unused(concerned, since=clock.now() - days))


async def _unused(concerned: sa.ColumnElement[bool], *, since: datetime) -> list[File]:
    folders = sa.select(rooms.c.folder_id).where(rooms.c.kind == Kind.GENERAL)
    last = (
        sa.select(sa.func.max(messages.c.created_at))
        .join(message_files, message_files.c.message_id == messages.c.id)
        .where(message_files.c.file_id == files.c.id)
        .correlate(files)
        .scalar_subquery()
    )
    used = sa.func.coalesce(last, files.c.created_at, type_=files.c.created_at.type)
    return await ready_where(concerned, files.c.folder_id.in_(folders), used < since)

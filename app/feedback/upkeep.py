"""Feedback that timed work looks after, whoever wrote it."""

from datetime import datetime

import sqlalchemy as sa

from app.db import database
from app.feedback.models import Status
from app.feedback.tables import feedback
from app.files.tables import folders


async def folders_over(before: datetime) -> list[int]:
    """Return the open folders of what was resolved before a moment."""
    query = (
        sa.select(folders.c.id)
        .join(feedback, feedback.c.folder_id == folders.c.id)
        .where(
            folders.c.closed_at.is_(None),
            feedback.c.status == Status.RESOLVED,
            feedback.c.moved_at < before,
        )
        .limit(500)
    )
    return [row.id for row in await database.fetch_all(query)]

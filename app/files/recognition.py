"""The same bytes once more: what their owner has sent already, said while they arrive."""

import sqlalchemy as sa

from app.db import database
from app.files.models import State, Upload
from app.files.tables import files, folders


async def known_as(upload: Upload) -> str:
    """Return the order, or else the file, in which the bytes of a ready upload were sent before.

    The answer is empty when they are new; only what belongs to the same customer counts.
    """
    if upload.file_id is None:
        return ""
    older = files.alias()
    row = await database.fetch_one(
        sa.select(older.c.name, folders.c.code)
        .select_from(files)
        .join(older, sa.and_(older.c.owner_id == files.c.owner_id, _same_bytes(older)))
        .outerjoin(folders, folders.c.id == older.c.folder_id)
        .where(files.c.id == upload.file_id, older.c.state == State.READY)
        .order_by(sa.func.coalesce(folders.c.code, "").desc(), older.c.id.desc())
        .limit(1)
    )
    return "" if row is None else str(row.code or row.name)


def _same_bytes(older: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(older.c.sha256 == files.c.sha256, older.c.id < files.c.id)

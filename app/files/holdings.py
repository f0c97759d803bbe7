"""How much somebody, an order or the whole studio already holds or awaits."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.tables import users
from app.db import database
from app.files.models import LIVE, State
from app.files.tables import files, folders, uploads


@dataclass(frozen=True, slots=True)
class Holding:
    """Files that are here or on their way, and their bytes when they are complete."""

    number: int
    size: int


async def hold_person(user_id: int) -> None:
    """Let others who reserve room for the same person wait for this transaction."""
    await database.fetch_one(
        sa.select(users.c.id).where(users.c.id == user_id).with_for_update(key_share=True)
    )


async def hold_folder(folder_id: int) -> None:
    """Let others who reserve room in the same folder wait for this transaction."""
    await database.fetch_one(
        sa.select(folders.c.id).where(folders.c.id == folder_id).with_for_update(key_share=True)
    )


async def of_person(user_id: int) -> Holding:
    """Return what lies here for a person, and what that person is sending."""
    return await _sum(files.c.owner_id == user_id, uploads.c.owner_id == user_id)


async def of_folder(folder_id: int) -> Holding:
    """Return what lies in a folder or is on its way there."""
    return await _sum(files.c.folder_id == folder_id, uploads.c.folder_id == folder_id)


async def awaited() -> int:
    """Return how many bytes all live uploads still miss."""
    missing = sa.func.coalesce(sa.func.sum(uploads.c.length - uploads.c.durable_offset), 0)
    query = sa.select(missing).where(uploads.c.state.in_(LIVE))
    return int(await database.fetch_val(query))


async def live_count(owner_id: int) -> int:
    """Return how many uploads a person has under way."""
    query = sa.select(sa.func.count()).where(
        uploads.c.owner_id == owner_id, uploads.c.state.in_(LIVE)
    )
    return int(await database.fetch_val(query))


async def _sum(kept: sa.ColumnElement[bool], coming: sa.ColumnElement[bool]) -> Holding:
    of_files = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(files.c.size), 0)).where(
        kept, files.c.state == State.READY
    )
    of_uploads = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(uploads.c.length), 0))
    rows = [
        await database.fetch_one(of_files),
        await database.fetch_one(of_uploads.where(coming, uploads.c.state.in_(LIVE))),
    ]
    found = [tuple(row._mapping.values()) for row in rows if row is not None]
    return Holding(sum(int(n) for n, _ in found), sum(int(size) for _, size in found))

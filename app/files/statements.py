"""The statements of every page with files: compiled once, their values bound by name."""

from functools import cache
from typing import Any

import sqlalchemy as sa

from app.accounts.access import Scope
from app.accounts.tables import users
from app.db import Prepared, among, prepared
from app.files.models import State
from app.files.tables import downloads, files, folder_grants, folders

REMOVED = 100
"""Of the files taken out of a folder so many are named."""


def reach(of: Scope, user_id: Any) -> sa.ColumnElement[bool]:
    """Tell which folders a person may open whose role reaches so far."""
    own: sa.ColumnElement[bool] = folders.c.owner_id == user_id
    match of:
        case Scope.ALL:
            return sa.true()
        case Scope.OWN:
            return own
        case Scope.ASSIGNED:
            granted = sa.select(folder_grants.c.id).where(
                folder_grants.c.folder_id == folders.c.id, folder_grants.c.user_id == user_id
            )
            return sa.or_(own, granted.exists())
        case _:
            return sa.false()


@cache
def ready(of: Scope) -> Prepared:
    """The files of a folder by slot, name and version."""
    order = files.c.slot, files.c.name, files.c.version, files.c.id
    return prepared(lambda: _in_folder(of, State.READY).order_by(*order))


@cache
def removed(of: Scope) -> Prepared:
    """What was taken out of a folder, the latest first."""
    order = files.c.removed_at.desc(), files.c.id
    return prepared(lambda: _in_folder(of, State.REMOVED).order_by(*order).limit(REMOVED))


@prepared
def twins() -> Any:
    """What the owners of files sent before with the very same bytes, for another folder."""
    older = files.alias()
    same_bytes = (
        older.c.owner_id == files.c.owner_id,
        older.c.sha256 == files.c.sha256,
        older.c.id < files.c.id,
        older.c.state == State.READY,
    )
    return (
        sa.select(files.c.id, older.c.id.label("twin"), folders.c.code, older.c.created_at)
        .join(older, sa.and_(*same_bytes))
        .join(folders, folders.c.id == older.c.folder_id)
        .where(among(files.c.id, "file_ids"), older.c.folder_id != files.c.folder_id)
        .order_by(older.c.id)
    )


@prepared
def takings() -> Any:
    """Who downloaded files, how often and when last."""
    last = sa.func.max(downloads.c.at, type_=downloads.c.at.type)
    times = sa.func.count().label("times")
    return (
        sa.select(downloads.c.file_id, users.c.name, times, last.label("at"))
        .join(users, users.c.id == downloads.c.user_id)
        .where(among(downloads.c.file_id, "file_ids"))
        .group_by(downloads.c.file_id, users.c.id, users.c.name)
        .order_by(downloads.c.file_id, last.desc())
    )


def _in_folder(of: Scope, state: State) -> Any:
    open_to = reach(of, sa.bindparam("viewer_id"))
    return (
        sa.select(files)
        .join(folders, folders.c.id == files.c.folder_id)
        .where(folders.c.id == sa.bindparam("folder_id"), open_to, files.c.state == state)
    )

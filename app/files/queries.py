"""Reading folders, files and uploads, each only for those who may see them."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from app.accounts.access import Scope, Thing, Viewer, scope
from app.accounts.tables import users
from app.db import Row, database
from app.errors import NotFound
from app.files import statements
from app.files.models import LIVE, File, Folder, State, Twin, Upload
from app.files.tables import downloads, files, folders, uploads
from app.i18n import gettext as _

FOLDER = (
    folders.c.id,
    folders.c.owner_id,
    folders.c.channel,
    folders.c.code,
    folders.c.closed_at,
)
UPLOAD = tuple(c for c in uploads.c if c.name not in {"id", "public_id", "idempotency_key"})


async def folder_for(viewer: Viewer, folder_id: int) -> Folder:
    """Return a folder that the viewer may open; absent and foreign ones look the same."""
    row = await database.fetch_one(
        sa.select(*FOLDER).where(folders.c.id == folder_id, _open_to(viewer))
    )
    if row is None:
        raise NotFound(_("There is no such folder."))
    return Folder(**row._mapping)


async def folder_files(viewer: Viewer, folder_id: int) -> list[File]:
    """Return the files of a folder by slot, name and version; nothing of a foreign folder."""
    query = statements.ready(scope(viewer, Thing.FILES))
    rows = await query.fetch_all(folder_id=folder_id, viewer_id=viewer.id)
    return [as_file(row) for row in rows]


async def latest_files(
    viewer: Viewer, folder_id: int, only: sa.ColumnElement[bool], *, limit: int
) -> list[tuple[File, str]]:
    """Return the newest of a folder's files that meet a condition, with who sent each."""
    rows = await database.fetch_all(
        sa.select(files, users.c.name.label("sender"))
        .join(folders, folders.c.id == files.c.folder_id)
        .join(users, users.c.id == files.c.uploaded_by)
        .where(files.c.folder_id == folder_id, files.c.state == State.READY)
        .where(_open_to(viewer), only)
        .order_by(files.c.id.desc())
        .limit(limit)
    )
    return [(as_file(row, but="sender"), str(row.sender)) for row in rows]


async def removed_files(viewer: Viewer, folder_id: int) -> list[File]:
    """Return the files that were taken out of a folder and can be brought back."""
    query = statements.removed(scope(viewer, Thing.FILES))
    rows = await query.fetch_all(folder_id=folder_id, viewer_id=viewer.id)
    return [as_file(row) for row in rows]


async def twins(found: Sequence[File]) -> dict[int, Twin]:
    """Return by file what its owner sent before with the very same bytes, for another folder."""
    if not found:
        return {}
    rows = await statements.twins.fetch_all(file_ids=[file.id for file in found])
    return {row.id: Twin(row.twin, row.code, row.created_at) for row in rows if row.code}


async def file_for(viewer: Viewer, file_id: int, state: State = State.READY) -> File:
    """Return a file that the viewer may open."""
    found = await files_among(viewer, [file_id], state)
    if not found:
        raise NotFound(_("There is no such file."))
    return found[0]


async def files_among(
    viewer: Viewer, ids: Collection[int], state: State = State.READY
) -> list[File]:
    """Return those of the named files that are in this state and the viewer's to see."""
    if not ids:
        return []
    rows = await database.fetch_all(
        sa.select(files)
        .outerjoin(folders, folders.c.id == files.c.folder_id)
        .where(files.c.id.in_(set(ids)), files.c.state == state, _visible_to(viewer))
        .order_by(files.c.id)
    )
    return [as_file(row) for row in rows]


async def loose_uploads(viewer: Viewer) -> list[Upload]:
    """Return the viewer's uploads that belong to no folder yet, the latest first."""
    rows = await database.fetch_all(
        select_uploads()
        .where(
            uploads.c.owner_id == viewer.id,
            uploads.c.folder_id.is_(None),
            uploads.c.state != State.EXPIRED,
        )
        .order_by(uploads.c.id.desc())
        .limit(200)
    )
    return [as_upload(row) for row in rows]


async def still_loose(viewer: Viewer, ids: Sequence[str]) -> tuple[str, ...]:
    """Return those of the viewer's uploads that an order may still take, in their order."""
    rows = await database.fetch_all(
        sa.select(uploads.c.public_id).where(
            uploads.c.public_id.in_(ids),
            uploads.c.owner_id == viewer.id,
            uploads.c.folder_id.is_(None),
            uploads.c.state.in_([*LIVE, State.READY]),
        )
    )
    found = {row.public_id for row in rows}
    return tuple(each for each in ids if each in found)


async def live_uploads() -> list[tuple[Upload, str]]:
    """Return the uploads under way with their owner's name, for the operators' feed."""
    users = sa.table("users", sa.column("id"), sa.column("name"))
    rows = await database.fetch_all(
        select_uploads()
        .add_columns(users.c.name.label("owner_name"))
        .join(users, users.c.id == uploads.c.owner_id)
        .where(uploads.c.state.in_(LIVE))
        .order_by(uploads.c.updated_at.desc())
        .limit(100)
    )
    return [(as_upload(row, but="owner_name"), str(row.owner_name)) for row in rows]


async def upload_for(viewer: Viewer, upload_id: str) -> Upload:
    """Return the viewer's own upload; expired ones answer 410, foreign ones 404."""
    row = await database.fetch_one(
        select_uploads().where(uploads.c.public_id == upload_id, uploads.c.owner_id == viewer.id)
    )
    if row is None:
        raise NotFound(_("There is no such upload."))
    upload = as_upload(row)
    if upload.state is State.EXPIRED:
        raise NotFound(
            _("This upload has expired. Please send the file again."), code="upload_expired"
        ).with_status(410)
    return upload


async def uploads_among(owner_id: int, ids: Collection[str]) -> dict[str, Upload]:
    """Return somebody's uploads by id; unknown and foreign ones are left out."""
    if not ids:
        return {}
    rows = await database.fetch_all(
        select_uploads().where(uploads.c.public_id.in_(set(ids)), uploads.c.owner_id == owner_id)
    )
    return {row.public_id: as_upload(row) for row in rows}


async def uploads_with_keys(owner_id: int, keys: Collection[str]) -> dict[str, Upload]:
    """Return somebody's uploads by the idempotency keys that they were declared with."""
    if not keys:
        return {}
    rows = await database.fetch_all(
        select_uploads()
        .add_columns(uploads.c.idempotency_key)
        .where(uploads.c.idempotency_key.in_(set(keys)), uploads.c.owner_id == owner_id)
    )
    return {row.idempotency_key: as_upload(row, "idempotency_key") for row in rows}


async def upload_with_key(owner_id: int, idempotency_key: str) -> Upload | None:
    """Return what an earlier try with the same key made."""
    row = await database.fetch_one(
        select_uploads().where(
            uploads.c.owner_id == owner_id, uploads.c.idempotency_key == idempotency_key
        )
    )
    return None if row is None else as_upload(row)


async def latest_version(folder_id: int | None, slot: str, name: str) -> int:
    """Return the highest version of this slot and name in a folder, or 0."""
    if folder_id is None:
        return 0
    found = await database.fetch_val(
        sa.select(sa.func.max(files.c.version)).where(
            files.c.folder_id == folder_id, files.c.slot == slot, files.c.name == name
        )
    )
    return int(found or 0)


async def has_downloaded(viewer: Viewer, file_id: int) -> bool:
    """Tell whether the viewer's download of this file is on record."""
    found = await database.fetch_val(
        sa.select(downloads.c.id)
        .where(downloads.c.file_id == file_id, downloads.c.user_id == viewer.id)
        .limit(1)
    )
    return found is not None


async def unopened(folder_ids: Sequence[int], people: Sequence[int]) -> dict[int, set[int]]:
    """Return by folder the ready files that none of these people has downloaded yet."""
    if not folder_ids or not people:
        return {}
    opened = sa.exists().where(downloads.c.file_id == files.c.id, downloads.c.user_id.in_(people))
    rows = await database.fetch_all(
        sa.select(files.c.folder_id, files.c.id).where(
            files.c.folder_id.in_(folder_ids), files.c.state == State.READY, ~opened
        )
    )
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row.folder_id, set()).add(row.id)
    return found


def current(found: Sequence[File]) -> list[File]:
    """Keep what is valid now: the highest version of each slot and name that nothing replaces."""
    best: dict[tuple[str, str], File] = {}
    for file in found:
        kept = best.get((file.slot, file.name))
        if kept is None or kept.version < file.version:
            best[file.slot, file.name] = file
    replaced = {file.replaces_id for file in found}
    return [file for file in best.values() if file.id not in replaced]


def as_file(row: Row, but: str = "") -> File:
    """Turn a whole row of `files` into a File."""
    values = {name: value for name, value in row._mapping.items() if name != but}
    return File(**{**values, "state": State(row.state)})


def _open_to(viewer: Viewer) -> sa.ColumnElement[bool]:
    return statements.reach(scope(viewer, Thing.FILES), viewer.id)


def _visible_to(viewer: Viewer) -> sa.ColumnElement[bool]:
    reach = scope(viewer, Thing.FILES)
    if reach is Scope.ALL:
        return sa.true()
    if reach is Scope.NONE:
        return sa.false()
    own = sa.and_(files.c.folder_id.is_(None), files.c.owner_id == viewer.id)
    return sa.or_(own, sa.and_(folders.c.id.is_not(None), _open_to(viewer)))


def select_uploads() -> sa.Select[Any]:
    """Select the columns of an Upload."""
    return sa.select(uploads.c.public_id, *UPLOAD)


def as_upload(row: Row, but: str = "") -> Upload:
    """Turn a row of `select_uploads` into an Upload."""
    values = {name: value for name, value in row._mapping.items() if name != but}
    return Upload(id=values.pop("public_id"), **{**values, "state": State(values["state"])})

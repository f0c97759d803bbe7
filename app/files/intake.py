"""A file on its way in: declared, received, checked, and then a row with its event, or rejected."""

from dataclasses import asdict, replace
from datetime import timedelta

import sqlalchemy as sa

from app import audit, clock, failpoints, jobs
from app.accounts.access import Viewer
from app.db import after_commit, database, transaction
from app.errors import Conflict, Invalid
from app.files import examining, kinds, live, queries, room, scanning
from app.files.models import (
    KEEP_DAYS,
    LIVE,
    File,
    Folder,
    NewUpload,
    Reason,
    State,
    Upload,
    safe_name,
)
from app.files.refusals import gone
from app.files.tables import files, uploads
from app.i18n import gettext as _
from app.storage import disk, new_key
from app.text import clean_line


async def declare(new: NewUpload, *, by: Viewer) -> Upload:
    """Open an upload before its first byte; the same idempotency key finds the same one again."""
    room.check_length(new.length)
    async with transaction():
        folder = await open_folder_for(by, new.folder_id) if new.folder_id is not None else None
        if new.idempotency_key:
            known = await queries.upload_with_key(by.id, new.idempotency_key)
            if known is not None:
                return _same(known, new)
        await room.check(new.length, folder, by=by)
        return await insert(new, key=new_key(), by=by)


async def open_folder_for(viewer: Viewer, folder_id: int) -> Folder:
    """Return a folder that the viewer may put files into."""
    folder = await queries.folder_for(viewer, folder_id)
    if folder.closed_at is not None:
        raise Conflict(_("This folder is closed."), code="folder_closed")
    return folder


async def insert(new: NewUpload, *, key: str, by: Viewer) -> Upload:
    """Write the row of a new upload; its id is what the client will use."""
    now = clock.now()
    upload = Upload(
        id=new_key(),
        owner_id=by.id,
        folder_id=new.folder_id,
        storage_key=key,
        name=safe_name(new.name),
        slot=clean_line(new.slot, 64),
        length=new.length,
        sha256=new.sha256,
        durable_offset=0,
        state=State.RECEIVING,
        reason="",
        file_id=None,
        created_at=now,
        updated_at=now,
        expires_at=now + timedelta(days=KEEP_DAYS),
    )
    values = asdict(upload)
    await database.execute(
        sa.insert(uploads).values(
            public_id=values.pop("id"),
            idempotency_key=new.idempotency_key or None,
            **values,
        )
    )
    return upload


async def save_offset(upload: Upload, offset: int) -> Upload:
    """Record how many bytes are safely on the disk, and give the rest another week."""
    now = clock.now()
    saved = replace(
        upload,
        durable_offset=offset,
        updated_at=now,
        expires_at=now + timedelta(days=KEEP_DAYS),
    )
    await _change(
        upload,
        durable_offset=offset,
        updated_at=saved.updated_at,
        expires_at=saved.expires_at,
    )
    return saved


async def finish(upload: Upload, sha256: str, *, by: Viewer) -> Upload:
    """Check a completely received, synced file; then one transaction makes it ready, or rejects it.

    The offset in the row becomes the length only here, so that a crash before the commit leaves an
    upload that the client simply continues.
    """
    await _change(upload, state=State.CHECKING, updated_at=clock.now())
    failpoints.reach("upload.checking")
    verdict = await scanning.inspect(disk.incoming(upload.storage_key), upload.name)
    if upload.sha256 and upload.sha256 != sha256:
        verdict = kinds.Verdict(reason=Reason.CHECKSUM)
    if verdict.reason:
        return await _reject(upload, verdict.reason, by=by)
    await disk.promote(upload.storage_key)
    failpoints.reach("upload.promoted")
    async with transaction():
        made = await accept(upload, verdict, sha256, by=by)
        failpoints.reach("upload.recorded")
    failpoints.reach("upload.committed")
    await disk.settle(upload.storage_key)
    return replace(upload, state=State.READY, file_id=made.id, durable_offset=upload.length)


async def accept(upload: Upload, verdict: kinds.Verdict, sha256: str, *, by: Viewer) -> File:
    """Write the rows and the event of a ready file, inside a transaction."""
    folder = None
    if upload.folder_id is not None:
        folder = await queries.folder_for(by, upload.folder_id)
    version = await queries.latest_version(upload.folder_id, upload.slot, upload.name) + 1
    row = await database.fetch_one(
        sa.insert(files)
        .values(
            upload_id=upload.id,
            folder_id=upload.folder_id,
            owner_id=folder.owner_id if folder else by.id,
            storage_key=upload.storage_key,
            name=upload.name,
            slot=upload.slot,
            version=version,
            media_type=verdict.media_type,
            kind=verdict.kind,
            size=upload.length,
            sha256=sha256,
            state=State.READY,
            uploaded_by=by.id,
            created_at=clock.now(),
        )
        .returning(*files.c)
    )
    if row is None:
        raise RuntimeError("the database returned no row")
    made = queries.as_file(row)
    ready = await _close(upload, State.READY, by=by, file_id=made.id)
    await live.file_added(made, _place(ready, folder), by=by)
    after_commit(lambda: jobs.soon(examining.examine_waiting))
    await audit.record(by, "added", f"file:{made.id}", name=made.name, sha256=sha256)
    return made


async def _reject(upload: Upload, reason: Reason, *, by: Viewer) -> Upload:
    await disk.quarantine(upload.storage_key)
    failpoints.reach("upload.quarantined")
    async with transaction():
        folder = None
        if upload.folder_id is not None:
            folder = await queries.folder_for(by, upload.folder_id)
        rejected = await _close(upload, State.REJECTED, by=by, reason=reason)
        await live.file_rejected(rejected, _place(rejected, folder), by=by)
        await audit.record(by, "rejected", f"upload:{upload.id}", reason=str(reason))
    return rejected


async def _change(upload: Upload, **values: object) -> None:
    """Write into the row of a live upload; it may have been dropped meanwhile."""
    row = await database.fetch_one(
        sa.update(uploads)
        .where(uploads.c.public_id == upload.id, uploads.c.state.in_(LIVE))
        .values(**values)
        .returning(uploads.c.id)
    )
    if row is None:
        raise gone()


async def _close(
    upload: Upload,
    state: State,
    *,
    by: Viewer,
    file_id: int | None = None,
    reason: str = "",
) -> Upload:
    closed = replace(
        upload,
        state=state,
        file_id=file_id,
        reason=reason,
        durable_offset=upload.length,
        updated_at=clock.now(),
    )
    await database.execute(
        sa.update(uploads)
        .where(uploads.c.public_id == upload.id)
        .values(
            state=state,
            file_id=file_id,
            reason=reason,
            durable_offset=upload.length,
            updated_at=closed.updated_at,
        )
    )
    live.upload_finished(closed, by=by)
    return closed


def _place(upload: Upload, folder: Folder | None) -> str:
    return folder.channel if folder and folder.channel else f"user:{upload.owner_id}"


def _same(known: Upload, new: NewUpload) -> Upload:
    if (known.length, known.name) != (new.length, safe_name(new.name)):
        raise Invalid(
            _("This Idempotency-Key was already used for another file."),
            code="idempotency_key_reused",
        )
    return known

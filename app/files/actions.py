"""What people do with finished files: open folders, hand over, adopt, send small ones, download."""

from collections.abc import Collection, Sequence
from io import BytesIO
from typing import IO

import sqlalchemy as sa

from app import audit, clock
from app.accounts.access import Viewer
from app.db import database, transaction
from app.errors import AppError, Conflict, Invalid, NotFound, TooLarge
from app.files import intake, live, queries, room, scanning
from app.files.models import (
    SMALL_LIMIT,
    File,
    Folder,
    NewUpload,
    State,
    Upload,
    reason_words,
    safe_name,
)
from app.files.tables import downloads, files, folder_grants, folders, uploads
from app.i18n import format_size
from app.i18n import gettext as _
from app.storage import OverLimit, Stored, disk


async def open_folder(owner_id: int, channel: str, *, code: str = "") -> int:
    """Make a folder whose events go to `channel`; `code` names its archive."""
    found = await database.fetch_val(
        sa.insert(folders)
        .values(owner_id=owner_id, channel=channel, code=code, created_at=clock.now())
        .returning(folders.c.id)
    )
    return int(found)


async def name_folder(folder_id: int, *, channel: str, code: str) -> None:
    """Give a folder the channel and code of an order that was made after it."""
    await database.execute(
        sa.update(folders).where(folders.c.id == folder_id).values(channel=channel, code=code)
    )


async def grant(folder_id: int, user_id: int) -> None:
    """Let a designer into a folder; twice is once."""
    async with transaction():
        known = await database.fetch_val(
            sa.select(folder_grants.c.id).where(*_to(folder_id, user_id))
        )
        if known is None:
            await database.execute(
                sa.insert(folder_grants).values(folder_id=folder_id, user_id=user_id)
            )


async def revoke(folder_id: int, user_id: int) -> None:
    """Take a designer's way into a folder back."""
    await database.execute(sa.delete(folder_grants).where(*_to(folder_id, user_id)))


async def adopt(upload_ids: Sequence[str], folder_id: int, by: Viewer) -> list[File]:
    """Move the viewer's own finished loose uploads into a folder; a repeat changes nothing."""
    async with transaction():
        folder = await queries.folder_for(by, folder_id)
        wanted = list(dict.fromkeys(upload_ids))
        found = await queries.uploads_among(by.id, wanted)
        _check_adoptable(wanted, found, folder)
        coming = [found[upload_id] for upload_id in wanted if found[upload_id].folder_id is None]
        await room.check_folder(folder, sum(u.length for u in coming), number=len(coming))
        return [await _adopt(found[upload_id], folder, by) for upload_id in wanted]


async def hand_over(file_ids: Collection[int], folder_id: int, by: Viewer) -> list[File]:
    """Move files that are nobody's artwork yet into another folder of the same owner."""
    async with transaction():
        target = await intake.open_folder_for(by, folder_id)
        found = await queries.files_among(by, file_ids)
        if len(found) != len(set(file_ids)) or any(f.owner_id != target.owner_id for f in found):
            raise NotFound(_("There is no such file."))
        for file in found:
            if file.slot:
                words = _("%(name)s is artwork of its order already.", name=file.name)
                raise Conflict(words, code="file_in_use")
        return [await _hand_over(file, target, by) for file in found if file.folder_id != target.id]


async def use_in_slot(file_id: int, slot: str, by: Viewer) -> File:
    """Make a file of a folder the next version of a slot; a repeat changes nothing."""
    async with transaction():
        file = await queries.file_for(by, file_id)
        if file.folder_id is None:
            raise NotFound(_("There is no such file."))
        folder = await intake.open_folder_for(by, file.folder_id)
        if file.slot == slot:
            return file
        slotted = await _put(file, folder, slot)
        await live.file_slotted(slotted, folder.channel, by=by)
        await audit.record(by, "used_as_artwork", f"file:{file.id}", before=file.slot, slot=slot)
        return slotted


async def add_small(
    source: IO[bytes] | bytes,
    *,
    name: str,
    by: Viewer,
    slot: str = "",
    folder_id: int | None = None,
) -> File:
    """Keep a file of the plain form; `upload_id` of the result can be adopted later.

    Call it outside a transaction: it waits for the disk.
    """
    folder = None if folder_id is None else await intake.open_folder_for(by, folder_id)
    stored = await _receive_small(source)
    try:
        verdict = await scanning.inspect(disk.incoming(stored.key), name)
    except AppError:
        await disk.delete(stored.key)
        raise
    if verdict.reason:
        await disk.delete(stored.key)
        raise Invalid(
            _("%(name)s: %(reason)s", name=safe_name(name), reason=reason_words(verdict.reason)),
            code=str(verdict.reason),
            fields={"files": reason_words(verdict.reason)},
        )
    new = NewUpload(name=name, length=stored.size, slot=slot, folder_id=folder_id)
    await disk.promote(stored.key)
    try:
        async with transaction():
            await room.check(stored.size, folder, by=by)
            upload = await intake.insert(new, key=stored.key, by=by)
            file = await intake.accept(upload, verdict, stored.sha256, by=by)
    except AppError:
        await disk.delete(stored.key)
        raise
    await disk.settle(stored.key)
    return file


async def accept_warnings(file_id: int, *, by: Viewer) -> File:
    """Go on with a file in spite of preflight's warnings; a repeat changes nothing."""
    async with transaction():
        file = await queries.file_for(by, file_id)
        if file.accepted_at is not None:
            return file
        row = await database.fetch_one(
            sa.update(files)
            .where(files.c.id == file.id)
            .values(accepted_at=clock.now())
            .returning(*files.c)
        )
        if row is None:
            raise NotFound(_("There is no such file."))
        await audit.record(by, "accepted_warnings", f"file:{file.id}", name=file.name)
        return queries.as_file(row)


async def give_up(upload: Upload, *, by: Viewer) -> None:
    """Drop an upload and its bytes; a file that a folder already holds stays."""
    if upload.file_id is not None and upload.folder_id is not None:
        raise Conflict(_("This file already belongs to an order."), code="upload_finished")
    async with transaction():
        await database.execute(sa.delete(uploads).where(uploads.c.public_id == upload.id))
        if upload.file_id is not None:
            await database.execute(
                sa.delete(downloads).where(downloads.c.file_id == upload.file_id)
            )
            await database.execute(sa.delete(files).where(files.c.id == upload.file_id))
        live.upload_finished(upload, by=by)
    await disk.delete(upload.storage_key)


async def record_download(file: File, *, by: Viewer, kind: str) -> None:
    """Keep who opened which file, and when; a colleague who looks as a customer is meant then."""
    who = by.watcher or by.id
    await database.execute(
        sa.insert(downloads).values(file_id=file.id, user_id=who, at=clock.now(), kind=kind)
    )


async def record_archive(found: Sequence[File], folder: Folder, *, by: Viewer) -> None:
    """Keep that somebody took a whole folder."""
    async with transaction():
        for file in found:
            await record_download(file, by=by, kind="archive")
        await audit.record(by, "downloaded_archive", f"folder:{folder.id}", files=len(found))


def _to(folder_id: int, user_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return folder_grants.c.folder_id == folder_id, folder_grants.c.user_id == user_id


async def _receive_small(source: IO[bytes] | bytes) -> Stored:
    stream = BytesIO(source) if isinstance(source, bytes) else source
    try:
        stored = await disk.receive(stream, limit=SMALL_LIMIT)
    except OverLimit as error:
        words = _(
            "A file sent with this form may have %(limit)s. Use the uploader for larger ones.",
            limit=format_size(SMALL_LIMIT),
        )
        raise TooLarge(words) from error
    if stored.size == 0:
        await disk.delete(stored.key)
        raise Invalid(_("The file is empty."), code="empty_file")
    return stored


def _check_adoptable(wanted: Sequence[str], found: dict[str, Upload], folder: Folder) -> None:
    for upload_id in wanted:
        upload = found.get(upload_id)
        if upload is None or upload.folder_id not in {None, folder.id}:
            raise NotFound(_("There is no such upload."))
    _refuse_states(found, {State.RECEIVING, State.CHECKING}, "uploads_unfinished")
    _refuse_states(found, {State.REJECTED, State.EXPIRED}, "uploads_rejected")
    if folder.closed_at is not None:
        raise Conflict(_("This folder is closed."), code="folder_closed")


def _refuse_states(found: dict[str, Upload], states: set[State], code: str) -> None:
    named = [upload for upload in found.values() if upload.state in states]
    if not named:
        return
    names = ", ".join(upload.name for upload in named)
    words = (
        _("These files are still on their way: %(names)s", names=names)
        if code == "uploads_unfinished"
        else _("These files cannot be used: %(names)s", names=names)
    )
    raise Conflict(words, code=code).with_facts(
        uploads=[{"id": u.id, "name": u.name, "state": str(u.state)} for u in named]
    )


async def _adopt(upload: Upload, folder: Folder, by: Viewer) -> File:
    row = await database.fetch_one(sa.select(files).where(files.c.id == upload.file_id))
    if row is None:
        raise NotFound(_("There is no such file."))
    if row.folder_id == folder.id:
        return queries.as_file(row)
    version = await queries.latest_version(folder.id, row.slot, row.name) + 1
    moved = await database.fetch_one(
        sa.update(files)
        .where(files.c.id == row.id)
        .values(folder_id=folder.id, owner_id=folder.owner_id, version=version)
        .returning(*files.c)
    )
    await database.execute(
        sa.update(uploads).where(uploads.c.public_id == upload.id).values(folder_id=folder.id)
    )
    if moved is None:
        raise NotFound(_("There is no such file."))
    file = queries.as_file(moved)
    await live.file_added(file, folder.channel, by=by)
    return file


async def _hand_over(file: File, target: Folder, by: Viewer) -> File:
    left = await queries.folder_for(by, file.folder_id or 0) if file.folder_id else None
    moved = await _put(file, target, file.slot)
    await database.execute(
        sa.update(uploads).where(uploads.c.file_id == file.id).values(folder_id=target.id)
    )
    if left is not None:
        await live.file_left(file, left.channel, by=by)
    await live.file_added(moved, target.channel, by=by)
    return moved


async def _put(file: File, folder: Folder, slot: str) -> File:
    """Write where a file lies and for what, as the next version there."""
    version = await queries.latest_version(folder.id, slot, file.name) + 1
    row = await database.fetch_one(
        sa.update(files)
        .where(files.c.id == file.id)
        .values(folder_id=folder.id, slot=slot, version=version)
        .returning(*files.c)
    )
    if row is None:
        raise NotFound(_("There is no such file."))
    return queries.as_file(row)

"""Downloads, archives and the plain form without JavaScript."""

import re
import unicodedata
from urllib.parse import quote

from quart import Blueprint, Quart, Response, request

from app.accounts.access import Can, requires, viewer
from app.errors import AppError, Conflict, Invalid, NotFound, TooLarge
from app.files import (
    actions,
    bodies,
    examining,
    forms,
    kinds,
    queries,
    removal,
    replacements,
    room,
    scanning,
)
from app.files.bodies import StreamedBody
from app.files.door import BytesDoor
from app.files.models import FOLDER_FILES, SMALL_LIMIT, UPLOAD_ID, File, UploadLimits, facts
from app.files.preflight import report
from app.files.ranges import part_of
from app.guard import wrap
from app.i18n import gettext as _
from app.sendfile import sender
from app.storage import disk
from app.web import json_reply, local_path, page, read_form, see_other, settings, wants_json

blueprint = Blueprint("files", __name__)


def install(app: Quart) -> None:
    """Put the door for uploads' bytes in front of the framework; tell the uploader its limits."""
    wrap(app, lambda inner: BytesDoor(app, inner))
    for part in (examining, room, scanning):
        part.configure(lambda: app.config["SETTINGS"])
    app.context_processor(_words)


@blueprint.get("/files/<int:file_id>")
@requires(Can.ACCOUNT)
async def show(file_id: int) -> Response:
    """Send a file, or a range of it, as an attachment that can run nothing."""
    file = await queries.file_for(viewer(), file_id)
    etag = f'"{file.sha256}"'
    headers = request.headers
    part = part_of(file.size, headers.get("Range", ""), headers.get("If-Range", ""), etag)
    body = bodies.file_body(file, part.begin, part.end, kernel=sender(request.scope))
    response = _attachment(file.name, body)
    response.status_code = part.status
    response.headers.update(
        {"Accept-Ranges": "bytes", "ETag": etag, "Content-Length": str(part.end - part.begin)}
    )
    response.headers["Content-Type"] = file.media_type
    if content_range := part.content_range(file.size):
        response.headers["Content-Range"] = content_range
    await _record(file, begin=part.begin)
    return response


@blueprint.get("/folders/<int:folder_id>/zip")
@requires(Can.ACCOUNT)
async def archive(folder_id: int) -> Response:
    """Send all files of a folder in one ZIP, with a list of their hashes."""
    folder = await queries.folder_for(viewer(), folder_id)
    found = await queries.folder_files(viewer(), folder_id)
    body, size = bodies.archive(folder, found)
    response = _attachment(f"{folder.archive}.zip", body)
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Length"] = str(size)
    if request.method == "GET":
        await actions.record_archive(found, folder, by=viewer())
    return response


@blueprint.post("/files")
@requires(Can.UPLOAD)
async def create() -> Response:
    """Take small files from a form without JavaScript, then go back to where it came from."""
    form = await read_form(forms.SmallFiles)
    given = [storage for storage in form.files.data or [] if storage.filename]
    if not form.validate() or not given:
        words = _("Choose at least one file.")
        raise Invalid(words, code="no_file", fields={"files": words})
    kept = [
        await actions.add_small(
            storage.stream,
            name=storage.filename,
            slot=form.slot.data or "",
            folder_id=form.folder.data,
            by=viewer(),
        )
        for storage in given
    ]
    if wants_json():
        return json_reply({"uploads": [file.upload_id for file in kept]}, 201)
    return see_other(local_path(form.next.data))


@blueprint.get("/files/<int:file_id>/preview")
@requires(Can.ACCOUNT)
async def preview(file_id: int) -> Response:
    """Send the small picture of a file."""
    file = await queries.file_for(viewer(), file_id)
    size = await disk.size(file.preview_key) if file.preview_key else None
    if file.preview_key is None or size is None:
        raise NotFound(_("There is no such file."))
    parts = [part async for part in disk.open(file.preview_key, 0, size)]
    response = Response(b"".join(parts), mimetype="image/webp")
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


@blueprint.post("/files/<int:file_id>/acceptance")
@requires(Can.UPLOAD)
async def create_acceptance(file_id: int) -> Response:
    """Go on with a file in spite of what preflight warns of."""
    return await _changed(await actions.accept_warnings(file_id, by=viewer()))


@blueprint.get("/files/<int:file_id>/replacement")
@requires(Can.UPLOAD)
async def edit_replacement(file_id: int) -> Response:
    """Show where to send the file that takes another's place."""
    return await _replacement_page(file_id, request.args.get("next"))


@blueprint.post("/files/<int:file_id>/replacement")
@requires(Can.UPLOAD)
async def create_replacement(file_id: int) -> Response:
    """Put a file that was uploaded, or is small and in the form, in the place of another."""
    form = await read_form(forms.Replacement)
    older, _folder = await replacements.replaceable(file_id, by=viewer())
    sent = [i for i in (await request.form).getlist("uploads") if UPLOAD_ID.fullmatch(i)]
    try:
        for storage in form.files.data or []:
            if storage.filename:
                name = storage.filename
                kept = await actions.add_small(storage.stream, name=name, by=viewer())
                sent.append(kept.upload_id)
        file = await replacements.replace(older.id, list(dict.fromkeys(sent)), by=viewer())
    except (Conflict, Invalid, TooLarge) as error:
        if wants_json():
            raise
        return await _replacement_page(file_id, form.next.data, error)
    if wants_json():
        return json_reply(facts(file), 201)
    return see_other(local_path(form.next.data))


@blueprint.post("/files/<int:file_id>/removal")
@requires(Can.UPLOAD)
async def create_removal(file_id: int) -> Response:
    """Take a file away; it can be brought back."""
    return await _changed(await removal.remove(file_id, by=viewer()))


@blueprint.post("/files/<int:file_id>/restoration")
@requires(Can.UPLOAD)
async def create_restoration(file_id: int) -> Response:
    """Bring a removed file back."""
    return await _changed(await removal.restore(file_id, by=viewer()))


async def _replacement_page(
    file_id: int, back: str | None, error: AppError | None = None
) -> Response:
    older, folder = await replacements.replaceable(file_id, by=viewer())
    return await page(
        "files/replacement.html",
        error.status if error else 200,
        file=older,
        folder=folder,
        here=local_path(back),
        problem=error.message if error else "",
    )


async def _changed(file: File) -> Response:
    form = await read_form(forms.Back)
    if wants_json():
        return json_reply(facts(file))
    return see_other(local_path(form.next.data))


def _words() -> dict[str, object]:
    limits = UploadLimits(
        max_file_bytes=settings().max_file_bytes,
        order_bytes=settings().order_quota_bytes,
        order_files=FOLDER_FILES,
        small_bytes=SMALL_LIMIT,
        endings=kinds.accepted_endings(),
    )
    return {
        "upload_limits": limits,
        "may_remove": removal.may_remove,
        "preflight": report,
        "current_files": queries.current,
    }


def _attachment(name: str, body: StreamedBody) -> Response:
    response = Response(body if request.method == "GET" else bodies.nothing())
    response.timeout = None  # a large file takes longer than a page; bodies.py watches progress
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9 ._-]", "_", letters)
    response.headers.update(
        {
            "Content-Disposition": (
                f'attachment; filename="{plain.strip() or "file"}"; '
                f"filename*=UTF-8''{quote(name, safe='')}"
            ),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        }
    )
    return response


async def _record(file: File, *, begin: int) -> None:
    """Log a download once, however many ranges a reader takes it in."""
    if request.method != "GET":
        return
    if begin == 0 or not await queries.has_downloaded(viewer(), file.id):
        await actions.record_download(file, by=viewer(), kind="file")

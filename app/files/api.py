"""tus 1.0 at /uploads, except what carries bytes: door.py takes it in front of the framework."""

from quart import Blueprint, Response, request

from app.accounts.access import Can, public, requires, viewer
from app.files import actions, intake, queries, reception
from app.files.models import UPLOAD_ID, Upload, reason_words
from app.files.recognition import known_as
from app.files.refusals import busy
from app.files.wire import (
    CHECKSUMS,
    EXTENSIONS,
    VERSION,
    check_version,
    metadata_header,
    read_creation,
    status_headers,
    tus_headers,
)
from app.web import idempotency_key, json_reply, settings

blueprint = Blueprint("uploads", __name__)
ASKED_AT_ONCE = 100


@blueprint.after_request
async def _add_headers(response: Response) -> Response:
    response.headers.extend(status_headers(response.status_code))
    return response


@blueprint.route("/uploads", methods=["OPTIONS"])
@blueprint.route("/uploads/<upload_id>", methods=["OPTIONS"])
@public
async def options(upload_id: str = "") -> Response:
    """Say what is spoken here; no other site is invited."""
    return _reply(
        204,
        {
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Checksum-Algorithm": CHECKSUMS,
            "Tus-Max-Size": str(settings().max_file_bytes),
        },
    )


@blueprint.post("/uploads")
@requires(Can.UPLOAD)
async def create() -> Response:
    """Declare a file; the answer's Location takes its bytes."""
    check_version(_headers())
    new = read_creation(_headers(), idempotency_key())
    upload = await intake.declare(new, by=viewer())
    return _reply(201, {**tus_headers(upload), "Location": f"/uploads/{upload.id}"})


@blueprint.get("/uploads")
@requires(Can.UPLOAD)
async def index() -> Response:
    """Tell where those of the viewer's uploads stand whose ids, or keys, are asked for."""
    asked = [name for name in request.args.getlist("id") if UPLOAD_ID.fullmatch(name)]
    keys = [key for key in request.args.getlist("key") if key.isascii() and key.isprintable()]
    found = await queries.uploads_among(viewer().id, asked[:ASKED_AT_ONCE])
    answers = [_facts(upload) for upload in found.values()]
    for key, upload in (await queries.uploads_with_keys(viewer().id, keys[:ASKED_AT_ONCE])).items():
        answers.append(_facts(upload) | {"key": key})
    return json_reply({"uploads": answers})


@blueprint.get("/uploads/<upload_id>")
@requires(Can.UPLOAD)
async def show(upload_id: str) -> Response:
    """Tell where an upload stands: tus reads the headers, the page the JSON."""
    if request.method == "HEAD":
        check_version(_headers())
        upload = await _settled(upload_id)
    else:
        upload = await _own(upload_id)
    facts = _facts(upload) | {"same_as": await known_as(upload)}
    response = json_reply(facts, headers=tus_headers(upload))
    response.headers["Upload-Length"] = str(upload.length)
    response.headers["Upload-Metadata"] = metadata_header(upload)
    return response


@blueprint.delete("/uploads/<upload_id>")
@requires(Can.UPLOAD)
async def delete(upload_id: str) -> Response:
    """Drop an upload and its bytes."""
    check_version(_headers())
    upload = await _settled(upload_id)
    reception.forget(upload)
    await actions.give_up(upload, by=viewer())
    return _reply(204, {})


async def _settled(upload_id: str) -> Upload:
    """Return the upload once nothing is being written to it any more."""
    upload = await _own(upload_id)
    if not await reception.settle(upload):
        raise busy()
    return await _own(upload.id)


async def _own(upload_id: str) -> Upload:
    known = UPLOAD_ID.fullmatch(upload_id) is not None
    return await queries.upload_for(viewer(), upload_id if known else "")


def _facts(upload: Upload) -> dict[str, object]:
    return {
        "id": upload.id,
        "folder": upload.folder_id,
        "name": upload.name,
        "slot": upload.slot,
        "length": upload.length,
        "offset": upload.durable_offset,
        "state": str(upload.state),
        "code": upload.reason,
        "reason": reason_words(upload.reason),
        "file": upload.file_id,
        "url": f"/files/{upload.file_id}" if upload.file_id else "",
    }


def _headers() -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _reply(status: int, headers: dict[str, str]) -> Response:
    return Response("", status, {"Cache-Control": "no-store", **headers})

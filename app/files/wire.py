"""The words of tus 1.0: headers out, metadata in."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime

from app.errors import Invalid
from app.files.models import NewUpload, Upload
from app.i18n import gettext as _

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,termination,checksum"
CHECKSUMS = "sha256"
METADATA_LIMIT = 16 * 1024
OFFSET_STREAM = "application/offset+octet-stream"
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Where the bytes of a request belong, how many there are (0: unknown) and their SHA-256."""

    offset: int
    length: int
    checksum: bytes


def tus_headers(upload: Upload) -> dict[str, str]:
    """Return where an upload stands."""
    headers = {"Upload-Offset": str(upload.durable_offset)}
    if upload.is_live:
        headers["Upload-Expires"] = format_datetime(upload.expires_at.astimezone(UTC), usegmt=True)
    return headers


def metadata_header(upload: Upload) -> str:
    """Return what we keep of the metadata that was given when the upload was declared."""
    given = {
        "filename": upload.name,
        "slot": upload.slot,
        "folder": str(upload.folder_id or ""),
        "sha256": upload.sha256,
    }
    words = {key: base64.b64encode(value.encode()).decode() for key, value in given.items()}
    return ",".join(f"{key} {word}" for key, word in words.items() if word)


def status_headers(status: int) -> dict[str, str]:
    """Return what every tus answer with this status carries."""
    headers = {"Tus-Resumable": VERSION}
    if status == 412:
        headers["Tus-Version"] = VERSION
    if status in {423, 507}:
        headers["Retry-After"] = "2" if status == 423 else "60"
    return headers


def check_version(headers: Mapping[str, str]) -> None:
    """Refuse another protocol than ours."""
    if headers.get("tus-resumable") != VERSION:
        raise Invalid(_("Only tus 1.0.0 is spoken here."), code="tus_version").with_status(412)


def read_piece(headers: Mapping[str, str]) -> Piece:
    """Read what a request with bytes says about them; header names are in lower case."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != OFFSET_STREAM:
        raise Invalid(_("This content type is not accepted."), code="content_type").with_status(415)
    offset, length = headers.get("upload-offset", ""), headers.get("content-length", "")
    if not offset.isascii() or not offset.isdigit() or len(offset) > 18:
        raise Invalid(_("Upload-Offset is missing or wrong."), code="bad_offset").with_status(400)
    checksum = _read_checksum(headers.get("upload-checksum", ""))
    return Piece(int(offset), int(length) if length.isdigit() else 0, checksum)


def read_creation(headers: Mapping[str, str], idempotency_key: str) -> NewUpload:
    """Read what a POST /uploads declares."""
    length, metadata = headers.get("upload-length", ""), headers.get("upload-metadata", "")
    if headers.get("upload-defer-length"):
        words = _("Upload-Length is missing or wrong.")
        raise Invalid(words, code="length_required").with_status(400)
    if not length.isascii() or not length.isdigit() or len(length) > 18:
        raise Invalid(_("Upload-Length is missing or wrong."), code="bad_length").with_status(400)
    if len(idempotency_key) > 255:
        raise Invalid(_("The Idempotency-Key is too long."), code="bad_idempotency_key")
    given = read_metadata(metadata)
    folder, sha256 = given.get("folder", ""), given.get("sha256", "").lower()
    if folder and not re.fullmatch(r"[0-9]{1,15}", folder):
        raise Invalid(_("There is no such folder."), code="bad_metadata")
    if sha256 and not _HEX.fullmatch(sha256):
        raise Invalid(_("The checksum is not a SHA-256."), code="bad_metadata")
    return NewUpload(
        name=given.get("filename", "") or given.get("name", ""),
        length=int(length),
        slot=given.get("slot", ""),
        folder_id=int(folder) if folder else None,
        sha256=sha256,
        idempotency_key=idempotency_key,
    )


def read_metadata(text: str) -> dict[str, str]:
    """Decode Upload-Metadata: `key base64,key base64`."""
    if len(text) > METADATA_LIMIT:
        raise Invalid(_("The metadata is too long."), code="bad_metadata").with_status(400)
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        key, _space, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode(errors="replace")
        except (binascii.Error, ValueError) as error:
            raise Invalid(_("The metadata cannot be read."), code="bad_metadata").with_status(
                400
            ) from error
    return found


def _read_checksum(text: str) -> bytes:
    if not text:
        return b""
    algorithm, _space, value = text.partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if algorithm != "sha256" or len(digest) != 32:
        raise Invalid(_("Only sha256 checksums are known."), code="bad_checksum").with_status(400)
    return digest

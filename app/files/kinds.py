"""What a file really is, decided from its first bytes and held against the ending of its name."""

import re
from dataclasses import dataclass
from pathlib import Path

from app.files import archives
from app.files.models import Reason, extension

HEAD = 4096
"""Bytes that are looked at."""

MEDIA = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tiff": "image/tiff",
    "webp": "image/webp",
    "gif": "image/gif",
    "heic": "image/heic",
    "psd": "image/vnd.adobe.photoshop",
    "ps": "application/postscript",
    "svg": "image/svg+xml",
    "cdr": "application/vnd.corel-draw",
    "indd": "application/x-indesign",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "txt": "text/plain",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "mkv": "video/x-matroska",
    "avi": "video/x-msvideo",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
}

ENDINGS = {
    "jpg": {"jpeg"},
    "jpeg": {"jpeg"},
    "jpe": {"jpeg"},
    "tif": {"tiff"},
    "tiff": {"tiff"},
    "heic": {"heic"},
    "heif": {"heic"},
    "psb": {"psd"},
    "ai": {"pdf", "ps"},
    "eps": {"ps"},
    "ps": {"ps"},
    "indt": {"indd"},
    "m4v": {"mp4"},
    "webm": {"mkv"},
    "mp4": {"mp4", "mov"},
    "mov": {"mov", "mp4"},
} | {kind: {kind} for kind in MEDIA if kind not in {"jpeg", "tiff", "heic", "ps", "mp4", "mov"}}

_SIGNATURES: tuple[tuple[str, bytes], ...] = (
    ("jpeg", rb"\xff\xd8\xff"),
    ("png", rb"\x89PNG\r\n\x1a\n"),
    ("gif", rb"GIF8[79]a"),
    ("tiff", rb"II[*+]\x00|MM\x00[*+]"),
    ("webp", rb"RIFF....WEBP"),
    ("avi", rb"RIFF....AVI "),
    ("wav", rb"(?:RIFF|RF64)....WAVE"),
    ("cdr", rb"RIFF....(?:CDR|cdr)"),
    ("psd", rb"8BPS\x00[\x01\x02]"),
    ("ps", rb"%!PS|\xc5\xd0\xd3\xc6"),
    ("indd", rb"\x06\x06\xed\xf5\xd8\x1d\x46\xe5\xbd\x31\xef\xe7\xfe\x74\xb7\x1d"),
    ("zip", rb"PK\x03\x04|PK\x05\x06"),
    ("rar", rb"Rar!\x1a\x07"),
    ("7z", rb"7z\xbc\xaf\x27\x1c"),
    ("heic", rb"....ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)"),
    ("mov", rb"....(?:ftypqt  |moov|mdat|wide)"),
    ("mp4", rb"....ftyp"),
    ("mkv", rb"\x1a\x45\xdf\xa3"),
    ("mp3", rb"ID3[\x02-\x04]|\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff][^\x00\xf0-\xff]"),
    ("pdf", rb"[\s\S]{0,1024}?%PDF-\d"),
    ("svg", rb"(?:\xef\xbb\xbf)?\s*<[\s\S]{0,4000}?<?svg[\s>:]"),
)
SIGNATURES = tuple((kind, re.compile(pattern, re.DOTALL)) for kind, pattern in _SIGNATURES)
_PROGRAM = re.compile(rb"MZ|\x7fELF|#!|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|script|\?php|iframe)", re.I)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file is, or why it is not accepted."""

    kind: str = ""
    media_type: str = ""
    reason: Reason | None = None


def inspect(path: Path, name: str) -> Verdict:
    """Decide on a received file; blocking, to be run in a thread."""
    with path.open("rb") as file:
        kind = sniff(file.read(HEAD))
    if kind == "zip":
        found = archives.look_into(path)
        if found is None:
            return Verdict(reason=Reason.ARCHIVE)
        kind = found
    return judge(kind, name)


def judge(kind: str, name: str) -> Verdict:
    """Hold what the bytes say against what the name says."""
    ending = extension(name)
    if not kind or (ending and ending not in ENDINGS):
        known = not kind and ending in ENDINGS
        return Verdict(reason=Reason.MISMATCH if known else Reason.UNKNOWN)
    if ending and kind not in ENDINGS[ending]:
        return Verdict(reason=Reason.MISMATCH)
    return Verdict(kind=kind, media_type=MEDIA[kind])


def sniff(head: bytes) -> str:
    """Name the kind of the first bytes, or return an empty string."""
    if _PROGRAM.match(head) or _PAGE.match(head):
        return ""
    for kind, pattern in SIGNATURES:
        if pattern.match(head):
            return kind
    return "txt" if _is_text(head) else ""


def accepted_endings() -> str:
    """Return what a file input's `accept` lists."""
    return ",".join(f".{ending}" for ending in sorted(ENDINGS))


def _is_text(head: bytes) -> bool:
    if not head or _BINARY.search(head):
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3
    return True

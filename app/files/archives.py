"""Reading the table of contents of a ZIP, never its contents: which kind, and is it a bomb."""

import zipfile
from pathlib import Path

ENTRIES = 1000
UNPACKED = 1024 * 1024 * 1024
RATIO = 100
CONTENTS = 1024 * 1024
"""Largest table of contents that is read, so that a forged one costs no memory."""
_TAIL = 66_000

_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}


def look_into(path: Path) -> str | None:
    """Name the kind of a ZIP file, or return None when it must not be accepted."""
    if _contents_size(path) > CONTENTS:
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if not _is_sane(entries, path.stat().st_size):
                return None
            return _kind(archive, [entry.filename for entry in entries])
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError, EOFError):
        return None


def _contents_size(path: Path) -> int:
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    found = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else CONTENTS + 1
    wide = tail.rfind(b"PK\x06\x06", 0, max(end, 0))
    if found == 0xFFFFFFFF and wide >= 0:
        return int.from_bytes(tail[wide + 40 : wide + 48], "little")
    return found


def _is_sane(entries: list[zipfile.ZipInfo], size: int) -> bool:
    unpacked = sum(entry.file_size for entry in entries)
    steps = (part for entry in entries for part in entry.filename.replace("\\", "/").split("/"))
    return (
        len(entries) <= ENTRIES
        and unpacked <= max(UNPACKED, 2 * size)
        and unpacked <= RATIO * max(size, 4096)
        and not any(part == ".." for part in steps)
    )


def _kind(archive: zipfile.ZipFile, names: list[str]) -> str:
    if "[Content_Types].xml" in names:
        for folder, kind in _OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return kind
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 128:
        with archive.open("mimetype") as file:
            declared = file.read(128)
        if declared == b"application/vnd.oasis.opendocument.text":
            return "odt"
        if declared.startswith(b"application/x-vnd.corel"):
            return "cdr"
    if any(name.startswith("content/riffData") for name in names):
        return "cdr"
    return "zip"

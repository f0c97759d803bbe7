"""What a folder, an upload and a file are; names made safe; the reasons of a rejection."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.i18n import gettext as _
from app.text import clean_line

MIB = 1024 * 1024
SMALL_LIMIT = 10 * MIB
"""Largest file of the plain form without JavaScript."""
OPEN_UPLOADS = 200
"""Uploads that one person may have under way."""
FOLDER_FILES = 2000
"""Files that one order may have, those of its room included."""
KEEP_DAYS = 7
"""An unfinished upload is dropped so many days after its last byte."""
NAME_BYTES = 255
UPLOAD_ID = re.compile(r"[0-9a-f]{32}")


class State(StrEnum):
    """The life of an upload and its file; only `ready` can be downloaded."""

    RECEIVING = "receiving"
    CHECKING = "checking"
    READY = "ready"
    REJECTED = "rejected"
    EXPIRED = "expired"
    REMOVED = "removed"


LIVE = (State.RECEIVING, State.CHECKING)


class Reason(StrEnum):
    """Why a file was rejected."""

    UNKNOWN = "unknown_type"
    MISMATCH = "type_mismatch"
    CHECKSUM = "checksum_mismatch"
    ARCHIVE = "archive_refused"
    INFECTED = "infected"


def reason_words(reason: str) -> str:
    """Say a rejection in the reader's words."""
    words = {
        Reason.UNKNOWN: _("We cannot print from this type of file."),
        Reason.MISMATCH: _("The content of this file does not match its name."),
        Reason.CHECKSUM: _("The file was damaged on its way. Please send it again."),
        Reason.ARCHIVE: _("This archive is damaged, or holds too much when unpacked."),
        Reason.INFECTED: _("A virus scanner found something in this file."),
    }
    return words[Reason(reason)] if reason else ""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What the uploader says before a file is picked."""

    max_file_bytes: int
    order_bytes: int
    order_files: int
    small_bytes: int
    endings: str


@dataclass(frozen=True, slots=True)
class Folder:
    """Files that belong together: those of one order or one room."""

    id: int
    owner_id: int
    channel: str
    code: str
    closed_at: datetime | None

    @property
    def archive(self) -> str:
        """Return the name of its ZIP, without ending."""
        return self.code or f"{self.channel or 'folder'}-{self.id}".replace(":", "-")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way to us; `durable_offset` bytes of it survive a power cut."""

    id: str
    owner_id: int
    folder_id: int | None
    storage_key: str
    name: str
    slot: str
    length: int
    sha256: str
    durable_offset: int
    state: State
    reason: str
    file_id: int | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime

    @property
    def is_live(self) -> bool:
        """Tell whether bytes are still expected."""
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class NewUpload:
    """What a client declares before the first byte."""

    name: str
    length: int
    slot: str = ""
    folder_id: int | None = None
    sha256: str = ""
    idempotency_key: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A complete, checked file."""

    id: int
    upload_id: str
    folder_id: int | None
    owner_id: int
    storage_key: str
    name: str
    slot: str
    version: int
    media_type: str
    kind: str
    size: int
    sha256: str
    state: State
    uploaded_by: int
    created_at: datetime
    removed_at: datetime | None
    examined_at: datetime | None
    traits: dict[str, object] | None
    """What the examiner measured, see traits.py."""
    preview_key: str | None
    accepted_at: datetime | None
    """When somebody went on in spite of preflight's warnings."""
    replaces_id: int | None
    """The file whose place this one took, whatever both are called."""

    @property
    def url(self) -> str:
        """Return where it is downloaded."""
        return f"/files/{self.id}"

    @property
    def preview_url(self) -> str | None:
        """Return where its small picture is, if there is one."""
        return f"{self.url}/preview" if self.preview_key else None

    @property
    def is_image(self) -> bool:
        """Tell whether every browser can show it in a page."""
        return self.kind in {"jpeg", "png", "webp", "gif"}


@dataclass(frozen=True, slots=True)
class Twin:
    """The same bytes, sent by the same customer for something else before."""

    file_id: int
    code: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """Who downloaded a file, how often, and when last."""

    name: str
    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file as events and the API show it."""

    id: int
    name: str
    size: int
    media_type: str
    slot: str
    version: int
    state: str
    sha256: str
    url: str
    preview: str | None
    """Where its small picture is, once there is one."""


def facts(file: File) -> FileFacts:
    """Return what events and the API say about a file."""
    return FileFacts(
        id=file.id,
        name=file.name,
        size=file.size,
        media_type=file.media_type,
        slot=file.slot,
        version=file.version,
        state=str(file.state),
        sha256=file.sha256,
        url=file.url,
        preview=file.preview_url,
    )


def safe_name(text: str) -> str:
    """Keep the last part of a path, without control and bidi characters, in 255 bytes."""
    name = clean_line(re.split(r"[/\\]", text)[-1], 20_000).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 16:
        stem, ending = name, ""
    tail = f".{ending}" if ending else ""
    room = NAME_BYTES - len(tail.encode())
    return (stem.encode()[:room].decode(errors="ignore").strip() or "file") + tail


def extension(name: str) -> str:
    """Return the ending of a name in lower case, without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""

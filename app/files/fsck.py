"""Whether rows and bytes agree: what `python -m app fsck` finds, and what it may mend."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum

from app.catalogue.queries import stored_pictures
from app.files import upkeep
from app.files.models import File
from app.storage import Place, Remains, disk, in_thread

STRAY_AGE = 24 * 3600.0
"""Seconds that bytes may wait for their row: a crash between the two is mended by its client."""
AT_ONCE = 500


class Fault(StrEnum):
    """What can be wrong."""

    NO_BYTES = "a file without bytes"
    LENGTH = "a file of another length"
    HASH = "a file with another content"
    NO_ROW = "bytes without a row"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault; `remains` are the bytes that nobody needs."""

    fault: Fault
    name: str
    remains: Remains | None = None


async def examine(*, read: bool) -> AsyncIterator[Finding]:
    """Compare every ready file and all bytes; `read` also hashes each file."""
    last = 0
    while batch := await upkeep.ready_files(after=last, limit=AT_ONCE):
        for file in batch:
            fault = await _fault(file, read=read)
            if fault is not None:
                yield Finding(fault, f"file {file.id} ({file.name}), key {file.storage_key}")
        last = batch[-1].id
    for found in await strays():
        yield Finding(Fault.NO_ROW, f"{found.place.value}/{found.key}, {found.size} bytes", found)


async def strays() -> list[Remains]:
    """Return bytes that have waited long enough and that no row needs where they lie."""
    found = [each for each in await in_thread(lambda: list(disk.remains())) if _is_old(each)]
    lost: list[Remains] = []
    for start in range(0, len(found), AT_ONCE):
        batch = found[start : start + AT_ONCE]
        keys = [each.key for each in batch]
        coming = await upkeep.keys_of_uploads(keys)
        ready = coming | await upkeep.keys_of_files(keys) | await stored_pictures(keys)
        lost += [e for e in batch if e.key not in (ready if e.place is Place.VAULT else coming)]
    return lost


async def mend(finding: Finding) -> bool:
    """Delete bytes without a row; the rest needs a person, or a backup."""
    if finding.remains is None:
        return False
    await in_thread(disk.remove, finding.remains)
    return True


async def _fault(file: File, *, read: bool) -> Fault | None:
    size = await disk.size(file.storage_key)
    if size is None:
        return Fault.NO_BYTES
    if size != file.size:
        return Fault.LENGTH
    if read and await in_thread(_sha256, file.storage_key) != file.sha256:
        return Fault.HASH
    return None


def _sha256(key: str) -> str:
    digest = hashlib.sha256()
    for block in disk.vault.read(key):
        digest.update(block)
    return digest.hexdigest()


def _is_old(remains: Remains) -> bool:
    return remains.age > STRAY_AGE

"""A file that only takes room: let go when the disk is full, so that the database can go on.

Uploads stop before the reserve is touched, but logs and other programs do not.
"""

import logging
import os
from pathlib import Path

from app.files.models import MIB
from app.storage import disk

SIZE = 64 * MIB

log = logging.getLogger("sanggar")


def inflate(reserve: int) -> None:
    """Take the room while the disk has plenty beside its reserve; blocking."""
    path = _path()
    if path.exists() or disk.free_bytes() < reserve + SIZE:
        return
    growing = path.with_suffix(".new")
    try:
        with growing.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, SIZE)
        growing.replace(path)
    except OSError:  # it filled up meanwhile: all the less reason to take room
        growing.unlink(missing_ok=True)


def missing() -> int:
    """Return the bytes that uploads leave free for the balloon: all of them once it was let go."""
    return 0 if _path().exists() else SIZE


def release() -> bool:
    """Give the room back; True for the one who did, once each time. Blocking."""
    try:
        _path().unlink()
    except FileNotFoundError:
        return False
    log.error("the disk of %s is full; the last %d MiB are released", disk.root, SIZE // MIB)
    return True


def _path() -> Path:
    return disk.root / "balloon"

"""One writer per upload among all processes of a machine: a locked file beside its bytes.

The lock dies with its process. Whoever wants the upload leaves a mark, which the holder looks for;
it then saves what it has and lets go.
"""

import asyncio
import fcntl
import os
import time
from pathlib import Path

from app.storage import in_thread

ASK_EVERY = 0.05
LOOK_EVERY = 0.25


async def claim(path: Path, *, within: float) -> int:
    """Lock a path and return what `release` takes; BlockingIOError when its holder stays."""
    deadline = time.monotonic() + within
    while True:
        try:
            return await in_thread(_locked, path)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise
        await in_thread(_mark(path).touch)
        await asyncio.sleep(ASK_EVERY)


async def is_free(path: Path, *, within: float) -> bool:
    """Ask a holder in whatever process to let go; tell whether it did."""
    if not await in_thread(path.exists):
        return True
    try:
        release(path, await claim(path, within=within))
    except BlockingIOError:
        return False
    return True


def is_wanted(path: Path) -> bool:
    """Tell whether somebody waits; one look into a folder, cheap enough for the loop."""
    return _mark(path).exists()


def release(path: Path, lock: int) -> None:
    """Let go; a mark is answered by that."""
    _mark(path).unlink(missing_ok=True)
    path.unlink(missing_ok=True)
    os.close(lock)


def _mark(path: Path) -> Path:
    return path.with_suffix(".wanted")


def _locked(path: Path) -> int:
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not _is_still(path, lock):  # its last holder has taken the file away with it
            raise BlockingIOError
    except BaseException:
        os.close(lock)
        raise
    return lock


def _is_still(path: Path, lock: int) -> bool:
    try:
        return path.stat().st_ino == os.fstat(lock).st_ino
    except FileNotFoundError:
        return False

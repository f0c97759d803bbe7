"""The customers' bytes: put, open a range, delete; every path is made here, never from a name.

Layout under the uploads folder: `incoming/<id>.part` while receiving, `ab/cd/<key>` when ready,
`quarantine/<key>` when rejected.
"""

import asyncio
import contextlib
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, ParamSpec, Protocol, TypeVar

from app import failpoints

P = ParamSpec("P")
T = TypeVar("T")

READ_SIZE = 512 * 1024
"""Bytes per hop to a thread; Quart's own 8 KiB would be twenty times slower."""
KEY = re.compile(r"[0-9a-f]{32}")

_threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="disk")


@dataclass(frozen=True, slots=True)
class Stored:
    """What `put` wrote."""

    key: str
    size: int
    sha256: str


class Storage(Protocol):
    """What the product asks of a place that keeps files."""

    async def put(self, source: IO[bytes], *, limit: int) -> Stored:
        """Keep a stream under a new key, durably; raises OverLimit past `limit` bytes."""
        ...

    def open(self, key: str, begin: int, end: int) -> AsyncIterator[bytes]:
        """Yield the bytes from `begin` up to, not including, `end`."""
        ...

    async def delete(self, key: str) -> None:
        """Forget the bytes; absent ones are no error."""
        ...


class OverLimit(Exception):
    """The stream was longer than allowed; nothing was kept."""


def new_key() -> str:
    """Return a random 128-bit name."""
    return secrets.token_hex(16)


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking disk work off the loop, in threads that nothing else waits for."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, lambda: work(*args, **kwargs))


class LocalDisk:
    """Files in one folder of this machine."""

    def __init__(self) -> None:
        self._root: Path | None = None

    @property
    def root(self) -> Path:
        """Return the uploads folder."""
        if self._root is None:
            raise RuntimeError("the storage is not open")
        return self._root

    def use(self, root: Path) -> None:
        """Choose the uploads folder and make its parts."""
        for part in ("incoming", "locks", "quarantine"):
            (root / part).mkdir(parents=True, exist_ok=True)
        self._root = root

    def path(self, key: str) -> Path:
        """Return where a kept file lies."""
        return self.root / key[:2] / key[2:4] / _checked(key)

    def incoming(self, key: str) -> Path:
        """Return where a file lies while it is being received."""
        return self.root / "incoming" / f"{_checked(key)}.part"

    def lock(self, key: str) -> Path:
        """Return the file that whoever writes an incoming file holds locked."""
        return self.root / "locks" / _checked(key)

    def quarantined(self, key: str) -> Path:
        """Return where a rejected file lies; nothing serves this folder."""
        return self.root / "quarantine" / _checked(key)

    async def put(self, source: IO[bytes], *, limit: int) -> Stored:
        """Keep a stream under a new key, durably; raises OverLimit past `limit` bytes."""
        stored = await self.receive(source, limit=limit)
        await self.promote(stored.key)
        return stored

    async def receive(self, source: IO[bytes], *, limit: int) -> Stored:
        """Copy a stream to `incoming`, synced, so that it can be looked at before `promote`."""
        return await in_thread(self._receive, source, limit)

    async def promote(self, key: str) -> None:
        """Move a received, synced file to its final place; the move survives a power cut."""
        await in_thread(_move, self.incoming(key), self.path(key))

    async def quarantine(self, key: str) -> None:
        """Move a received file to where nothing serves it."""
        await in_thread(_move, self.incoming(key), self.quarantined(key))

    async def reclaim(self, key: str) -> None:
        """Undo a promotion that a crash left without its rows."""
        await in_thread(self._reclaim, key)

    async def delete(self, key: str) -> None:
        """Forget the bytes; absent ones are no error."""
        for path in (self.incoming(key), self.path(key), self.quarantined(key)):
            await in_thread(path.unlink, missing_ok=True)

    async def open(self, key: str, begin: int, end: int) -> AsyncIterator[bytes]:
        """Yield the bytes from `begin` up to, not including, `end`."""
        file = await in_thread(self.path(key).open, "rb", 0)
        try:
            await in_thread(file.seek, begin)
            while begin < end:
                block = await in_thread(file.read, min(READ_SIZE, end - begin))
                if not block:
                    raise OSError(f"{key} is shorter than its row says")
                begin += len(block)
                yield block
        finally:
            file.close()

    def free_bytes(self) -> int:
        """Return how much room the disk has."""
        return shutil.disk_usage(self.root).free

    def kept(self, *, older_than: float) -> Iterator[tuple[str, Path]]:
        """Yield key and path of every file that has lain here for so many seconds."""
        before = time.time() - older_than
        for path in self.root.rglob("*"):
            key = path.name.removesuffix(".part").removesuffix(".wanted")
            if KEY.fullmatch(key) and path.is_file() and path.stat().st_mtime < before:
                yield key, path

    def _receive(self, source: IO[bytes], limit: int) -> Stored:
        key, size, digest = new_key(), 0, hashlib.sha256()
        path = self.incoming(key)
        try:
            with path.open("xb") as file:
                while block := source.read(READ_SIZE):
                    size += len(block)
                    if size > limit:
                        raise OverLimit
                    digest.update(block)
                    file.write(block)
                file.flush()
                os.fdatasync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Stored(key, size, digest.hexdigest())

    def _reclaim(self, key: str) -> None:
        for place in (self.path(key), self.quarantined(key)):
            with contextlib.suppress(FileNotFoundError):
                place.replace(self.incoming(key))


disk = LocalDisk()


def sync_directory(path: Path) -> None:
    """Make a rename inside the folder survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
    failpoints.reach("storage.moved")
    sync_directory(target.parent)
    sync_directory(target.parent.parent)


def _checked(key: str) -> str:
    if not KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key!r}")
    return key

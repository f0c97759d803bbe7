"""The uploads folder of this machine, and through it the vault of ready files.

`incoming/<key>.part` while receiving, `locks/<key>` while somebody writes it, `quarantine/<key>`
when rejected; ready files go to the vault.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO

from app.storage.keys import OverLimit, Stored, checked, new_key
from app.storage.threads import READ_SIZE, in_background, in_thread
from app.storage.vaults import LocalVault, Vault, move


class Place(Enum):
    """Where bytes lie."""

    INCOMING = "incoming"
    LOCKS = "locks"
    QUARANTINE = "quarantine"
    VAULT = "vault"


@dataclass(frozen=True, slots=True)
class Remains:
    """Bytes that were found, with their age in seconds; `path` is None in the vault."""

    place: Place
    key: str
    size: int
    age: float
    path: Path | None = None


class Disk:
    """The uploads folder, once `use` has chosen it."""

    def __init__(self) -> None:
        self._root: Path | None = None
        self._identity = ""
        self._vault: Vault | None = None

    @property
    def root(self) -> Path:
        """Return the uploads folder."""
        if self._root is None:
            raise RuntimeError("the storage is not open")
        return self._root

    @property
    def vault(self) -> Vault:
        """Return where ready files are kept."""
        if self._vault is None:
            raise RuntimeError("the storage is not open")
        return self._vault

    @property
    def identity(self) -> str:
        """Return the uploads folder's own random name, the same for all who share it."""
        self._identity = self._identity or _identity(self.root)
        return self._identity

    def use(self, root: Path, url: str = "") -> None:
        """Choose the uploads folder and make its parts; `url` (s3://…) is where ready files go."""
        for place in (Place.INCOMING, Place.LOCKS, Place.QUARANTINE):
            (root / place.value).mkdir(parents=True, exist_ok=True)
        self._root, self._vault = root, _vault(root, url)
        self._identity = ""

    def incoming(self, key: str) -> Path:
        """Return where a file lies while it is being received."""
        return self.root / "incoming" / f"{checked(key)}.part"

    def lock(self, key: str) -> Path:
        """Return the file that whoever writes an incoming file holds locked."""
        return self.root / "locks" / checked(key)

    def quarantined(self, key: str) -> Path:
        """Return where a rejected file lies; nothing serves this folder."""
        return self.root / "quarantine" / checked(key)

    async def put(self, source: IO[bytes], *, limit: int) -> Stored:
        """Keep a stream under a new key, durably; raises OverLimit past `limit` bytes."""
        stored = await self.receive(source, limit=limit)
        await self.promote(stored.key)
        await self.settle(stored.key)
        return stored

    async def receive(self, source: IO[bytes], *, limit: int) -> Stored:
        """Copy a stream to `incoming`, synced, so that it can be looked at before `promote`."""
        return await in_thread(self._receive, source, limit)

    async def promote(self, key: str) -> None:
        """Give a received, synced file to the vault."""
        await in_thread(self.vault.keep, key, self.incoming(key))

    async def settle(self, key: str) -> None:
        """Free what `promote` left, once the rows of the file are committed."""
        await in_thread(self.vault.settle, self.incoming(key))

    async def quarantine(self, key: str) -> None:
        """Move a received file to where nothing serves it."""
        await in_thread(move, self.incoming(key), self.quarantined(key))

    async def reclaim(self, key: str) -> None:
        """Undo a promotion or a quarantine that a crash left without its rows."""
        await in_thread(self._reclaim, key)

    async def copy(self, key: str) -> str:
        """Keep ready bytes under a new key too, and return it."""
        other = new_key()
        await in_thread(self.vault.copy, key, other)
        return other

    async def delete(self, key: str) -> None:
        """Forget the bytes, wherever they are; absent ones are no error."""
        await in_thread(self._delete, key)

    def discard(self, key: str) -> None:
        """Forget ready bytes without waiting for a storage that is far away."""
        if isinstance(self.vault, LocalVault):
            self.vault.delete(key)
        else:
            in_background(self.vault.delete, key)

    def open(self, key: str, begin: int, end: int) -> AsyncIterator[bytes]:
        """Yield the bytes of a ready file from `begin` up to, not including, `end`."""
        return self.vault.open(key, begin, end)

    def path(self, key: str) -> Path | None:
        """Return where a ready file lies, or None when that is not on this machine."""
        return self.vault.path(key) if isinstance(self.vault, LocalVault) else None

    async def size(self, key: str) -> int | None:
        """Return how long a ready file is, or None without it."""
        return await in_thread(self.vault.size, key)

    def free_bytes(self) -> int:
        """Return how much room the disk has."""
        return shutil.disk_usage(self.root).free

    def remains(self) -> Iterator[Remains]:
        """Yield all bytes that lie in the uploads folder and in the vault; blocking."""
        now = time.time()
        for place in (Place.INCOMING, Place.LOCKS, Place.QUARANTINE):
            for path in (self.root / place.value).iterdir():
                known = path.stat()
                yield Remains(place, path.stem, known.st_size, now - known.st_mtime, path)
        for kept in self.vault.all():
            yield Remains(Place.VAULT, kept.key, kept.size, now - kept.modified)

    def remove(self, remains: Remains) -> None:
        """Delete what `remains` found; blocking."""
        if remains.path is not None:
            remains.path.unlink(missing_ok=True)
        else:
            self.vault.delete(remains.key)

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
        self.vault.take_back(key, self.incoming(key))
        with contextlib.suppress(FileNotFoundError):
            self.quarantined(key).replace(self.incoming(key))

    def _delete(self, key: str) -> None:
        for path in (self.incoming(key), self.quarantined(key)):
            path.unlink(missing_ok=True)
        self.vault.delete(key)


disk = Disk()


def _identity(root: Path) -> str:
    with (root / "folder.id").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # several processes may be the first
        file.seek(0)
        known = file.read() or new_key()
        if not file.tell():
            file.write(known)
    return known


def _vault(root: Path, url: str) -> Vault:
    if not url:
        return LocalVault(root)
    from app.storage.s3 import S3Vault

    return S3Vault(url)

"""Where ready files are kept: what the product asks of such a place, and the local disk as one."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app import failpoints
from app.storage.keys import KEY, spread
from app.storage.threads import READ_SIZE, in_thread, opened


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in a vault; `modified` is in seconds since 1970."""

    key: str
    size: int
    modified: float


class Vault(Protocol):
    """A place for ready files. All but `open` block and belong into a thread."""

    def keep(self, key: str, source: Path) -> None:
        """Keep a synced file under its key, durably; keeping it again changes nothing."""
        ...

    def settle(self, source: Path) -> None:
        """Free what `keep` left behind, once the rows of the file are committed."""
        ...

    def take_back(self, key: str, target: Path) -> None:
        """Bring a kept file back to be received again; an absent one is no error."""
        ...

    def copy(self, key: str, other: str) -> None:
        """Keep the bytes of a file under another key too; FileNotFoundError when they are gone."""
        ...

    def delete(self, key: str) -> None:
        """Forget a file; an absent one is no error."""
        ...

    def size(self, key: str) -> int | None:
        """Return how long a file is, or None without it."""
        ...

    def read(self, key: str) -> Iterator[bytes]:
        """Yield a whole file."""
        ...

    def borrow(self, key: str, spare: Path) -> AbstractContextManager[Path]:
        """Give a file as a path of this machine for a while; a copy lies in the `spare` folder."""
        ...

    def open(self, key: str, begin: int, end: int) -> AsyncIterator[bytes]:
        """Yield the bytes from `begin` up to, not including, `end`."""
        ...

    def give_up_parts(self, *, before: datetime) -> int:
        """End files that a dead process had half sent before that time; return how many."""
        ...

    def all(self) -> Iterator[Kept]:
        """Yield what is kept here."""
        ...


class LocalVault:
    """Files of this machine: `ab/cd/<key>` below the uploads folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, key: str) -> Path:
        """Return where a kept file lies."""
        return self.root / spread(key)

    def keep(self, key: str, source: Path) -> None:
        """Move a synced file here; the move survives a power cut."""
        move(source, self.path(key))

    def settle(self, source: Path) -> None:
        """Free nothing: the file was moved."""

    def take_back(self, key: str, target: Path) -> None:
        """Move a file back."""
        if self.path(key).exists():
            move(self.path(key), target)

    def copy(self, key: str, other: str) -> None:
        """Give a file a second name; what is kept here never changes, so no byte is doubled."""
        target = self.path(other)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(self.path(key), target)
        except OSError:  # a file system without such names
            shutil.copyfile(self.path(key), target)
        sync(target.parent)
        sync(target.parent.parent)

    def delete(self, key: str) -> None:
        """Forget a file."""
        self.path(key).unlink(missing_ok=True)

    def size(self, key: str) -> int | None:
        """Return how long a file is."""
        try:
            return self.path(key).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, key: str) -> Iterator[bytes]:
        """Yield a whole file."""
        with self.path(key).open("rb", 0) as file:
            while block := file.read(READ_SIZE):
                yield block

    def borrow(self, key: str, spare: Path) -> AbstractContextManager[Path]:
        """Give the file itself."""
        return nullcontext(self.path(key))

    async def open(self, key: str, begin: int, end: int) -> AsyncIterator[bytes]:
        """Yield a part of a file; fails when it is shorter than asked for."""
        async with opened(self.path(key)) as file:
            await in_thread(file.seek, begin)
            while begin < end:
                block = await in_thread(file.read, min(READ_SIZE, end - begin))
                if not block:
                    raise OSError(f"{key} is shorter than its row says")
                begin += len(block)
                yield block

    def give_up_parts(self, *, before: datetime) -> int:
        """End nothing: a file is moved whole."""
        return 0

    def all(self) -> Iterator[Kept]:
        """Yield what is kept here."""
        for path in self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            if KEY.fullmatch(path.name):
                known = path.stat()
                yield Kept(path.name, known.st_size, known.st_mtime)


def move(source: Path, target: Path) -> None:
    """Move a file so that the move survives a power cut."""
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
    failpoints.reach("storage.moved")
    sync(target.parent)
    sync(target.parent.parent)


def sync(path: Path) -> None:
    """Make the bytes of a file, or the change of names in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

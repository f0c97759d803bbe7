"""The bytes of one PATCH on their way to the disk: written, hashed and synced off the loop.

One reception per upload at a time: a newer one asks the older to stop, which saves what it has.
"""

import asyncio
import errno
import fcntl
import hashlib
import os
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from enum import Enum, auto
from pathlib import Path
from typing import Any, Protocol

from app.accounts.access import Viewer
from app.errors import Conflict
from app.files import intake, live, queries
from app.files.models import MIB, Upload
from app.i18n import gettext as _
from app.storage import disk, in_thread

BLOCK = MIB // 2
"""Bytes per write, and so the memory of one upload."""
CHECKPOINT = 32 * MIB
"""A long PATCH is synced and recorded so often; a crash costs at most so much."""
IDLE = 30.0
HANDOVER = 2.0
PROGRESS_EVERY = 0.5
KEPT_DIGESTS = 1000

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class Digest(Protocol):
    """A running hash."""

    def update(self, data: bytes, /) -> None: ...
    def copy(self) -> "Digest": ...
    def hexdigest(self) -> str: ...


class End(Enum):
    """Why a reception ended."""

    COMPLETE = auto()
    CUT = auto()
    IDLE = auto()
    STOPPED = auto()
    TOO_LONG = auto()
    DISK_FULL = auto()


_running: dict[str, "Reception"] = {}
_digests: OrderedDict[str, tuple[int, Digest]] = OrderedDict()
_told: dict[str, float] = {}


async def settle(upload_id: str) -> bool:
    """Ask a running reception of the upload to save and stop; False if it does not in time."""
    deadline = time.monotonic() + HANDOVER
    while (running := _running.get(upload_id)) is not None:
        running.stop()
        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                await running.ended.wait()
        except TimeoutError:
            return False
    return True


def forget(upload: Upload) -> None:
    """Drop what is remembered of an upload that is over."""
    _digests.pop(upload.storage_key, None)
    _told.pop(upload.id, None)


def busy() -> Conflict:
    """Return the refusal of a second PATCH while the first does not let go (423)."""
    error = Conflict(_("Another upload of this file is running."), code="locked")
    error.status = 423
    return error


class Reception:
    """Receives one PATCH; `upload` always tells what is durable.

    As a context manager it holds the upload: nobody else writes to it meanwhile.
    """

    def __init__(self, upload: Upload, *, by: Viewer) -> None:
        self.upload, self.by = upload, by
        self.offset = upload.durable_offset
        self.ended = asyncio.Event()
        self._file = -1
        self._digest: Digest = hashlib.sha256()
        self._waiting: asyncio.Timeout | None = None
        self._stopped = False
        self._blocks: list[bytes] = []
        self._held = 0

    def stop(self) -> None:
        """Ask to save what has arrived and to end."""
        self._stopped = True
        if self._waiting is not None and not self._waiting.expired():
            self._waiting.reschedule(asyncio.get_running_loop().time())

    async def __aenter__(self) -> "Reception":
        if self.upload.id in _running:
            raise busy()
        _running[self.upload.id] = self
        try:
            self.upload = await queries.upload_for(self.by, self.upload.id)
        except BaseException:
            self._leave()
            raise
        self.offset = self.upload.durable_offset
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._leave()

    async def open(self) -> None:
        """Open the file at the durable offset, with the hash of what lies before it."""
        path = disk.incoming(self.upload.storage_key)
        if self.offset and not await in_thread(path.exists):
            await disk.reclaim(self.upload.storage_key)
        try:
            self._file, self.offset = await in_thread(_open_at, path, self.offset)
        except BlockingIOError as error:
            raise busy() from error
        if self.offset != self.upload.durable_offset:
            self.upload = await intake.save_offset(self.upload, self.offset)
        self._digest = await self._digest_so_far(path)

    async def take(self, receive: Receive) -> End:
        """Write what arrives until the body ends; every way out leaves a durable offset."""
        try:
            end = await self._take(receive)
            if end is End.TOO_LONG:
                await self._back_to(self.upload.durable_offset)
            elif self.offset + self._held == self.upload.length:
                await self._write()
                await in_thread(os.fdatasync, self._file)
                return End.COMPLETE
            else:
                await self.save()
        except OSError as error:
            return await self._after_disk_error(error)
        return end

    async def save(self) -> None:
        """Sync what was written and record it; the length itself is recorded by `finish` only."""
        await self._write()
        if self.offset == self.upload.durable_offset:
            return
        await in_thread(os.fdatasync, self._file)
        self.upload = await intake.save_offset(self.upload, self.offset)
        self._keep_digest()
        self._tell()

    async def undo(self, upload: Upload) -> None:
        """Throw this PATCH away: its checksum was wrong."""
        await self._back_to(upload.durable_offset)
        self.upload = await intake.save_offset(self.upload, upload.durable_offset)

    async def finish(self) -> Upload:
        """Check the complete file and make it ready or rejected."""
        self.upload = await intake.finish(self.upload, self._digest.hexdigest(), by=self.by)
        forget(self.upload)
        return self.upload

    async def _take(self, receive: Receive) -> End:
        more = True
        while more:
            message = await self._next(receive)
            if isinstance(message, End):
                return message
            block = message.get("body", b"")
            more = message.get("more_body", False)
            if self.offset + self._held + len(block) > self.upload.length:
                return End.TOO_LONG
            self._blocks.append(block)
            self._held += len(block)
            if self._held >= BLOCK:
                await self._write()
                await self._checkpoint()
        return End.COMPLETE

    async def _next(self, receive: Receive) -> MutableMapping[str, Any] | End:
        if self._stopped:
            return End.STOPPED
        try:
            async with asyncio.timeout(IDLE) as self._waiting:
                message = await receive()
        except TimeoutError:
            return End.STOPPED if self._stopped else End.IDLE
        finally:
            self._waiting = None
        return End.CUT if message["type"] == "http.disconnect" else message

    async def _write(self) -> None:
        blocks, size = self._blocks, self._held
        self._blocks, self._held = [], 0
        if size:
            await in_thread(_write_all, self._file, blocks, self._digest)
            self.offset += size

    async def _checkpoint(self) -> None:
        at_end = self.offset >= self.upload.length
        if self.offset - self.upload.durable_offset >= CHECKPOINT and not at_end:
            await self.save()
        self._tell()

    def _tell(self) -> None:
        now = time.monotonic()
        if now - _told.get(self.upload.id, 0.0) >= PROGRESS_EVERY:
            _told[self.upload.id] = now
            live.upload_progressed(self.upload, self.offset, by=self.by)

    async def _digest_so_far(self, path: Path) -> Digest:
        kept = _digests.get(self.upload.storage_key)
        if kept is not None and kept[0] == self.offset:
            return kept[1].copy()
        return await in_thread(_hash_file, path, self.offset)

    def _keep_digest(self) -> None:
        _digests[self.upload.storage_key] = (self.offset, self._digest.copy())
        _digests.move_to_end(self.upload.storage_key)
        while len(_digests) > KEPT_DIGESTS:
            _digests.popitem(last=False)

    async def _back_to(self, offset: int) -> None:
        self._blocks, self._held, self.offset = [], 0, offset
        await in_thread(os.ftruncate, self._file, offset)
        forget(self.upload)

    async def _after_disk_error(self, error: OSError) -> End:
        """Keep what reached the disk; the bytes that did not are asked for again."""
        forget(self.upload)
        self._blocks, self._held = [], 0
        size = (await in_thread(os.fstat, self._file)).st_size
        self.offset = max(self.upload.durable_offset, min(size, self.upload.length - 1))
        await in_thread(os.ftruncate, self._file, self.offset)
        await in_thread(os.fdatasync, self._file)
        self.upload = await intake.save_offset(self.upload, self.offset)
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise error
        return End.DISK_FULL

    def _leave(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        if _running.get(self.upload.id) is self:
            del _running[self.upload.id]
        self.ended.set()


def _open_at(path: Path, offset: int) -> tuple[int, int]:
    """Open for appending at the durable offset; what lies beyond it was never promised."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        found = min(os.fstat(file).st_size, offset)
        os.ftruncate(file, found)
        os.lseek(file, found, os.SEEK_SET)
    except BaseException:
        os.close(file)
        raise
    return file, found


def _write_all(file: int, blocks: list[bytes], digest: Digest) -> None:
    for block in blocks:
        digest.update(block)
    written = os.writev(file, blocks)
    rest = sum(map(len, blocks)) - written
    if rest:
        view = memoryview(b"".join(blocks))[written:]
        while view:
            view = view[os.write(file, view) :]


def _hash_file(path: Path, length: int) -> Digest:
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while length > 0 and (block := file.read(min(BLOCK, length))):
            digest.update(block)
            length -= len(block)
    return digest

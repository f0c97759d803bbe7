"""The bytes of one piece on their way to the disk: written, hashed and synced off the loop.

One reception per upload at a time: a newer one asks the older to stop, which saves what it has.
"""

import asyncio
import errno
import os
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from app import failpoints
from app.accounts.access import Viewer
from app.files import alarms, balloon, hashing, intake, leases, live, locks, queries, turns
from app.files.models import MIB, Upload
from app.files.refusals import End, busy
from app.storage import disk, in_thread, in_writer

BLOCK = MIB // 8
"""Bytes per write; larger ones are hardly faster, and each upload holds so much in memory."""
CHECKPOINT = 32 * MIB
"""A long PATCH is synced and recorded so often; a crash costs at most so much."""
IDLE = 30.0
HANDOVER = 2.0
PROGRESS_EVERY = 0.5

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

_running: dict[str, "Reception"] = {}
_told: dict[str, float] = {}


async def settle(upload: Upload) -> bool:
    """Ask a running reception of the upload to save and stop; False if it does not in time."""
    deadline = time.monotonic() + HANDOVER
    if not await stop(upload.id):
        return False
    path = disk.lock(upload.storage_key)
    if not await locks.is_free(path, within=deadline - time.monotonic()):
        return False
    return await leases.is_free(upload.id, within=deadline - time.monotonic())


async def stop(upload_id: str) -> bool:
    """Ask a reception of this process to save and end; False if it does not in time."""
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
    hashing.forget(upload.storage_key)
    _told.pop(upload.id, None)


class Reception:
    """Receives one piece; `upload` always tells what is durable.

    As a context manager it holds the upload: nobody else writes to it meanwhile.
    """

    def __init__(self, upload: Upload, *, by: Viewer) -> None:
        self.upload, self.by = upload, by
        self.offset = upload.durable_offset
        self.ended = asyncio.Event()
        self._path = disk.incoming(upload.storage_key)
        self._lock_path = disk.lock(upload.storage_key)
        self._file = self._lock = -1
        self._lease = leases.Lease(upload.id, self.stop)
        self._hash = hashing.RunningHash()
        self._waiting: asyncio.Timeout | None = None
        self._watching: asyncio.TimerHandle | None = None
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
        return self

    async def __aexit__(self, *exc: object) -> None:
        try:
            await leases.release(self._lease)
        finally:
            self._leave()

    async def open(self) -> None:
        """Take the upload from whoever holds it, and go to where its row says it stands."""
        try:
            self._lock = await locks.claim(self._lock_path, within=HANDOVER)
            self._lease = await leases.claim(self.upload.id, within=HANDOVER, stop=self.stop)
        except BlockingIOError as error:
            raise busy() from error
        self._watch()
        self.upload = await queries.upload_for(self.by, self.upload.id)
        if not self.upload.is_live:
            return
        if self.upload.durable_offset and not await in_thread(self._path.exists):
            await disk.reclaim(self.upload.storage_key)
        self._file = await in_thread(os.open, self._path, os.O_RDWR | os.O_CREAT, 0o600)
        self.offset = await in_thread(_go_to, self._file, self.upload.durable_offset)
        if self.offset != self.upload.durable_offset:
            forget(self.upload)
            await self._record(self.offset)
        self._hash = hashing.recall(self.upload.storage_key, self.offset)

    async def take(self, receive: Receive) -> End:
        """Write what arrives until the body ends; every way out leaves a durable offset."""
        try:
            end = await self._take(receive)
            if end is End.TOO_LONG:
                await self._back_to(self.upload.durable_offset)
            elif self.offset + self._held == self.upload.length:
                await self._write()
                await self._sync()
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
        await self._sync()
        await self._record(self.offset)
        hashing.remember(self.upload.storage_key, self._hash)
        self._tell()

    async def undo(self, upload: Upload) -> None:
        """Throw this piece away: its checksum was wrong."""
        await self._back_to(upload.durable_offset)
        await self._record(upload.durable_offset)

    async def finish(self) -> Upload:
        """Check the complete file and make it ready or rejected."""
        sha256 = await in_thread(self._hash.finish, self._path, self.upload.length)
        self._lease.check()
        self.upload = await intake.finish(self.upload, sha256, by=self.by)
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
            await turns.give_way()
            await in_writer(self._put, blocks)
            self.offset += size

    def _put(self, blocks: list[bytes]) -> None:
        _write_all(self._file, blocks)
        self._hash.add(blocks, self.offset)

    async def _sync(self) -> None:
        failpoints.reach("upload.written")
        await in_thread(os.fdatasync, self._file)
        failpoints.reach("upload.synced")

    async def _record(self, offset: int) -> None:
        self._lease.check()
        self.upload = await intake.save_offset(self.upload, offset)

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

    def _watch(self) -> None:
        """Look now and then whether another process wants this upload."""
        if locks.is_wanted(self._lock_path):
            self.stop()
        loop = asyncio.get_running_loop()
        self._watching = loop.call_later(locks.LOOK_EVERY, self._watch)

    async def _back_to(self, offset: int) -> None:
        self._blocks, self._held, self.offset = [], 0, offset
        await in_thread(os.ftruncate, self._file, offset)
        forget(self.upload)

    async def _after_disk_error(self, error: OSError) -> End:
        """Keep what reached the disk; the bytes that did not are asked for again."""
        forget(self.upload)
        self._blocks, self._held = [], 0
        is_full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        if is_full and await in_thread(balloon.release):
            await alarms.disk_is_full()
        size = (await in_thread(os.fstat, self._file)).st_size
        self.offset = max(self.upload.durable_offset, min(size, self.upload.length - 1))
        await in_thread(os.ftruncate, self._file, self.offset)
        await in_thread(os.fdatasync, self._file)
        await self._record(self.offset)
        if not is_full:
            raise error
        return End.DISK_FULL

    def _leave(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
        if self._file >= 0:
            os.close(self._file)
        if self._lock >= 0:
            locks.release(self._lock_path, self._lock)
        self._file = self._lock = -1
        if _running.get(self.upload.id) is self:
            del _running[self.upload.id]
        self.ended.set()


def _go_to(file: int, offset: int) -> int:
    """Cut an open file to its durable offset; what lies beyond it was never promised."""
    found = min(os.fstat(file).st_size, offset)
    os.ftruncate(file, found)
    os.lseek(file, found, os.SEEK_SET)
    return found


def _write_all(file: int, blocks: list[bytes]) -> None:
    written = os.writev(file, blocks)
    rest = sum(map(len, blocks)) - written
    if rest:
        view = memoryview(b"".join(blocks))[written:]
        while view:
            view = view[os.write(file, view) :]

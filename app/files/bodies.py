"""Answers that stream from the disk: one file or a part of it, and a folder as a ZIP."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from types import TracebackType

from quart.wrappers.response import ResponseBody
from zipstream import ZIP_STORED, ZipStream

from app.files.models import File, Folder, safe_name
from app.sendfile import STALLED, Sender
from app.storage import READ_SIZE, disk, in_thread, opened

LARGE = 1024 * 1024
"""Bytes from which on it pays to let the kernel send."""


class StreamedBody(ResponseBody):
    """A body of any length without a time limit, as long as the reader goes on reading."""

    def __init__(self, parts: AsyncIterator[bytes]) -> None:
        self.parts = parts
        self._task: asyncio.Task[object] | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> "StreamedBody":
        """Begin; the running task is what a stalled reader loses."""
        self._task = asyncio.current_task()
        return self

    async def __aexit__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType
    ) -> None:
        """Let go of the file."""
        self._disarm()
        close = getattr(self.parts, "aclose", None)
        if close is not None:
            await close()

    def __aiter__(self) -> "StreamedBody":
        """Iterate over the parts."""
        return self

    async def __anext__(self) -> bytes:
        """Return the next part; the clock runs while the reader takes it."""
        self._disarm()
        part = await anext(self.parts)
        if self._task is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(STALLED, self._task.cancel)
        return part

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def file_body(file: File, begin: int, end: int, *, kernel: Sender | None = None) -> StreamedBody:
    """Stream a part of a file; the kernel sends a large one where the server lets it."""
    path = disk.path(file.storage_key)
    if kernel is None or path is None or end - begin < LARGE:
        return StreamedBody(disk.open(file.storage_key, begin, end))
    return StreamedBody(_by_kernel(path, begin, end, kernel))


def nothing() -> StreamedBody:
    """Answer HEAD without touching the disk; the headers tell the length."""
    return StreamedBody(_no_parts())


def archive(folder: Folder, found: Sequence[File]) -> tuple[StreamedBody, int]:
    """Stream a folder as an uncompressed ZIP; its size is known before the first byte."""
    stream = ZipStream(compress_type=ZIP_STORED, sized=True)
    for file in found:
        stream.add(disk.vault.read(file.storage_key), arcname(folder, file), size=file.size)
    stream.add(manifest(folder, found), f"{folder.archive}/manifest.txt")
    return StreamedBody(_off_the_loop(iter(stream))), len(stream)


def arcname(folder: Folder, file: File) -> str:
    """Name a file inside the archive: order, slot, version, original name."""
    return f"{folder.archive}/{safe_name(file.slot or 'file')}-v{file.version}-{file.name}"


def manifest(folder: Folder, found: Sequence[File]) -> str:
    """List the archive's files in the format that `sha256sum --check` reads."""
    start = len(folder.archive) + 1
    return "".join(f"{file.sha256}  {arcname(folder, file)[start:]}\n" for file in found)


async def _no_parts() -> AsyncIterator[bytes]:
    nothing: tuple[bytes, ...] = ()
    for part in nothing:
        yield part


async def _by_kernel(path: Path, begin: int, end: int, kernel: Sender) -> AsyncIterator[bytes]:
    """Send a part of a file, so that nothing is left to yield."""
    async with opened(path) as file:
        await kernel.send(file.fileno(), begin, end)
    async for part in _no_parts():
        yield part


async def _off_the_loop(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    while block := await in_thread(_gather, parts):
        yield block


def _gather(parts: Iterator[bytes]) -> bytes:
    gathered: list[bytes] = []
    size = 0
    for part in parts:
        gathered.append(part)
        size += len(part)
        if size >= READ_SIZE:
            break
    return b"".join(gathered)

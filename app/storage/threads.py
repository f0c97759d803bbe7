"""Threads for disk work, which nothing else waits for."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from io import FileIO
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

READ_SIZE = 512 * 1024
"""Bytes per hop to a thread; Quart's own 8 KiB would be twenty times slower."""

WRITERS = 2
"""Blocks of uploads that are hashed and written at a time; more would only crowd out pages."""
NICENESS = 19

_threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="disk")
_writers = ThreadPoolExecutor(WRITERS, "writer", initializer=lambda: _step_back())


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking disk work off the loop, in threads that nothing else waits for."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, lambda: work(*args, **kwargs))


async def in_writer(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Hash or write bytes that arrive, a few at a time and behind whoever needs the processor."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_writers, lambda: work(*args, **kwargs))


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[FileIO]:
    """Open a file for reading off the loop; it is closed too when nobody waits for it any more."""
    opening = asyncio.ensure_future(in_thread(FileIO, path))
    try:
        file = await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(_close)
        raise
    with file:
        yield file


def in_background(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
    """Begin blocking disk work that nobody waits for."""
    return _threads.submit(work, *args, **kwargs)


def _step_back() -> None:
    """Let this thread run when the others have nothing to do; Linux gives each thread its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def _close(opening: "asyncio.Future[FileIO]") -> None:
    if opening.exception() is None:
        opening.result().close()

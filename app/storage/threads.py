"""Threads for disk work, which nothing else waits for."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

READ_SIZE = 512 * 1024
"""Bytes per hop to a thread; Quart's own 8 KiB would be twenty times slower."""

_threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="disk")


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking disk work off the loop, in threads that nothing else waits for."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, lambda: work(*args, **kwargs))


def in_background(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
    """Begin blocking disk work that nobody waits for."""
    return _threads.submit(work, *args, **kwargs)

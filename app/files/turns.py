"""Uploads give way: while somebody waits for a page, the next bytes of files wait too.

Bytes arrive as fast as they are taken, and fifty senders at once would leave the event loop to
nobody else. A page takes milliseconds, so that uploads lose next to nothing by waiting for it.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 0.1
"""Seconds for which pages may hold a piece back; then uploads have their turn, too."""

_pages = 0
_waiting: set["asyncio.Future[None]"] = set()


@contextmanager
def page() -> Iterator[None]:
    """Hold uploads back while the block runs: somebody waits for its answer."""
    global _pages
    _pages += 1
    try:
        yield
    finally:
        _pages -= 1
        if not _pages:
            _go_on()


async def give_way() -> None:
    """Wait until no page is being made, for a while at most."""
    deadline = time.monotonic() + LONGEST
    while _pages and (left := deadline - time.monotonic()) > 0:
        turn = asyncio.get_running_loop().create_future()
        _waiting.add(turn)
        try:
            async with asyncio.timeout(left):
                await turn
        except TimeoutError:
            return
        finally:
            _waiting.discard(turn)


def _go_on() -> None:
    for turn in _waiting:
        if not turn.done():
            turn.set_result(None)

"""Finishing what must not be left half done when the caller is cancelled."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def finish(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end even if the caller is cancelled meanwhile.

    The cancellation is not lost: it strikes at the caller's next await.
    """
    task = asyncio.ensure_future(work)
    cancelled = False
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled():
                raise
            cancelled = True
        except Exception:  # noqa: S110 (result() raises it below)
            pass
    if cancelled and (caller := asyncio.current_task()) is not None:
        caller.uncancel()
        caller.cancel()
    return task.result()

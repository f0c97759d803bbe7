"""Units of work that wait for SQLite's one writer and reach the disk with one COMMIT."""

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable
from contextvars import Context, copy_context
from functools import partial
from typing import Any, Protocol, TypeVar

from app.db.driving import Waiting, run_batch
from app.db.shielding import finish
from app.db.turns import WriterLock
from app.db.units import call_back

T = TypeVar("T")

MOST = 256
"""Most units of one COMMIT."""

CLOSE_SECONDS = 5.0
CLOSED = "the database is closed"

log = logging.getLogger(__name__)


class Writer(Protocol):
    """What a batch needs of the backend: the writer's lock, and a way into its thread."""

    @property
    def lock(self) -> WriterLock:
        """Return what is held while one writes."""

    async def in_writer(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run a function with the writer's connection in its thread; hold `lock` meanwhile."""


class Batches:
    """Collects units while the writer is busy and gives them to it when their turn comes.

    The batch queues for the writer's lock like any transaction, so neither starves the other.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._queue: deque[Waiting] = deque()
        self._serving: asyncio.Task[None] | None = None
        self._is_closed = False

    async def run(self, work: Callable[[], Awaitable[T]]) -> T:
        """Return what `work` returned, once it is committed.

        A caller that is cancelled before its unit has begun takes it back; later the unit ends as
        it would have ended, and then the cancellation goes on its way.
        """
        if self._is_closed:
            raise RuntimeError(CLOSED)
        loop = asyncio.get_running_loop()
        unit = Waiting(work, copy_context(), loop.create_future())
        self._queue.append(unit)
        if self._serving is None:
            self._serving = loop.create_task(self._serve(), context=Context())
        try:
            value: T = await unit.done
        except asyncio.CancelledError:
            if unit.begun:
                await finish(_ended(unit))
            raise
        return value

    async def close(self) -> None:
        """Take nothing more and wait for what is waiting, at most CLOSE_SECONDS."""
        self._is_closed = True
        if self._serving is None:
            return
        _, stuck = await asyncio.wait([self._serving], timeout=CLOSE_SECONDS)
        if stuck:
            log.error("units of work did not end in time")

    async def _serve(self) -> None:
        try:
            while self._queue:
                async with self._writer.lock:
                    batch = self._next()
                    if batch:
                        await finish(self._commit(batch))
                _tell(batch)
        except Exception as error:  # the way to the writer is closed
            self._refuse(error)
        finally:
            self._serving = None
            self._refuse(RuntimeError(CLOSED))  # the event loop itself is ending

    def _refuse(self, error: Exception) -> None:
        while self._queue:
            _answer(self._queue.popleft(), error)

    def _next(self) -> list[Waiting]:
        batch: list[Waiting] = []
        while self._queue and len(batch) < MOST:
            unit = self._queue.popleft()
            if unit.done.cancelled():
                unit.over.set()
                continue
            unit.begun = True
            batch.append(unit)
        return batch

    async def _commit(self, batch: list[Waiting]) -> None:
        """Run a batch; those for whom there was no time are first in the next one."""
        try:
            ran = await self._writer.in_writer(partial(run_batch, batch=batch))
        except Exception as error:
            ran = len(batch)
            for unit in batch:
                unit.error = error
        for unit in reversed(batch[ran:]):
            self._queue.appendleft(unit)
        del batch[ran:]


def _tell(batch: list[Waiting]) -> None:
    """Run what waits for the commits, in their order; then wake the callers."""
    for unit in batch:
        if unit.error is None and unit.callbacks:
            unit.context.run(call_back, unit.callbacks)
    for unit in batch:
        _answer(unit, unit.error)


def _answer(unit: Waiting, error: BaseException | None) -> None:
    unit.over.set()
    if unit.done.cancelled():
        return
    if error is None:
        unit.done.set_result(unit.value)
    else:
        unit.done.set_exception(error)


async def _ended(unit: Waiting) -> Any:
    await unit.over.wait()

"""Whose turn it is to write: first among the tasks of a process, then among the processes.

SQLite lets a process that finds the database locked ask again later and later, so one that commits
without pause keeps the others out for seconds. Here the next in line waits at the door: who has
just written finds it there. SQLite's own lock stays what protects the data.
"""

import asyncio
import fcntl
import os
import time
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any

from app.db.shielding import finish

PATIENCE = 2.0
"""Seconds to wait for a turn; then SQLite decides, and its busy_timeout."""
QUANTUM = 0.01
"""Seconds for which the tasks of one process may write one after another: handing over costs."""
FIRST_PAUSE, LONGEST_PAUSE = 0.0001, 0.001

InThread = Callable[[Callable[[], None]], Coroutine[Any, Any, None]]


class WriterLock:
    """Held while one writes; `in_thread` runs the wait for another process."""

    def __init__(self, path: str, in_thread: InThread) -> None:
        self._path, self._in_thread = path, in_thread
        self._tasks = asyncio.Lock()
        self._door = self._turn = -1
        self._waiting = 0
        self._has_turn = False
        self._since = 0.0

    def open(self) -> None:
        """Open the two files beside the database that processes meet at."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        self._door = os.open(self._path + "-door", flags, 0o600)
        self._turn = os.open(self._path + "-turn", flags, 0o600)

    def close(self) -> None:
        """Let go of whatever is held."""
        for file in (self._door, self._turn):
            if file >= 0:
                os.close(file)
        self._door = self._turn = -1
        self._has_turn = False

    async def acquire(self) -> None:
        """Wait for the turn; a cancellation strikes before it or at the caller's next await."""
        self._waiting += 1
        try:
            await self._tasks.acquire()
        except BaseException:
            self._waiting -= 1
            if not self._waiting and not self._tasks.locked():
                self._end_turn()
            raise
        self._waiting -= 1
        try:
            if not self._has_turn:
                await self._take()
        except BaseException:
            self._tasks.release()
            raise

    def release(self) -> None:
        """Let the next one write, here for a little while, then elsewhere."""
        if not self._waiting or time.monotonic() - self._since >= QUANTUM:
            self._end_turn()
        self._tasks.release()

    async def __aenter__(self) -> None:
        await self.acquire()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    async def _take(self) -> None:
        if self._turn < 0:
            return
        self._has_turn = self._take_now()
        if not self._has_turn:
            await finish(self._in_thread(self._wait))
        self._since = time.monotonic()

    def _take_now(self) -> bool:
        if not _locked(self._door):
            return False
        has_turn = _locked(self._turn)
        fcntl.flock(self._door, fcntl.LOCK_UN)
        return has_turn

    def _end_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            fcntl.flock(self._turn, fcntl.LOCK_UN)

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        if _locked_until(self._door, deadline):
            self._has_turn = _locked_until(self._turn, deadline)
            fcntl.flock(self._door, fcntl.LOCK_UN)


def _locked_until(file: int, deadline: float) -> bool:
    pause = FIRST_PAUSE
    while not _locked(file):
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)
        pause = min(LONGEST_PAUSE, 1.2 * pause)
    return True


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

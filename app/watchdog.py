"""Names the code that holds the event loop up: while it does, everybody who is connected waits."""

import asyncio
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

LOOK = 0.25
"""Seconds between two looks."""
STALL = 1.0
"""The loop must answer within so many seconds, or its stack is logged."""

logger = structlog.get_logger(__name__)


@contextmanager
def watching() -> Iterator[None]:
    """Watch the running loop from a thread of its own, inside the block."""
    watchdog = _Watchdog(asyncio.get_running_loop())
    watchdog.start()
    try:
        yield
    finally:
        watchdog.stop()


class _Watchdog(threading.Thread):
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(name="watchdog", daemon=True)
        self._loop = loop
        self._watched = threading.get_ident()
        self._answered = threading.Event()
        self._is_over = threading.Event()

    def stop(self) -> None:
        """End the thread; called in the loop."""
        self._is_over.set()
        self._answered.set()
        self.join()

    def run(self) -> None:
        while not self._is_over.wait(LOOK):
            asked = time.monotonic()
            self._answered.clear()
            if self._is_over.is_set():  # whose answer we may just have cleared
                return
            self._loop.call_soon_threadsafe(self._answered.set)
            if not self._answered.wait(STALL):
                logger.warning("the event loop is held up", seconds=STALL, stack=self._stack())
                self._answered.wait()
                held = round(time.monotonic() - asked, 1)
                logger.warning("the event loop runs again", seconds=held)

    def _stack(self) -> str:
        frame = sys._current_frames().get(self._watched)
        return "".join(traceback.format_stack(frame)) if frame is not None else ""

"""The running unit of work: whose it is, where its statements go, what it does once committed."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import get_ident
from typing import Any, Protocol

from app.db.rows import Row, Statement

OTHER_THREAD = "a thread was started inside a unit of work and uses it: it must not"

log = logging.getLogger(__name__)


class Direct(Protocol):
    """A connection that answers at once, in the one thread that drives the unit."""

    thread: int

    def fetch(self, statement: Statement) -> list[Row]:
        """Run a statement and return its rows."""


@dataclass(slots=True, eq=False)
class Unit:
    """A transaction of a task, or with `direct` one part of a batch in the writer's thread."""

    task: asyncio.Task[Any] | None = None
    direct: Direct | None = None
    callbacks: list[Callable[[], None]] = field(default_factory=list)
    ended: bool = False


running: ContextVar[Unit | None] = ContextVar("unit", default=None)


def current() -> Unit | None:
    """Return the caller's unit of work, or None outside of one."""
    unit = running.get()
    if unit is None or unit.ended:
        return None
    if unit.direct is not None:
        if unit.direct.thread != get_ident():
            raise RuntimeError(OTHER_THREAD)
    elif unit.task is not asyncio.current_task():
        raise RuntimeError("a task was started inside a transaction and uses it: it must not")
    return unit


def direct() -> Direct | None:
    """Return the connection that answers at once, when the caller is driven in a batch."""
    unit = running.get()
    if unit is None or unit.direct is None or unit.ended:
        return None
    if unit.direct.thread != get_ident():
        raise RuntimeError(OTHER_THREAD)
    return unit.direct


def in_transaction() -> bool:
    """Tell whether the caller is inside `transaction()` or `commit_together()`."""
    return current() is not None


def after_commit(callback: Callable[[], None]) -> None:
    """Call back once the running transaction has committed; never when it rolls back."""
    unit = current()
    if unit is None:
        raise RuntimeError("after_commit() needs a transaction()")
    unit.callbacks.append(callback)


def call_back(callbacks: Iterable[Callable[[], None]]) -> None:
    """Run what waited for a commit; the deed is done, so nobody may hear that it failed."""
    for callback in callbacks:
        try:
            callback()
        except Exception:
            log.exception("a callback after a commit failed")

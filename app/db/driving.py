"""The writer's thread: one transaction, in which each unit of a batch stands or falls alone.

A unit is an ordinary coroutine. Here its database calls answer at once, so one `send` drives it to
its end, and a statement costs no change of thread.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field
from threading import get_ident
from time import monotonic
from typing import Any

from app.db.refusals import refuse
from app.db.rows import Row, Statement
from app.db.units import Unit, running

SECONDS = 0.05
"""After this long the rest of a batch waits for the next COMMIT."""

MISUSE = "commit_together() drives its work without an event loop: await only the database in it"
NO_LOOP = "no running event loop"


@dataclass(slots=True, eq=False)
class Waiting:
    """A unit on its way: `begun` once a batch has taken it, `over` when that batch has ended."""

    work: Callable[[], Awaitable[Any]]
    context: Context
    done: asyncio.Future[Any]
    over: asyncio.Event = field(default_factory=asyncio.Event)
    begun: bool = False
    callbacks: Sequence[Callable[[], None]] = ()
    value: Any = None
    error: BaseException | None = None


class _Writer:
    """The writer as its own thread uses it."""

    __slots__ = ("_execute", "thread")

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._execute = raw.execute
        self.thread = get_ident()

    def fetch(self, statement: Statement) -> list[Row]:
        try:
            rows = self._execute(statement.sql, statement.values).fetchall()
        except sqlite3.Error as error:
            refuse(error)
            raise
        return list(map(statement.shape.row, rows))


def run_batch(raw: sqlite3.Connection, batch: Sequence[Waiting]) -> int:
    """Drive units and COMMIT; return how many of them have ended, with a value or an error.

    There was no time for the others: they have not begun.
    """
    ran = len(batch)
    try:
        raw.execute("BEGIN IMMEDIATE")
        if len(batch) == 1:
            _drive_alone(raw, batch[0])
        else:
            ran = _drive_all(raw, batch)
        if raw.in_transaction:
            raw.execute("COMMIT")
    except BaseException as error:
        _undo(raw)
        for unit in batch[:ran]:
            unit.error = unit.error or unit.context.run(_in_our_words, error)
    return ran


def _drive_alone(raw: sqlite3.Connection, unit: Waiting) -> None:
    unit.context.run(_drive, unit, _Writer(raw))
    _check(raw, unit)
    if unit.error is not None:
        _undo(raw)


def _drive_all(raw: sqlite3.Connection, batch: Sequence[Waiting]) -> int:
    """Drive units without a way back between them; when one fails, all again with one each.

    A savepoint costs as much as a statement, and failures are rare.
    """
    writer, until = _Writer(raw), monotonic() + SECONDS
    for number, unit in enumerate(batch):
        if number and monotonic() > until:
            return number
        unit.context.run(_drive, unit, writer)
        _check(raw, unit)
        if unit.error is not None:
            raw.execute("ROLLBACK")
            raw.execute("BEGIN IMMEDIATE")
            return _drive_apart(raw, batch)
    return len(batch)


def _drive_apart(raw: sqlite3.Connection, batch: Sequence[Waiting]) -> int:
    """Drive units, each of which can be rolled back alone."""
    writer, until = _Writer(raw), monotonic() + SECONDS
    for number, unit in enumerate(batch):
        if number and monotonic() > until:
            return number
        raw.execute("SAVEPOINT unit")
        unit.context.run(_drive, unit, writer)
        _check(raw, unit)
        if unit.error is not None:
            raw.execute("ROLLBACK TO unit")
        raw.execute("RELEASE unit")
    return len(batch)


def _drive(unit: Waiting, writer: _Writer) -> None:
    """Run a unit to its end; this happens in its caller's context."""
    unit.value, unit.error, unit.callbacks = None, None, ()  # it may be the second time
    inside = Unit(direct=writer)
    running.set(inside)
    work = _whole(unit.work)
    try:
        work.send(None)
    except StopIteration as end:
        unit.value, unit.callbacks = end.value, inside.callbacks
    except BaseException as error:
        unit.error = _misused(error) if str(error) == NO_LOOP else error
    else:
        unit.error = _misused(None)
        for stop in (lambda: work.throw(unit.error), work.close):
            with suppress(BaseException):
                stop()
    finally:
        inside.ended = True


async def _whole(work: Callable[[], Awaitable[Any]]) -> Any:
    return await work()


def _misused(cause: BaseException | None) -> RuntimeError:
    misuse = RuntimeError(MISUSE)
    misuse.__cause__ = cause
    return misuse


def _check(raw: sqlite3.Connection, unit: Waiting) -> None:
    """A full disk may make SQLite roll everything back by itself: then nothing was written."""
    if not raw.in_transaction:
        raise unit.error or RuntimeError("SQLite rolled the transaction back")


def _undo(raw: sqlite3.Connection) -> None:
    with suppress(sqlite3.Error):
        raw.execute("ROLLBACK")


def _in_our_words(error: BaseException) -> BaseException:
    try:
        refuse(error)
    except Exception as ours:
        return ours
    return error

"""What a driver's exceptions mean, the same for every database."""

import logging
import sqlite3
from types import TracebackType

from app.errors import Unavailable
from app.i18n import gettext as _

_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
_REFUSED = frozenset({"IntegrityError", "IntegrityConstraintViolationError", "RaiseError"})
_CLASHED = frozenset({"DeadlockDetectedError", "SerializationError"})
_LOST = frozenset(
    {
        "PostgresConnectionError",
        "CannotConnectNowError",
        "TooManyConnectionsError",
        "AdminShutdownError",
        "CrashShutdownError",
        "InternalClientError",
    }
)

log = logging.getLogger(__name__)


class IntegrityError(Exception):
    """A constraint refused the change: a duplicate, or a row that something points to."""


class Clash(Unavailable):
    """Another transaction won; nothing was written, and the same work may be tried again."""


class Translated:
    """A block whose driver errors become ours; those that show our own mistakes pass through."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            refuse(error)


def refuse(error: BaseException) -> None:
    """Raise our exception for a driver's; return if it has no other meaning than its own."""
    names = {ancestor.__name__ for ancestor in type(error).__mro__}
    if names & _REFUSED:
        raise IntegrityError(str(error)) from error
    if names & _CLASHED:
        raise _unavailable(Clash) from error
    if _sqlite_code(error) in _FULL:
        log.critical("the database cannot write to its disk: %s", error)
        raise _unavailable(Unavailable) from error
    if (
        names & _LOST
        or isinstance(error, OSError)  # no way to it: refused, reset, no such host or socket, late
        or _sqlite_code(error) in _BUSY
        or _is_gone(error)
    ):
        raise _unavailable(Unavailable) from error


def _unavailable(kind: type[Unavailable]) -> Unavailable:
    words = _("The database cannot answer just now. Please try again in a moment.")
    return kind(words, code="database_unavailable")


def _sqlite_code(error: BaseException | None) -> int:
    """Return SQLite's primary result code, or 0."""
    if not isinstance(error, sqlite3.OperationalError):
        return 0
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _is_gone(error: BaseException | None) -> bool:
    """Tell whether asyncpg says that a connection which it held has been closed under it."""
    words = str(error)
    return type(error).__name__ == "InterfaceError" and ("closed" in words or "released" in words)


translated = Translated()

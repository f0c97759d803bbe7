"""What a driver's exceptions mean, the same for every database."""

import sqlite3
from types import TracebackType

from app.errors import Unavailable
from app.i18n import gettext as _

_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_REFUSED = frozenset({"IntegrityError", "IntegrityConstraintViolationError", "RaiseError"})
_LOST = frozenset(
    {
        "PostgresConnectionError",
        "CannotConnectNowError",
        "TooManyConnectionsError",
        "AdminShutdownError",
        "CrashShutdownError",
        "DeadlockDetectedError",
        "InternalClientError",
    }
)


class IntegrityError(Exception):
    """A constraint refused the change: a duplicate, or a row that something points to."""


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
        if kind is None:
            return
        names = {ancestor.__name__ for ancestor in kind.__mro__}
        if names & _REFUSED:
            raise IntegrityError(str(error)) from error
        if (
            names & _LOST
            or isinstance(error, ConnectionError)
            or _is_busy(error)
            or _is_gone(error)
        ):
            raise Unavailable(
                _("The database cannot answer just now. Please try again in a moment."),
                code="database_unavailable",
            ) from error


def _is_busy(error: BaseException | None) -> bool:
    if not isinstance(error, sqlite3.OperationalError):
        return False
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _BUSY


def _is_gone(error: BaseException | None) -> bool:
    """Tell whether asyncpg says that a connection which it held has been closed under it."""
    words = str(error)
    return type(error).__name__ == "InterfaceError" and ("closed" in words or "released" in words)


translated = Translated()

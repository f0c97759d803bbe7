"""What stands where something stood that was deleted with somebody's account.

The database keeps one mark; who reads it sees words of their own language.
"""

from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.types import TypeDecorator

from app.i18n import Lazy, lazy

MARK = "\u2205"


class PersonName(TypeDecorator[str]):
    """The name of somebody, who may have deleted their account since."""

    impl = String
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        """Give the mark its words."""
        return _read(value, lazy("Deleted customer"))


class Words(TypeDecorator[str]):
    """What somebody wrote, who may have deleted their account since."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        """Give the mark its words."""
        return _read(value, lazy("These words were deleted with their author's account."))


def _read(value: str | None, words: Lazy) -> str | None:
    return str(words) if value == MARK else value

"""INSERT … ON CONFLICT, which SQLAlchemy spells once per database."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from app.db.port import database


def upsert(
    table: Table,
    values: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    *,
    key: Sequence[str],
    change: Mapping[str, Any] | None = None,
    where: Any = None,
) -> Any:
    """Insert rows; where `key` exists already apply `change`, or leave it when there is none.

    The result takes `.returning(…)`; an existing row without `change`, or for which `where` does
    not hold, is left and returns nothing.
    """
    dialect = postgresql if database.dialect == "postgresql" else sqlite
    insert = dialect.insert(table).values(values)
    if change is None:
        return insert.on_conflict_do_nothing(index_elements=list(key))
    return insert.on_conflict_do_update(index_elements=list(key), set_=dict(change), where=where)

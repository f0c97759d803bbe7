"""A list of values as one value, so that a statement with `IN (…)` can be kept compiled."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Dialect,
    Text,
    TypeDecorator,
    any_,
    bindparam,
    func,
    select,
)

from app.db.port import database


class _Listed(TypeDecorator[Collection[Any]]):
    """Numbers or texts, handed to SQLite as one JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> str:
        return json.dumps(list(value or ()))


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Tell whether a column is one of the values given under a name; none of an empty list.

    For the prepared statements, which are built per database: a list of numbers or texts.
    """
    if database.dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(column.type)))
    listed = func.json_each(bindparam(name, type_=_Listed())).table_valued("value")
    return column.in_(select(listed.c.value))

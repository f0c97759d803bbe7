"""Compiling a query once: the only place that uses private names of SQLAlchemy.

Building SQL text costs more than running it; the text is kept by the query's structure, and only
the values are taken anew, exactly as SQLAlchemy's own engine does.
"""

import json
from collections.abc import Mapping, MutableMapping, Sequence
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import JSON, ExecutableDDLElement, Float, Integer, Numeric, util
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from app.db.rows import Processor, Shape, Statement

KEPT_STATEMENTS = 1000


class Compiler:
    """Compiles for one dialect, with a cache."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._texts: Any = util.LRUCache(KEPT_STATEMENTS)
        self._shapes: WeakKeyDictionary[SQLCompiler, Shape] = WeakKeyDictionary()

    def statement(self, query: ClauseElement) -> Statement:
        """Return the SQL of a query with its values converted for the driver."""
        if isinstance(query, ExecutableDDLElement):
            return Statement(str(query.compile(dialect=self.dialect)), (), Shape({}, ()), True)
        compiled, extracted, collected, _ = query._compile_w_cache(
            self.dialect, compiled_cache=self._texts, column_keys=[]
        )
        if not isinstance(compiled, SQLCompiler):
            raise TypeError(f"not a statement: {query!r}")
        params = compiled.construct_params(
            extracted_parameters=extracted, escape_names=False, _collected_params=collected
        )
        fill_defaults(compiled, params)
        sql: str = compiled.string
        names: Sequence[str] | None = compiled.positiontup
        processors: dict[str, Any] = dict(compiled._bind_processors)
        if compiled.literal_execute_params or compiled.post_compile_params:  # IN (…)
            expanded = compiled._process_parameters_for_postcompile(params)
            sql, names = expanded.statement, expanded.positiontup
            processors.update(expanded.processors)
        return Statement(sql, _values(names or (), params, processors), *self._known(compiled))

    def once(self, query: ClauseElement) -> tuple[SQLCompiler, Shape, bool]:
        """Compile a statement that will be kept; tell its rows' shape and whether it writes."""
        compiled = query.compile(dialect=self.dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError(f"not a statement: {query!r}")
        if compiled.literal_execute_params or compiled.post_compile_params:
            raise TypeError("a prepared statement takes no list of values")
        return compiled, *self._known(compiled)

    def _known(self, compiled: SQLCompiler) -> tuple[Shape, bool]:
        shape = self._shapes.get(compiled)
        if shape is None:
            shape = self._shapes[compiled] = _shape(compiled, self.dialect)
        changes = compiled.isinsert or compiled.isupdate or compiled.isdelete
        return shape, bool(changes or not shape.places)


def _values(
    names: Any, params: Mapping[str, Any], processors: Mapping[str, Processor]
) -> list[Any]:
    return [
        processors[name](params[name]) if name in processors else params[name] for name in names
    ]


def fill_defaults(compiled: SQLCompiler, params: MutableMapping[str, Any]) -> None:
    """Apply `Column(default=…)` and `Column(onupdate=…)`."""
    for columns, kind in (
        (compiled.insert_prefetch, "default"),
        (compiled.update_prefetch, "onupdate"),
    ):
        for column in columns or ():
            default: Any = getattr(column, kind)
            if default is not None:
                value = default.arg(None) if default.is_callable else default.arg
                params[compiled._within_exec_param_key_getter(column)] = value


def _shape(compiled: SQLCompiler, dialect: Dialect) -> Shape:
    columns = compiled._result_columns
    places: dict[object, int] = {}
    for place, column in enumerate(columns):
        places.setdefault(column.keyname, place)
    for place, column in enumerate(columns):
        for known_as in column.objects:
            if not isinstance(known_as, str):
                places.setdefault(known_as, place)
    processors = ((place, _reader(column.type, dialect)) for place, column in enumerate(columns))
    return Shape(places, tuple((place, read) for place, read in processors if read is not None))


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Processor | None:
    """Return how to read a column; asyncpg gives JSON as text, and sum() of integers as Decimal."""
    if dialect.name == "postgresql" and isinstance(kind, JSON):
        return json.loads
    if dialect.name == "postgresql" and isinstance(kind, Integer):
        return _whole
    if dialect.name == "postgresql" and isinstance(kind, Numeric | Float):
        return None if kind.asdecimal else _float  # SQLAlchemy would ask for asyncpg's own numbers
    found: Processor | None = kind._cached_result_processor(dialect, None)
    return found


def _float(value: Any) -> Any:
    return None if value is None else float(value)


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) else value

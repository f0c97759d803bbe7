"""Compiling a query once, and turning what the driver returns into rows of Python values."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from databases.interfaces import Record
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

type_processor = Callable[[Any], Any]


class Row(Record):  # type: ignore[misc]
    """One result row: `row["name"]`, `row.name`, `row[0]`, and `row._mapping` as a plain dict."""

    __slots__ = ("_mapping",)

    def __init__(self, mapping: dict[str, Any]) -> None:
        self._mapping = mapping

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return self._mapping[key]
        if isinstance(key, int):
            return list(self._mapping.values())[key]
        return self._mapping[key.name]

    def __getattr__(self, name: str) -> Any:
        try:
            return self._mapping[name]
        except KeyError as error:
            raise AttributeError(name) from error

    def __iter__(self) -> Iterator[Any]:
        return iter(self._mapping.values())

    def __len__(self) -> int:
        return len(self._mapping)


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text, its values in order, and how to read each result column."""

    sql: str
    values: Sequence[Any]
    names: tuple[str, ...]
    processors: tuple[type_processor | None, ...]
    writes: bool

    def row(self, raw: Sequence[Any]) -> Row:
        """Turn one driver tuple into a row."""
        values = [
            value if process is None or value is None else process(value)
            for value, process in zip(raw, self.processors, strict=True)
        ]
        return Row(dict(zip(self.names, values, strict=True)))


def compile_query(query: ClauseElement, dialect: Dialect) -> Statement:
    """Compile a SQLAlchemy expression for the dialect, with bound values converted."""
    compiled = query.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    if not isinstance(compiled, SQLCompiler):
        return Statement(str(compiled), (), (), (), True)
    params: Mapping[str, Any] = compiled.construct_params()
    binders = compiled._bind_processors
    values = [
        binders[key](params[key]) if key in binders else params[key]
        for key in compiled.positiontup or ()
    ]
    columns = compiled._result_columns
    return Statement(
        sql=compiled.string,
        values=values,
        names=tuple(column.keyname for column in columns),
        processors=tuple(column.type._cached_result_processor(dialect, None) for column in columns),
        writes=bool(compiled.isinsert or compiled.isupdate or compiled.isdelete) or not columns,
    )

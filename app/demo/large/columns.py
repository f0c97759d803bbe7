"""Rows gathered by table, until there are enough of them to be written at once."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Table


class Sheet:
    """Rows of several tables; the first row of a table says which columns all of its rows have."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Sequence[Any]]] = {}
        self._names: dict[str, tuple[str, ...]] = {}

    def add(self, table: Table, **values: Any) -> None:
        """Add a row; its values stand in the same order as those of the first one."""
        if table.name not in self._names:
            self._names[table.name] = tuple(values)
            self._rows[table.name] = []
        elif self._names[table.name] != tuple(values):
            raise ValueError(f"other columns of {table.name} than before")
        self._rows[table.name].append(tuple(values.values()))

    def parts(
        self, tables: Sequence[Table]
    ) -> Iterator[tuple[Table, Sequence[str], list[Sequence[Any]]]]:
        """Yield what was gathered, in the order of the tables."""
        for table in tables:
            if table.name in self._rows:
                yield table, self._names[table.name], self._rows[table.name]

"""Result rows: equal on every database, read by name, by column or by place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from databases.interfaces import Record

Processor = Callable[[Any], Any]


class Row(Record):
    """One result row: `row["name"]`, `row.name`, `row[table.c.name]`, `row[0]`, `row._mapping`."""

    __slots__ = ("_places", "_values")

    def __init__(self, places: Mapping[object, int], values: Sequence[Any]) -> None:
        self._places = places
        self._values = values

    @property
    def _mapping(self) -> dict[str, Any]:
        return {
            name: self._values[place]
            for name, place in self._places.items()
            if isinstance(name, str)
        }

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, int):
            return self._values[key]
        place = self._places.get(key)
        return self._values[self._places[key.name] if place is None else place]

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[self._places[name]]
        except KeyError:
            raise AttributeError(name) from None

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and self._mapping == other._mapping

    def __hash__(self) -> int:
        return hash(tuple(self._values))

    def __repr__(self) -> str:
        return f"Row({self._mapping!r})"


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What all rows of a compiled query share: where each column is and how to read it."""

    places: Mapping[object, int]
    processors: tuple[tuple[int, Processor], ...]
    """Only the columns that the driver does not give as they should be."""

    def row(self, raw: Sequence[Any]) -> Row:
        """Turn one driver tuple into a row."""
        if self.places and not self.processors:
            return Row(self.places, raw)
        if not self.places:  # plain SQL text: nothing is known but the order
            return Row({str(place): place for place in range(len(raw))}, tuple(raw))
        values = list(raw)
        for place, process in self.processors:
            if values[place] is not None:
                values[place] = process(values[place])
        return Row(self.places, values)


class Statement(NamedTuple):
    """SQL text, its values in the driver's order, and the shape of its rows."""

    sql: str
    values: Sequence[Any]
    shape: Shape
    writes: bool

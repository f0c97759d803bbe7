"""Hot statements: built and compiled once per database, then only bound and run.

Building a SQLAlchemy expression and looking its text up costs several times what SQLite needs to
run it. A prepared statement names its values with `bindparam()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.sql.compiler import SQLCompiler

from app.db.compiling import Compiler, fill_defaults
from app.db.port import database
from app.db.rows import Processor, Row, Shape, Statement


@dataclass(frozen=True, slots=True)
class _Template:
    compiled: SQLCompiler
    sql: str
    names: tuple[str, ...]
    processors: tuple[tuple[int, Processor], ...]
    """Only for the values that the driver does not take as they are."""
    fixed: dict[str, Any]
    shape: Shape
    writes: bool
    has_defaults: bool

    def bind(self, values: dict[str, Any]) -> Statement:
        known = values | self.fixed if self.fixed else values
        if self.has_defaults:
            fill_defaults(self.compiled, known)
        bound = [known[name] for name in self.names]
        for place, process in self.processors:
            bound[place] = process(bound[place])
        return Statement(self.sql, bound, self.shape, self.writes)


class Prepared:
    """A statement whose values are given by name: `await heads.fetch_one(channel="room:7")`.

    A name that the statement needs and that is not given raises KeyError.
    """

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        self._templates: dict[str, _Template] = {}

    async def fetch_all(self, **values: Any) -> list[Row]:
        """Return every row."""
        return await database.fetch_statement(self._bound(values))

    async def fetch_one(self, **values: Any) -> Row | None:
        """Return the first row, or None."""
        rows = await database.fetch_statement(self._bound(values))
        return rows[0] if rows else None

    async def fetch_val(self, **values: Any) -> Any:
        """Return the first column of the first row, or None."""
        rows = await database.fetch_statement(self._bound(values))
        return rows[0][0] if rows else None

    async def execute(self, **values: Any) -> None:
        """Run it for its effect."""
        await database.fetch_statement(self._bound(values))

    def _bound(self, values: dict[str, Any]) -> Statement:
        template = self._templates.get(database.dialect)
        if template is None:
            template = self._templates[database.dialect] = _template(
                database.compiler, self._build()
            )
        return template.bind(values)


def prepared(build: Callable[[], Any]) -> Prepared:
    """Turn a function that builds a statement into the statement itself, built on first use."""
    return Prepared(build)


def _template(compiler: Compiler, query: Any) -> _Template:
    compiled, shape, writes = compiler.once(query)
    known: dict[str, Any] = dict(compiled._bind_processors)
    names = tuple(compiled.positiontup or ())
    return _Template(
        compiled=compiled,
        sql=compiled.string,
        names=names,
        processors=tuple((n, known[name]) for n, name in enumerate(names) if name in known),
        fixed={name: bind.value for name, bind in compiled.binds.items() if not bind.required},
        shape=shape,
        writes=writes,
        has_defaults=bool(compiled.insert_prefetch or compiled.update_prefetch),
    )

"""Hot statements: built and compiled once per database, then only bound and run.

Building a SQLAlchemy expression and looking its text up costs several times what SQLite needs to
run it. A prepared statement names its values with `bindparam()`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.sql.compiler import SQLCompiler

from app.db.compiling import Compiler, fill_defaults
from app.db.port import database
from app.db.rows import Processor, Row, Shape, Statement


@dataclass(frozen=True, slots=True)
class _Template:
    compiled: SQLCompiler
    places: tuple[tuple[str, Processor | None], ...]
    fixed: Mapping[str, Any]
    shape: Shape
    writes: bool
    has_defaults: bool

    def bind(self, values: dict[str, Any]) -> Statement:
        known = {**self.fixed, **values}
        if self.has_defaults:
            fill_defaults(self.compiled, known)
        bound = [
            known[name] if process is None else process(known[name])
            for name, process in self.places
        ]
        return Statement(self.compiled.string, bound, self.shape, self.writes)


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
    processors: dict[str, Any] = dict(compiled._bind_processors)
    return _Template(
        compiled=compiled,
        places=tuple((name, processors.get(name)) for name in compiled.positiontup or ()),
        fixed={name: bind.value for name, bind in compiled.binds.items() if not bind.required},
        shape=shape,
        writes=writes,
        has_defaults=bool(compiled.insert_prefetch or compiled.update_prefetch),
    )

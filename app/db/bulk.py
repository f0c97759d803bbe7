"""Many rows at once, as fast as each database takes them: for filling, not for everyday writes."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, text

from app.db.port import database, transaction


async def insert_rows(table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows whose values stand in the order of `names`, ids included; needs a transaction."""
    columns = [table.c[name] for name in names]
    dialect = database.compiler.dialect
    processors = [c.type.dialect_impl(dialect).bind_processor(dialect) for c in columns]
    shown = [(place, process) for place, process in enumerate(processors) if process is not None]
    bound = _bound(rows, shown)
    connection: Any = database.engine.connection().raw_connection
    if database.dialect == "postgresql":
        await connection.copy_records_to_table(table.name, columns=list(names), records=bound)
        return
    quoted = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" for _ in names)
    await connection.executemany(f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})', bound)  # noqa: S608


async def settle(tables: Iterable[Table]) -> None:
    """Let PostgreSQL count on behind the ids that were given, and know how much there is now."""
    if database.dialect != "postgresql":
        return
    for table in tables:
        async with transaction():
            if table.primary_key.columns.keys() == ["id"]:
                last = f'(SELECT max(id) FROM "{table.name}")'  # noqa: S608
                sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
                await database.execute(text(f"SELECT setval({sequence}, {last})"))
            await database.execute(text(f'ANALYZE "{table.name}"'))


def _bound(rows: Iterable[Sequence[Any]], processors: Sequence[tuple[int, Any]]) -> Any:
    for row in rows:
        values = list(row)
        for place, process in processors:
            values[place] = process(values[place])
        yield tuple(values)

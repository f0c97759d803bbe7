"""Tables to which rows are only ever added: the database itself refuses to change them."""

from collections.abc import Iterable

from alembic import op

PROGRAM = "sanggar_append_only"


def append_only(*tables: str) -> None:
    """Refuse UPDATE and DELETE on these tables; a retention job has to drop the trigger first."""
    if op.get_bind().dialect.name == "sqlite":
        for table in tables:
            for change in ("UPDATE", "DELETE"):
                op.execute(_sqlite_trigger(table, change))
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION {PROGRAM}() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in tables:
        op.execute(_postgres_trigger(f"{table}_append_only", "UPDATE OR DELETE OR TRUNCATE", table))


def erasable(table: str, *, stays: Iterable[str], when: Iterable[str]) -> None:
    """Let a row of an append-only table forget what is not in `stays`, and nothing else.

    `when` are queries on OLD: one of them has to find something.
    """
    found = " OR ".join(f"EXISTS ({query})" for query in when)
    if op.get_bind().dialect.name == "sqlite":
        same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in stays)
        op.execute(f"DROP TRIGGER {table}_no_update")
        op.execute(_sqlite_trigger(table, "UPDATE", f"WHEN NOT ({same} AND ({found})) "))
        return
    same = " AND ".join(f"NEW.{n}::text IS NOT DISTINCT FROM OLD.{n}::text" for n in stays)
    op.execute(
        f"CREATE FUNCTION sanggar_erasable_{table}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {same} AND ({found}) THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute(_postgres_trigger(f"{table}_append_only", "DELETE OR TRUNCATE", table))
    op.execute(
        f"CREATE TRIGGER {table}_erasable BEFORE UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION sanggar_erasable_{table}()"
    )


def _sqlite_trigger(table: str, change: str, when: str = "") -> str:
    return (
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _postgres_trigger(name: str, changes: str, table: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {changes} ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {PROGRAM}()"
    )

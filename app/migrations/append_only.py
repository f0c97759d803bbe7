"""Tables to which rows are only ever added: the database itself refuses to change them."""

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
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {PROGRAM}()"
        )


def _sqlite_trigger(table: str, change: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )

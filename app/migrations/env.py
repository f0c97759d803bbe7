"""Alembic's entry: it works on the connection and the transaction that app.migrations gives it."""

from typing import Any, Literal

from alembic import context

from app.db import UtcDateTime, metadata


def render_type(kind: str, value: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our times as plain SQLAlchemy, so that old migrations do not depend on the code."""
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render_type,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

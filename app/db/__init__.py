"""The database behind a port of few methods; only this package imports `databases`.

Reads outside a transaction go to a reader; `transaction()` holds the one writer of SQLite.
"""

from app.db.port import (
    Database,
    after_commit,
    database,
    in_transaction,
    snapshot,
    transaction,
)
from app.db.refusals import IntegrityError
from app.db.rows import Row
from app.db.schema import Id, UtcDateTime, id_column, metadata, table
from app.db.upsert import upsert

__all__ = [
    "Database",
    "Id",
    "IntegrityError",
    "Row",
    "UtcDateTime",
    "after_commit",
    "database",
    "id_column",
    "in_transaction",
    "metadata",
    "snapshot",
    "table",
    "transaction",
    "upsert",
]

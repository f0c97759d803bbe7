"""The database behind a port of few methods; only this package imports `databases`.

Reads outside a transaction go to a reader; `transaction()` holds the one writer of SQLite, and
`commit_together()` shares it with those that write at the same moment.
"""

from app.db.among import among
from app.db.counting import ENOUGH, count_up_to
from app.db.port import Database, database, snapshot, transaction
from app.db.prepared import Prepared, prepared
from app.db.refusals import IntegrityError
from app.db.rows import Row
from app.db.schema import Id, UtcDateTime, id_column, metadata, table
from app.db.together import commit_together
from app.db.units import after_commit, in_transaction
from app.db.upsert import upsert

__all__ = [
    "ENOUGH",
    "Database",
    "Id",
    "IntegrityError",
    "Prepared",
    "Row",
    "UtcDateTime",
    "after_commit",
    "among",
    "commit_together",
    "count_up_to",
    "database",
    "id_column",
    "in_transaction",
    "metadata",
    "prepared",
    "snapshot",
    "table",
    "transaction",
    "upsert",
]

"""Brings a database to this version's schema: linear, forward-only, in one locked transaction.

An up-to-date SQLite file is recognised without Alembic, whose import alone would double the time
that an ordinary start takes.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

VERSIONS = Path(__file__).parent / "versions"


def migrate(url: str) -> None:
    """Bring the database up to date; several processes may call this at once."""
    if not _is_current(url):
        from app.migrations import steps

        steps.migrate(url)


def check(url: str) -> list[object]:
    """Return how the tables in the code differ from the migrated database: nothing, we hope."""
    from app.migrations import steps

    return steps.check(url)


def _is_current(url: str) -> bool:
    path = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite") or not path.exists():
        return False
    head = max(file.stem for file in VERSIONS.glob("[0-9]*.py"))
    with closing(sqlite3.connect(path)) as connection:
        try:
            return connection.execute("SELECT version_num FROM alembic_version").fetchall() == [
                (head,)
            ]
        except sqlite3.DatabaseError:
            return False

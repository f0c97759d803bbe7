"""The engine, noting each read of the log: python -m tests.faults.counting_app.

SQLite itself says which statements it runs; a byte in `instance/reads` is one SELECT from `event`.
"""

import os
import re
import sqlite3
from pathlib import Path
from typing import Any

from tests.realtime import engine_app

READ = re.compile(r"^\s*(?:SELECT|WITH)\b.*\bevent\b", re.DOTALL)


def main() -> None:
    """Serve."""
    connect = sqlite3.connect
    reads = os.open(Path(os.environ["SANGGAR_INSTANCE"], "reads"), os.O_WRONLY | os.O_CREAT, 0o600)
    os.lseek(reads, 0, os.SEEK_END)

    def note(statement: str) -> None:
        if READ.match(statement):
            os.write(reads, b".")

    def connect_and_trace(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.set_trace_callback(note)
        return connection

    sqlite3.connect = connect_and_trace  # type: ignore[assignment]
    engine_app.main()


if __name__ == "__main__":
    main()

"""The steps of a migration: Alembic on one connection, and the writing of new ones."""

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.config import WrongSetting
from app.db import metadata
from app.migrations.connect import keep_copy, with_connection
from app.text import slug

HERE = Path(__file__).parent
CORE_TABLES = (
    "audit",
    "backups",
    "mail",
    "jobs",
    "idempotency",
    "numbering",
    "realtime.log",
    "realtime.revocations",
)


def migrate(url: str) -> None:
    """Bring the database up to date; several processes may call this at once."""
    _import_tables()
    keep_copy(url, _head())
    with_connection(url, upgrade)


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run what lies between the database's version and another; raises WrongSetting."""
    known = {None, *_revisions()}
    found = MigrationContext.configure(connection).get_current_revision()
    if found not in known:
        raise WrongSetting(
            f"The database is at version {found}, which this program does not know: "
            "it was made by a newer one. Please start the newer program."
        )
    command.upgrade(_config(connection), to)


def check(url: str) -> list[object]:
    """Return how the tables in the code differ from the migrated database: nothing, we hope."""
    _import_tables()
    return with_connection(url, _differences)


def autogenerate(message: str) -> Path:
    """Write the next migration: what the tables in the code have and the last migration has not."""
    revision = f"{len(_revisions()) + 1:04}_{slug(message).replace('-', '_')}"
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/empty.db"
        _import_tables()
        with_connection(url, upgrade)
        return with_connection(url, lambda connection: _written(connection, message, revision))


def _written(connection: Connection, message: str, revision: str) -> Path:
    script = command.revision(
        _config(connection), message=message, autogenerate=True, rev_id=revision
    )
    if script is None or isinstance(script, list):
        raise RuntimeError("Alembic wrote no single migration")
    return Path(script.path)


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    found: Iterable[object] = compare_metadata(context, metadata)
    return list(found)


def _head() -> str:
    return ScriptDirectory(str(HERE)).get_current_head() or ""


def _revisions() -> list[str]:
    return [script.revision for script in ScriptDirectory(str(HERE)).walk_revisions()]


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s")
    config.attributes["connection"] = connection
    return config


def _import_tables() -> None:
    for name in CORE_TABLES:
        import_module(f"app.{name}")
    for path in sorted(HERE.parent.glob("*/tables.py")):
        import_module(f"app.{path.parent.name}.tables")

"""Copies of a whole studio: the database as it is at one moment, then the files that it names."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import BigInteger, Column, String, select

from app import clock
from app.config import Settings
from app.db import UtcDateTime, database, id_column, table
from app.storage import in_thread
from app.storage.vaults import LocalVault, sync

FRESH = timedelta(hours=26)
"""Made every night, a copy is never older: a day, and the time that it takes."""
FILES = "files"
KEYS = ("secret_key", "vapid_key")
"""What the installation made for itself; without it links, sessions and devices are lost."""

backups = table(
    "backups",
    id_column(),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("folder", String(400), nullable=False),
)


class BackupFailed(Exception):
    """A copy that is not whole; nothing of it is noted."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was made: of which moment, how many bytes in all, and where it lies."""

    at: datetime
    size: int
    folder: str

    @property
    def is_fresh(self) -> bool:
        """Tell whether it is of the last night."""
        return clock.now() - self.at <= FRESH


async def last() -> Backup | None:
    """Return the newest copy that is known."""
    row = await database.fetch_one(select(backups).order_by(backups.c.at.desc()).limit(1))
    return Backup(row.at, row.size, row.folder) if row is not None else None


async def make(settings: Settings, folder: Path) -> Backup:
    """Copy the studio into a folder while it is served; files that lie there already stay.

    The database comes first, so that every file which it names is there. Files in S3 are left to
    S3. Raises BackupFailed or OSError.
    """
    at = clock.now()
    size = await in_thread(_copy, settings, folder, f"{at:%Y%m%dT%H%M%SZ}")
    made = Backup(at, size, str(folder)[:400])
    await database.execute(backups.insert().values(at=made.at, size=made.size, folder=made.folder))
    return made


def _copy(settings: Settings, folder: Path, stamp: str) -> int:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    size = _copy_database(settings.database_url, folder, stamp)
    _copy_keys(settings.instance, folder)
    if not settings.storage_url:
        size += copy_files(LocalVault(settings.uploads), LocalVault(folder / FILES))
    sync(folder)
    return size


def _copy_database(url: str, folder: Path, stamp: str) -> int:
    is_sqlite = url.startswith("sqlite")
    copy = folder / f"sanggar-{stamp}.{'db' if is_sqlite else 'dump'}"
    part = copy.with_name(f"{copy.name}.part")
    if is_sqlite:
        _copy_sqlite(Path(url.removeprefix("sqlite:///")), part)
    else:
        run_postgres("pg_dump", url, "--format=custom", f"--file={part}")
    sync(part)
    part.replace(copy)
    return copy.stat().st_size


def _copy_sqlite(path: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=delete")  # one file, without a log beside it
    check_sqlite(target)


def check_sqlite(path: Path) -> None:
    """Raise BackupFailed when a database is damaged."""
    try:
        with closing(sqlite3.connect(path)) as copy:
            is_sound = copy.execute("PRAGMA quick_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        is_sound = False
    if not is_sound:
        raise BackupFailed(f"{path} is not sound")


def run_postgres(program: str, url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on a database; raises BackupFailed in its words."""
    parts = urlsplit("postgresql://" + url.partition("://")[2])
    user, _at, host = parts.netloc.rpartition("@")
    # The password is no argument: those can be read by everybody on the machine.
    address = parts._replace(netloc=f"{user.partition(':')[0]}{_at}{host}").geturl()
    secret = {"PGPASSWORD": unquote(parts.password)} if parts.password else {}
    found = shutil.which(program)
    if found is None:
        raise BackupFailed(f"{program} is not installed: it comes with PostgreSQL's own programs")
    done = subprocess.run(  # noqa: S603 (our own arguments)
        [found, f"--dbname={address}", *arguments],
        env=os.environ | secret,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupFailed(f"{program}: {done.stderr.strip()}")


def _copy_keys(instance: Path, folder: Path) -> None:
    for name in KEYS:
        if (instance / name).exists():
            shutil.copy2(instance / name, folder / name)


def copy_files(source: LocalVault, there: LocalVault) -> int:
    """Copy what is not there yet; returns the bytes of all. What is kept never changes."""
    whole = 0
    for each in source.all():
        target = there.path(each.key)
        whole += each.size
        if there.size(each.key) == each.size:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        try:
            shutil.copy2(source.path(each.key), part)
        except FileNotFoundError:  # deleted since the list was made
            whole -= each.size
            continue
        sync(part)
        part.replace(target)
        sync(target.parent)
    return whole

"""A copy of a studio becomes a studio again: the database, its files, and the keys."""

import shutil
from pathlib import Path

from app.backups import FILES, KEYS, BackupFailed, check_sqlite, copy_files, run_postgres
from app.config import Settings
from app.storage.vaults import LocalVault, sync


def restore(settings: Settings, folder: Path, name: str = "") -> Path:
    """Bring the newest database of a folder of copies, or the named one, into an empty place.

    Files come beside those that are there. Raises BackupFailed or OSError; a studio that is there
    is never touched.
    """
    copy = _copy(settings, folder, name)
    if settings.database_url.startswith("sqlite"):
        _restore_sqlite(copy, Path(settings.database_url.removeprefix("sqlite:///")))
    else:
        # All or nothing: it ends at the first table that is there already.
        given = "--single-transaction", "--exit-on-error", "--no-owner", str(copy)
        run_postgres("pg_restore", settings.database_url, *given)
    for key in KEYS:
        if (folder / key).exists():
            shutil.copy2(folder / key, settings.instance / key)
    if not settings.storage_url:
        copy_files(LocalVault(folder / FILES), LocalVault(settings.uploads))
    return copy


def _copy(settings: Settings, folder: Path, name: str) -> Path:
    ending = "db" if settings.database_url.startswith("sqlite") else "dump"
    if name:
        found = [path for path in folder.glob(f"sanggar-*.{ending}") if path.name == name]
    else:
        found = sorted(folder.glob(f"sanggar-*.{ending}"))
    if not found:
        raise BackupFailed(f"{folder} has no {name or f'sanggar-*.{ending}'}")
    return found[-1]


def _restore_sqlite(copy: Path, target: Path) -> None:
    if target.exists():
        raise BackupFailed(f"{target} is there already: move it away first, with its -wal and -shm")
    check_sqlite(copy)
    part = target.with_name(f"{target.name}.part")
    shutil.copyfile(copy, part)
    sync(part)
    part.replace(target)
    sync(target.parent)

"""A copy of the studio: whole, of one moment, made beside people at work, and known."""

import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from app import audit, backups, clock
from app.accounts.access import SYSTEM
from app.config import Settings
from app.db import transaction
from app.storage import disk
from app.storage.keys import spread


@pytest.fixture
async def studio(any_database: str, settings: Settings, tmp_path: Path) -> AsyncIterator[Settings]:
    """A studio on each kind of database, with a deed in its trail and a key."""
    disk.use(settings.uploads)
    (tmp_path / "secret_key").write_text("kept")
    async with transaction():
        await audit.record(SYSTEM, "created", "order:1")
    return replace(settings, database_url=any_database)


async def a_file(content: bytes) -> str:
    return (await disk.put(BytesIO(content), limit=1000)).key


async def test_the_database_the_files_and_the_keys_are_copied(
    studio: Settings, tmp_path: Path
) -> None:
    key = await a_file(b"cetak")
    folder = tmp_path / "copies" / "nightly"
    made = await backups.make(studio, folder)
    (copy,) = folder.glob("sanggar-*")
    assert (folder / "files" / spread(key)).read_bytes() == b"cetak"
    assert (folder / "secret_key").read_text() == "kept"
    assert made.size == copy.stat().st_size + 5
    assert await backups.last() == made
    assert not list(folder.rglob("*.part"))


async def test_a_copied_file_of_sqlite_is_a_studio_again(
    sqlite_database: str, settings: Settings, tmp_path: Path
) -> None:
    disk.use(settings.uploads)
    here = replace(settings, database_url=sqlite_database)
    async with transaction():
        await audit.record(SYSTEM, "created", "order:1")
    await backups.make(here, tmp_path / "copies")
    (copy,) = (tmp_path / "copies").glob("sanggar-*.db")
    with closing(sqlite3.connect(copy)) as found:
        assert found.execute("SELECT verb, subject FROM audit").fetchall() == [
            ("created", "order:1")
        ]
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert [each.name for each in copy.parent.glob("sanggar-*")] == [copy.name]  # no log beside it


async def test_the_second_copy_brings_only_what_is_new(studio: Settings, tmp_path: Path) -> None:
    old, folder = await a_file(b"lama"), tmp_path / "copies"
    await backups.make(studio, folder)
    kept = folder / "files" / spread(old)
    before = kept.stat()
    new = await a_file(b"baru")
    with clock.shifted(timedelta(days=1)):
        made = await backups.make(studio, folder)
    assert kept.stat().st_mtime_ns == before.st_mtime_ns
    assert kept.stat().st_ino == before.st_ino
    assert (folder / "files" / spread(new)).exists()
    assert len(list(folder.glob("sanggar-*"))) == 2
    assert await backups.last() == made


async def test_a_copy_is_fresh_for_a_day(studio: Settings, tmp_path: Path) -> None:
    made = await backups.make(studio, tmp_path / "copies")
    assert made.is_fresh
    with clock.shifted(backups.FRESH + timedelta(minutes=1)):
        assert not made.is_fresh


async def test_what_fails_is_not_noted(
    studio: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    nowhere = replace(studio, database_url="postgresql://nobody@localhost/nothing")
    with pytest.raises(backups.BackupFailed, match="pg_dump"):
        await backups.make(nowhere, tmp_path / "copies")
    assert await backups.last() is None


async def test_a_password_is_no_argument(
    sqlite_database: str,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[object] = []

    def ran(arguments: list[str], **more: object) -> subprocess.CompletedProcess[str]:
        seen.extend([arguments, more["env"]])
        return subprocess.CompletedProcess(arguments, 1, "", "no such host")

    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(subprocess, "run", ran)
    there = replace(
        settings, database_url="postgresql+asyncpg://ani:raha%2Fsia@db.test:5433/studio"
    )
    with pytest.raises(backups.BackupFailed, match="no such host"):
        await backups.make(there, tmp_path / "copies")
    arguments, environment = seen
    assert "--dbname=postgresql://ani@db.test:5433/studio" in str(arguments)
    assert "raha" not in str(arguments)
    assert isinstance(environment, dict)
    assert environment["PGPASSWORD"] == "raha/sia"

"""A copy becomes a studio again, and never in the place of one."""

import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from app import audit, backups, migrations, restoring
from app.accounts.access import SYSTEM
from app.config import Settings
from app.db import database, transaction
from app.storage import disk
from tests.listener import Listener
from tests.postgres import new_database
from tests.process import ServerProcess


@pytest.fixture
async def copies(any_database: str, settings: Settings, tmp_path: Path) -> Path:
    """The copies of a studio with one deed in its trail, one file and a key."""
    disk.use(settings.uploads)
    (settings.instance / "secret_key").write_text("kept")
    await disk.put(BytesIO(b"cetak"), limit=1000)
    async with transaction():
        await audit.record(SYSTEM, "created", "order:1")
    await backups.make(replace(settings, database_url=any_database), tmp_path / "copies")
    return tmp_path / "copies"


@pytest.fixture
async def empty(
    any_database: str, settings: Settings, tmp_path: Path, request: pytest.FixtureRequest
) -> Settings:
    """An empty place on the same kind of database."""
    here = tmp_path / "new"
    here.mkdir()
    if any_database.startswith("sqlite"):
        url = f"sqlite:///{here / 'sanggar.db'}"
    else:
        url = await new_database(request.getfixturevalue("postgres_cluster"), "restored")
    return replace(settings, database_url=url, instance=here, uploads=here / "uploads")


def copy_in(folder: Path) -> Path:
    (copy,) = folder.glob("sanggar-*")
    return copy


async def test_the_database_the_files_and_the_keys_come_back(copies: Path, empty: Settings) -> None:
    restoring.restore(empty, copies)
    await database.close()
    await database.open(empty.database_url)
    trail = await database.fetch_all(select(audit.audit.c.subject))
    assert [row.subject for row in trail] == ["order:1"]
    assert (empty.instance / "secret_key").read_text() == "kept"
    (file,) = [path for path in empty.uploads.rglob("*") if path.is_file()]
    assert file.read_bytes() == b"cetak"


async def test_a_studio_that_is_there_is_not_touched(copies: Path, empty: Settings) -> None:
    migrations.migrate(empty.database_url)
    with pytest.raises(backups.BackupFailed, match="already"):
        restoring.restore(empty, copies)
    await database.close()
    await database.open(empty.database_url)
    assert await database.fetch_all(select(audit.audit)) == []
    assert not (empty.instance / "secret_key").exists()


async def test_a_copy_that_is_not_there_or_damaged_is_refused(
    copies: Path, empty: Settings, tmp_path: Path
) -> None:
    with pytest.raises(backups.BackupFailed, match=r"has no sanggar-x\.db"):
        restoring.restore(empty, copies, "sanggar-x.db")
    copy = copy_in(copies)
    copy.write_bytes(copy.read_bytes()[:5000])
    with pytest.raises(backups.BackupFailed, match=r"sound|pg_restore"):
        restoring.restore(empty, copies)
    assert not (empty.instance / "sanggar.db").exists()


async def test_the_newest_copy_comes_back_or_the_named_one(
    copies: Path, empty: Settings, tmp_path: Path
) -> None:
    copy = copy_in(copies)
    older = copy.with_name(f"sanggar-20200101T000000Z{copy.suffix}")
    shutil.copy(copy, older)
    assert restoring.restore(empty, copies, older.name) == older


async def test_the_drill(template: Path, tmp_path: Path) -> None:
    """What a studio does after its machine has died: a copy, a new place, and people come back."""
    old, new = ServerProcess(tmp_path / "old"), ServerProcess(tmp_path / "new")
    (old.home / "instance").mkdir(parents=True)
    new.home.mkdir()
    shutil.copy(template, old.home / "instance" / "sanggar.db")
    copies = str(tmp_path / "copies")
    await old.start()
    try:
        old.run("backup", copies)
        async with Listener(old.url) as page:
            seen = await page.subscribe("promos")
    finally:
        old.stop()
    said = new.run("restore", copies)
    assert "Rows and bytes agree." in said
    keys = [(each.home / "instance" / "secret_key").read_text() for each in (old, new)]
    assert keys[0] == keys[1]
    await new.start()
    try:
        async with Listener(new.url) as page:
            since = {"epoch": seen["epoch"], "offset": seen["offset"]}
            again = await page.subscribe("promos", since)
        assert "recovered" not in again
        assert again["epoch"] != seen["epoch"]
    finally:
        new.stop()

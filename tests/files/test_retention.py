"""How long files stay: artwork long, raw material short, what nobody used shortest."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.audit import audit
from app.db import database
from app.files import actions, fsck, queries, retention
from app.storage import disk
from tests.files.sending import PDF, send

MP4 = b"\x00\x00\x00\x18ftypisom" + bytes(300)


@pytest.fixture
async def folder(ani) -> int:
    return await actions.open_folder(ani.id, "order:1", code="SG-1")


@pytest.fixture
def later(monkeypatch):
    def move_on(days: float) -> None:
        moment = clock.now() + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move_on


async def is_there(ani, sent: dict) -> bool:
    return bool(await queries.files_among(ani.viewer, [sent["file"]]))


async def names(ani, folder: int) -> list[str]:
    return [file.name for file in await queries.folder_files(ani.viewer, folder)]


async def test_each_class_has_its_days(ani, settings, folder: int, later, monkeypatch) -> None:
    await send(ani, PDF, "muka.pdf", folder=str(folder))
    video = await send(ani, MP4, "contoh.mp4", folder=str(folder))
    loose = await send(ani, PDF, "lupa.pdf")
    key = (await queries.file_for(ani.viewer, video["file"])).storage_key
    later(29)
    await retention.purge(settings)
    assert await is_there(ani, loose)
    later(2)
    await retention.purge(settings)
    assert not await is_there(ani, loose)
    later(3000)
    await retention.purge(settings)
    assert await names(ani, folder) == ["contoh.mp4", "muka.pdf"]
    await retention.close([folder])
    later(89)
    await retention.purge(settings)
    assert await disk.size(key) == len(MP4)
    later(2)
    await retention.purge(settings)
    assert await names(ani, folder) == ["muka.pdf"]
    assert await disk.size(key) is None
    later(640)
    await retention.purge(settings)
    assert await names(ani, folder) == []
    assert [path for path in settings.uploads.rglob("*/*") if path.is_file()] == []
    freed = sa.select(audit.c.facts).where(audit.c.verb == "freed").order_by(audit.c.id)
    told = [row.facts["name"] for row in await database.fetch_all(freed)]
    assert told == ["lupa.pdf", "contoh.mp4", "muka.pdf"]
    assert [found async for found in fsck.examine(read=True)] == []


async def test_zero_days_keep_for_ever(ani, settings, folder: int, later) -> None:
    await send(ani, PDF, "muka.pdf", folder=str(folder))
    loose = await send(ani, PDF, "lupa.pdf")
    await retention.close([folder])
    later(36_000)
    kept = replace(settings, keep_artwork_days=0, keep_loose_days=0)
    await retention.purge(kept)
    assert await names(ani, folder) == ["muka.pdf"]
    assert await is_there(ani, loose)


async def test_a_file_that_is_taken_away_meanwhile_is_not_freed_twice(
    ani, settings, folder: int, later
) -> None:
    sent = await send(ani, PDF, "muka.pdf", folder=str(folder))
    file = await queries.file_for(ani.viewer, sent["file"])
    await ani.post(f"{sent['url']}/removal")
    await retention.free([file])
    assert await disk.size(file.storage_key) == len(PDF)


async def test_a_closed_folder_takes_nothing_more(ani, folder: int) -> None:
    sent = await send(ani, PDF, "muka.pdf", folder=str(folder))
    await retention.close([folder])
    await retention.close([])
    headers = {"Accept": "application/json"}
    for what in ("removal", "replacement"):
        refused = await ani.post(f"{sent['url']}/{what}", headers=headers)
        assert refused.status_code == 409
        assert (await refused.get_json())["error"]["code"] == "folder_closed"
    assert (await ani.get(sent["url"])).status_code == 200

"""What time does to uploads: expiry, orphans, and crashes between the steps of finishing."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from app import clock
from app.files import hashing, intake, jobs
from app.storage import disk, new_key
from tests.files.sending import EXE, PDF, TUS, declare, push, send


def kept(settings) -> list[Path]:
    return [path for path in settings.uploads.rglob("*") if path.is_file()]


@pytest.fixture
def days_later(monkeypatch):
    def move(days: float) -> None:
        moment = clock.now() + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move


async def test_an_upload_that_nobody_continues_expires_and_answers_410(
    ani, settings, days_later
) -> None:
    location = (await declare(ani, PDF)).headers["Location"]
    await push(ani, location, PDF[:100])
    days_later(6.9)
    await jobs.expire_uploads()
    await push(ani, location, PDF[100:200], 100)  # another week
    days_later(6.9)
    await jobs.expire_uploads()
    assert len(kept(settings)) == 1
    days_later(0.2)
    await jobs.expire_uploads()
    assert kept(settings) == []


async def test_an_expired_upload_is_gone_for_every_method(ani, monkeypatch) -> None:
    location = (await declare(ani, PDF)).headers["Location"]
    moment = clock.now() + timedelta(days=8)
    with monkeypatch.context() as later:
        later.setattr(clock, "now", lambda: moment)
        await jobs.expire_uploads()
    for method in ("HEAD", "GET", "DELETE"):
        assert (await ani.request(method, location, headers=TUS)).status_code == 410
    assert (await push(ani, location, PDF)).status_code == 410


async def test_an_expired_upload_is_remembered_for_a_month(ani, monkeypatch) -> None:
    location = (await declare(ani, PDF)).headers["Location"]
    for days, status in ((8, 410), (36, 410), (38, 404)):
        moment = clock.now() + timedelta(days=days)
        with monkeypatch.context() as later:
            later.setattr(clock, "now", lambda moment=moment: moment)
            await jobs.expire_uploads()
        assert (await ani.get(location)).status_code == status


async def test_a_rejected_file_is_freed_and_a_ready_one_stays(ani, settings, monkeypatch) -> None:
    await send(ani, EXE, "x.pdf")
    ready = await send(ani, PDF)
    moment = clock.now() + timedelta(days=8)
    with monkeypatch.context() as later:
        later.setattr(clock, "now", lambda: moment)
        await jobs.expire_uploads()
    assert len(kept(settings)) == 1
    assert (await ani.get(ready["url"])).status_code == 200


async def test_bytes_without_a_row_are_swept_after_a_day(ani, settings) -> None:
    await send(ani, PDF)
    await push(ani, (await declare(ani, PDF)).headers["Location"], PDF[:100])
    yesterday = time.time() - 25 * 3600
    for path in kept(settings):
        os.utime(path, (yesterday, yesterday))
    gone = [
        disk.vault.path(new_key()),
        disk.lock(new_key()),
        disk.lock(new_key()).with_suffix(".wanted"),
    ]
    young = disk.incoming(new_key())
    gone[0].parent.mkdir(parents=True)
    young.write_bytes(b"x")
    for orphan in gone:
        orphan.write_bytes(b"x")
        os.utime(orphan, (yesterday, yesterday))
    await jobs.sweep_orphans()
    assert not any(orphan.exists() for orphan in gone)
    assert young.exists()
    assert len(kept(settings)) == 3


async def test_a_crash_after_the_rename_loses_nothing(ani, settings, monkeypatch) -> None:
    location = (await declare(ani, PDF)).headers["Location"]
    await push(ani, location, PDF[:1000])

    async def crash(*args: object, **more: object) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(intake, "accept", crash)
        assert (await push(ani, location, PDF[1000:], 1000)).status_code == 500
    hashing._kept.clear()
    head = await ani.request("HEAD", location, headers=TUS)
    assert head.headers["Upload-Offset"] == "1000"
    assert (await push(ani, location, PDF[1000:], 1000)).status_code == 204
    told = await (await ani.get(location)).get_json()
    assert told["state"] == "ready"
    assert await (await ani.get(told["url"])).get_data() == PDF
    assert len(kept(settings)) == 1


async def test_bytes_beyond_the_durable_offset_are_not_believed(ani, settings) -> None:
    location = (await declare(ani, PDF)).headers["Location"]
    await push(ani, location, PDF[:100])
    [part] = kept(settings)
    with part.open("ab") as file:
        file.write(b"never acknowledged")
    assert (await push(ani, location, PDF[100:], 100)).status_code == 204
    told = await (await ani.get(location)).get_json()
    assert await (await ani.get(told["url"])).get_data() == PDF


async def test_a_file_shorter_than_its_row_is_asked_for_again(ani, settings) -> None:
    location = (await declare(ani, PDF)).headers["Location"]
    await push(ani, location, PDF[:100])
    [part] = kept(settings)
    os.truncate(part, 40)
    refused = await push(ani, location, PDF[100:], 100)
    assert (refused.status_code, refused.headers["Upload-Offset"]) == (409, "40")
    assert (await push(ani, location, PDF[40:], 40)).status_code == 204

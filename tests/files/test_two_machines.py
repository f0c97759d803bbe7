"""Two machines, each with a disk of its own, over one PostgreSQL: still one writer per upload."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.config import read_settings
from app.db import database
from app.errors import Conflict
from app.files import leases
from app.storage import disk, new_key
from tests import cast
from tests.files.sending import PDF, digest
from tests.files.studio import declare, hanging, piece, signed_in, taken_over
from tests.process import ServerProcess

MIB = 1024 * 1024
CONTENT = PDF + os.urandom(3 * MIB)


@pytest.fixture
async def machines(tmp_path: Path, postgres_url: str) -> AsyncIterator[tuple[str, str]]:
    pair = [ServerProcess(tmp_path / n, SANGGAR_DATABASE_URL=postgres_url) for n in ("a", "b")]
    for each in pair:
        each.home.mkdir()
    await cast.hire(read_settings(pair[0].environ))
    for each in pair:
        await each.start()
    yield pair[0].url, pair[1].url
    for each in pair:
        each.stop()


@pytest.fixture
async def shared(plain_settings, tmp_path: Path, postgres_url: str) -> AsyncIterator[None]:
    """The rows of this process lie in PostgreSQL."""
    await cast.hire(replace(plain_settings, database_url=postgres_url))
    await database.open(postgres_url)
    disk.use(tmp_path)
    yield
    await database.close()


def at_machine(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(disk, "_identity", name)


async def test_a_newer_sender_takes_over_from_one_that_hangs_at_the_other_machine(
    machines: tuple[str, str],
) -> None:
    async with signed_in(machines[0]) as one, signed_in(machines[1]) as other:
        location = await declare(one, len(CONTENT))
        async with hanging(one, location, CONTENT[:MIB]):
            at = await taken_over(other, location)
            assert at <= MIB
            answer = await piece(other, location, CONTENT[at:], at)
            told = answer.status_code, answer.headers["Upload-Offset"]
            assert told == (409, "0")  # none are here
            assert (await piece(other, location, CONTENT, 0)).status_code == 204
        told = (await other.get(location)).json()
        assert told["state"] == "ready"
        assert digest((await other.get(told["url"])).content) == digest(CONTENT)


@pytest.mark.usefixtures("shared")
async def test_who_asks_is_heard_and_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    upload, asked = new_key(), asyncio.Event()
    at_machine(monkeypatch, "one")
    lease = await leases.claim(upload, within=0, stop=asked.set)
    assert await leases.is_free(upload, within=0)
    at_machine(monkeypatch, "other")
    assert not await leases.is_free(upload, within=0)
    with pytest.raises(BlockingIOError):
        await leases.claim(upload, within=0, stop=asked.set)
    at_machine(monkeypatch, "one")
    async with asyncio.timeout(5):
        await asked.wait()
    await leases.release(lease)
    at_machine(monkeypatch, "other")
    taken = await leases.claim(upload, within=0, stop=asked.set)
    taken.check()
    await leases.release(taken)


@pytest.mark.usefixtures("shared")
async def test_a_folder_may_take_its_own_lease_again(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = new_key()
    at_machine(monkeypatch, "one")
    await leases.claim(upload, within=0, stop=lambda: None)  # and its process dies
    leases._held.clear()
    again = await leases.claim(upload, within=0, stop=lambda: None)
    await leases.release(again)


@pytest.mark.usefixtures("shared")
async def test_who_slept_too_long_records_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    upload, stopped = new_key(), asyncio.Event()
    at_machine(monkeypatch, "one")
    with monkeypatch.context() as brief:
        brief.setattr(leases, "SECONDS", 0.05)
        slept = await leases.claim(upload, within=0, stop=stopped.set)
    at_machine(monkeypatch, "other")
    taken = await leases.claim(upload, within=2, stop=lambda: None)
    with pytest.raises(Conflict) as refused:
        slept.check()
    assert refused.value.status == 423
    leases._held[upload] = slept
    at_machine(monkeypatch, "one")
    await leases._renew()
    assert stopped.is_set()
    assert slept.until <= time.monotonic()
    await leases.release(slept)
    at_machine(monkeypatch, "other")
    leases._held[upload] = taken
    taken.check()
    await leases.release(taken)
    assert await leases.is_free(upload, within=0)


@pytest.mark.usefixtures("shared")
async def test_a_lease_is_renewed_while_it_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "RENEW_EVERY", 0.0)
    monkeypatch.setattr(leases, "LOOK_EVERY", 0.02)
    lease = await leases.claim(new_key(), within=0, stop=lambda: None)
    before = lease.until
    async with asyncio.timeout(5):
        while lease.until <= before:  # noqa: ASYNC110 (nobody tells)
            await asyncio.sleep(0.02)
    await leases.release(lease)

"""Room for files: quotas of a person and an order, the disk's reserve, what is already promised."""

import asyncio
from dataclasses import replace
from io import BytesIO

import pytest
from quart.datastructures import FileStorage

from app.files import actions, balloon, holdings, queries, room
from app.storage import disk
from tests.files.sending import PDF, TUS, declare, push, send, upload_id

MIB = 1024 * 1024


@pytest.fixture
def limits(app, settings):
    def choose(**values: int) -> None:
        app.config["SETTINGS"] = replace(settings, **values)

    return choose


@pytest.fixture
async def folder(ani) -> int:
    return await actions.open_folder(ani.id, "test:1")


async def error(response) -> tuple[int, str]:
    return response.status_code, (await response.get_json())["error"]["code"]


async def test_a_person_has_a_quota_for_what_is_here_and_what_is_coming(ani, budi, limits) -> None:
    limits(person_quota_bytes=3 * len(PDF))
    await send(ani, PDF)
    assert (await declare(ani, PDF)).status_code == 201
    refused = await declare(ani, len(PDF) + 1)
    assert await error(refused) == (507, "person_quota")
    assert refused.headers["Retry-After"]
    facts = (await refused.get_json())["error"]
    assert (facts["limit"], facts["used"]) == (3 * len(PDF), 2 * len(PDF))
    assert (await declare(ani, PDF)).status_code == 201
    assert (await declare(budi, PDF)).status_code == 201


async def test_what_is_dropped_makes_room_again(ani, limits) -> None:
    limits(person_quota_bytes=len(PDF))
    location = (await declare(ani, PDF)).headers["Location"]
    assert (await declare(ani, PDF)).status_code == 507
    await ani.delete(location, headers=TUS)
    assert (await declare(ani, PDF)).status_code == 201


async def test_staff_have_no_quota_of_their_own(sari, limits) -> None:
    limits(person_quota_bytes=1)
    assert (await declare(sari, PDF)).status_code == 201


async def test_an_order_has_a_quota_whoever_sends(ani, sari, limits, folder: int) -> None:
    limits(order_quota_bytes=2 * len(PDF))
    await send(ani, PDF, folder=str(folder))
    assert (await declare(sari, PDF, folder=str(folder))).status_code == 201
    assert await error(await declare(ani, 1, folder=str(folder))) == (507, "order_quota")
    assert (await declare(ani, 1)).status_code == 201


async def test_an_order_has_so_many_files(ani, folder: int, monkeypatch) -> None:
    monkeypatch.setattr(room, "FOLDER_FILES", 2)
    await send(ani, PDF, "a.pdf", folder=str(folder))
    assert (await declare(ani, PDF, folder=str(folder))).status_code == 201
    assert await error(await declare(ani, 1, folder=str(folder))) == (413, "too_many_files")


async def test_loose_files_count_when_an_order_takes_them(ani, limits, folder: int) -> None:
    limits(order_quota_bytes=len(PDF))
    first, second = [await send(ani, PDF, name) for name in ("a.pdf", "b.pdf")]
    await actions.adopt([first["id"]], folder, ani.viewer)
    await actions.adopt([first["id"]], folder, ani.viewer)
    with pytest.raises(Exception, match="1,4\N{NO-BREAK SPACE}KB") as refused:
        await actions.adopt([second["id"]], folder, ani.viewer)
    assert refused.value.code == "order_quota"


async def test_the_plain_form_has_the_same_limits_and_leaves_no_bytes(
    ani, settings, limits
) -> None:
    limits(person_quota_bytes=10)
    picked = {"files": FileStorage(BytesIO(PDF), filename="a.pdf")}
    refused = await ani.post("/files", files=picked, headers={"Accept": "application/json"})
    assert await error(refused) == (507, "person_quota")
    assert not [p for p in settings.uploads.rglob("*") if p.is_file()]


async def test_promised_bytes_are_not_promised_twice(ani, budi, settings, monkeypatch) -> None:
    free = settings.disk_reserve_bytes + balloon.SIZE + 10 * MIB
    monkeypatch.setattr(disk, "free_bytes", lambda: free)
    location = (await declare(ani, 6 * MIB)).headers["Location"]
    assert await error(await declare(budi, 6 * MIB)) == (507, "disk_full")
    assert (await declare(budi, 4 * MIB)).status_code == 201
    assert await holdings.awaited() == 10 * MIB
    await push(ani, location, bytes(MIB))
    assert await holdings.awaited() == 9 * MIB


async def test_fifty_at_once_are_not_let_in_for_one(ani, limits) -> None:
    limits(person_quota_bytes=5 * len(PDF))
    answers = await asyncio.gather(*(declare(ani, PDF) for _ in range(50)))
    assert sorted({a.status_code for a in answers}) == [201, 507]
    assert sum(a.status_code == 201 for a in answers) == 5
    found = [a.headers["Location"] for a in answers if a.status_code == 201]
    kept = await queries.uploads_among(ani.id, [upload_id(location) for location in found])
    assert len(kept) == 5

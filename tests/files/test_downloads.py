"""Downloads: who gets a file, what its headers forbid, ranges, and the log."""

import pytest
import sqlalchemy as sa

from app.db import database, transaction
from app.files import actions, queries
from app.files.ranges import part_of
from app.files.tables import downloads, files
from app.files.takings import takings
from tests.files.sending import PDF, PNG, send


@pytest.fixture
async def folder(ani) -> int:
    async with transaction():
        return await actions.open_folder(ani.id, "order:12", code="SG-2611-0012")


@pytest.fixture
async def sent(ani, folder: int) -> dict:
    return await send(ani, PDF, "brosur final.pdf", folder=str(folder), slot="front")


async def test_the_owner_gets_the_file_as_an_attachment_that_runs_nothing(ani, sent) -> None:
    response = await ani.get(sent["url"])
    headers = response.headers
    assert await response.get_data() == PDF
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Length"] == str(len(PDF))
    assert headers["Content-Disposition"] == (
        "attachment; filename=\"brosur final.pdf\"; filename*=UTF-8''brosur%20final.pdf"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Accept-Ranges"] == "bytes"


async def test_nobody_else_gets_it(budi, maya, dodi, visitor, sent) -> None:
    for outsider in (budi, maya, dodi):
        assert (await outsider.get(sent["url"])).status_code == 404
        assert (await outsider.get("/files/999999")).status_code == 404
    assert (await visitor.get(sent["url"])).status_code in {303, 401}


async def test_the_desk_gets_it_and_a_designer_only_while_granted(
    sari, mira, dodi, sent, folder: int
) -> None:
    for member in (sari, mira):
        assert (await member.get(sent["url"])).status_code == 200
    await actions.grant(folder, dodi.id)
    await actions.grant(folder, dodi.id)
    assert (await dodi.get(sent["url"])).status_code == 200
    await actions.revoke(folder, dodi.id)
    assert (await dodi.get(sent["url"])).status_code == 404


@pytest.mark.parametrize(
    ("asked", "begin", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=100-", 100, None),
        ("bytes=-7", -7, None),
    ],
)
async def test_a_range_is_sent_alone(ani, sent, asked: str, begin: int, end: int | None) -> None:
    response = await ani.get(sent["url"], headers={"Range": asked})
    assert response.status_code == 206
    assert await response.get_data() == PDF[begin:end]
    first = begin % len(PDF)
    last = (end or len(PDF)) - 1
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(PDF)}"


async def test_a_range_past_the_end_is_refused(ani, sent) -> None:
    response = await ani.get(sent["url"], headers={"Range": f"bytes={len(PDF)}-"})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(PDF)}"
    assert await response.get_data() == b""


async def test_a_range_of_another_version_gets_the_whole(ani, sent) -> None:
    asked = {"Range": "bytes=0-3", "If-Range": '"another"'}
    assert (await ani.get(sent["url"], headers=asked)).status_code == 200
    asked["If-Range"] = (await ani.get(sent["url"])).headers["ETag"]
    assert (await ani.get(sent["url"], headers=asked)).status_code == 206


@pytest.mark.parametrize(
    "asked", ["bytes=", "bytes=-", "bytes=5-2", "items=0-1", "bytes=0-1,5-6", "bytes=a-b", "x"]
)
def test_a_range_that_cannot_be_read_asks_for_everything(asked: str) -> None:
    assert part_of(100, asked, "", '"e"').status == 200


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=-0", "bytes=500-600"])
def test_a_range_without_bytes_is_refused(asked: str) -> None:
    assert part_of(100, asked, "", '"e"').status == 416


async def test_every_reader_is_logged_once_however_many_ranges(ani, sari, sent) -> None:
    await ani.get(sent["url"])
    for start in (0, 100, 200):
        await sari.get(sent["url"], headers={"Range": f"bytes={start}-{start + 99}"})
    rows = await database.fetch_all(sa.select(downloads.c.user_id).order_by(downloads.c.id))
    assert [row.user_id for row in rows] == [ani.id, sari.id]


async def test_a_file_that_is_not_ready_is_never_served(ani, sent) -> None:
    await database.execute(sa.update(files).values(state="rejected"))
    assert (await ani.get(sent["url"])).status_code == 404


async def test_an_image_is_an_attachment_too(ani) -> None:
    sent = await send(ani, PNG, "<img src=x onerror=alert(1)>.png")
    response = await ani.get(sent["url"])
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "<" not in response.headers["Content-Disposition"]


async def test_the_owner_and_the_desk_see_who_took_a_file(ani, sari, dodi, sent, folder) -> None:
    await actions.grant(folder, dodi.id)
    for member in (dodi, dodi, sari):
        await member.get(sent["url"])
    found = await queries.folder_files(ani.viewer, folder)
    for member in (ani, sari):
        seen = (await takings(member.viewer, found))[sent["file"]]
        assert {(taken.name, taken.times) for taken in seen} == {
            (dodi.viewer.name, 2),
            (sari.viewer.name, 1),
        }
        assert all(taken.last.tzinfo is not None for taken in seen)
    assert await takings(dodi.viewer, found) == {}

"""Folders: versions, handing loose uploads over, the archive, and who may put files in."""

import io
import json
import zipfile

import pytest

from app.accounts.access import SYSTEM
from app.db import transaction
from app.errors import Conflict, NotFound
from app.files import actions, queries
from app.realtime import log
from tests.files.sending import EXE, JPEG, PDF, TUS, declare, digest, push, send, upload_id


@pytest.fixture
async def folder(ani) -> int:
    async with transaction():
        return await actions.open_folder(ani.id, "order:12", code="SG-2611-0012")


async def events(channel: str) -> list[str]:
    return [json.loads(e.data)["type"] for e in await log.events_after(channel, 0, 100)]


async def test_the_same_name_in_the_same_slot_is_the_next_version(ani, folder: int) -> None:
    for content in (PDF, PDF + b"%2\n", PDF + b"%3\n"):
        await send(ani, content, "muka.pdf", folder=str(folder), slot="front")
    await send(ani, PDF, "muka.pdf", folder=str(folder), slot="back")
    found = await queries.folder_files(ani.viewer, folder)
    assert [(file.slot, file.version) for file in found] == [
        ("back", 1),
        ("front", 1),
        ("front", 2),
        ("front", 3),
    ]
    newest = {file.slot: file.version for file in queries.current(found)}
    assert newest == {"back": 1, "front": 3}


async def test_a_file_in_a_folder_is_told_to_its_channel(ani, folder: int) -> None:
    await send(ani, PDF, folder=str(folder))
    assert await events("order:12") == ["file.added"]
    assert await events(f"user:{ani.id}") == []


async def test_a_loose_file_is_told_to_its_owner_and_moves_into_the_order(
    ani, sari, folder: int
) -> None:
    told = await send(ani, PDF)
    assert await events(f"user:{ani.id}") == ["file.added"]
    [file] = await actions.adopt([told["id"]], folder, ani.viewer)
    assert (file.folder_id, file.version, file.sha256) == (folder, 1, digest(PDF))
    assert await events("order:12") == ["file.added"]
    again = await actions.adopt([told["id"], told["id"]], folder, ani.viewer)
    assert [f.id for f in again] == [file.id]
    assert await events("order:12") == ["file.added"]
    assert (await sari.get(file.url)).status_code == 200


async def test_an_unfinished_upload_is_not_adopted_and_is_named(ani, folder: int) -> None:
    done = await send(ani, PDF)
    location = (await declare(ani, PDF, "besar.pdf")).headers["Location"]
    await push(ani, location, PDF[:10])
    with pytest.raises(Conflict) as refusal:
        await actions.adopt([done["id"], upload_id(location)], folder, ani.viewer)
    assert refusal.value.code == "uploads_unfinished"
    assert "besar.pdf" in refusal.value.message
    assert await queries.folder_files(ani.viewer, folder) == []


async def test_a_rejected_upload_is_not_adopted(ani, folder: int) -> None:
    told = await send(ani, EXE, "x.pdf")
    with pytest.raises(Conflict) as refusal:
        await actions.adopt([told["id"]], folder, ani.viewer)
    assert refusal.value.code == "uploads_rejected"
    assert await events(f"user:{ani.id}") == ["file.rejected"]


async def test_foreign_and_unknown_uploads_are_not_adopted(ani, budi, folder: int) -> None:
    foreign = await send(budi, PDF)
    for wanted in (foreign["id"], "0" * 32, "../etc"):
        with pytest.raises(NotFound):
            await actions.adopt([wanted], folder, ani.viewer)
    own = await send(budi, PDF)
    with pytest.raises(NotFound):
        await actions.adopt([own["id"]], folder, budi.viewer)


async def test_nobody_uploads_into_a_foreign_folder(budi, dodi, folder: int) -> None:
    for outsider in (budi, dodi):
        assert (await declare(outsider, PDF, folder=str(folder))).status_code == 404
    assert (await declare(budi, PDF, folder="999999")).status_code == 404


async def test_the_archive_has_every_file_and_its_hash(ani, sari, folder: int) -> None:
    await send(ani, PDF, "muka.pdf", folder=str(folder), slot="front")
    await send(ani, PDF + b"%2\n", "muka.pdf", folder=str(folder), slot="front")
    await send(ani, JPEG, "../foto é.jpg", folder=str(folder))
    response = await sari.get(f"/folders/{folder}/zip")
    content = await response.get_data()
    assert response.headers["Content-Length"] == str(len(content))
    assert 'filename="SG-2611-0012.zip"' in response.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "SG-2611-0012/file-v1-foto é.jpg",
            "SG-2611-0012/front-v1-muka.pdf",
            "SG-2611-0012/front-v2-muka.pdf",
            "SG-2611-0012/manifest.txt",
        ]
        listed = archive.read("SG-2611-0012/manifest.txt").decode().splitlines()
        for line in listed:
            expected, _, name = line.partition("  ")
            assert digest(archive.read(f"SG-2611-0012/{name}")) == expected
        assert len(listed) == 3


async def test_the_archive_is_for_those_who_may_open_the_folder(
    ani, budi, maya, dodi, folder: int
) -> None:
    for outsider in (budi, maya, dodi):
        assert (await outsider.get(f"/folders/{folder}/zip")).status_code == 404
    assert (await ani.get(f"/folders/{folder}/zip")).status_code == 200


async def test_a_file_of_an_order_cannot_be_dropped(ani, folder: int) -> None:
    told = await send(ani, PDF, folder=str(folder))
    assert (await ani.delete(f"/uploads/{told['id']}", headers=TUS)).status_code == 409
    assert (await ani.get(told["url"])).status_code == 200


async def test_a_finished_loose_file_can_be_dropped(ani, settings) -> None:
    told = await send(ani, PDF)
    await ani.get(told["url"])
    assert (await ani.delete(f"/uploads/{told['id']}", headers=TUS)).status_code == 204
    assert (await ani.get(told["url"])).status_code == 404
    assert [p for p in settings.uploads.rglob("*") if p.is_file()] == []


async def test_a_failed_order_leaves_its_files_loose(ani, folder: int) -> None:
    told = await send(ani, PDF)

    async def place_and_fail() -> None:
        async with transaction():
            await actions.adopt([told["id"]], folder, ani.viewer)
            raise RuntimeError("the order failed")

    with pytest.raises(RuntimeError):
        await place_and_fail()
    assert await queries.folder_files(SYSTEM, folder) == []
    assert [u.id for u in await queries.loose_uploads(ani.viewer)] == [told["id"]]
    assert await events("order:12") == []

"""Small files from a form without JavaScript."""

from io import BytesIO

import pytest
from quart.datastructures import FileStorage

from app.db import transaction
from app.errors import Invalid, NotFound, TooLarge
from app.files import actions, queries
from app.files.models import SMALL_LIMIT
from tests.files.sending import EXE, PDF, PNG, digest


def picked(content: bytes, name: str) -> FileStorage:
    return FileStorage(BytesIO(content), filename=name)


async def test_a_small_file_is_kept_and_the_person_goes_back(ani) -> None:
    response = await ani.post(
        "/files", form={"next": "/account"}, files={"files": picked(PDF, "brosur.pdf")}
    )
    assert (response.status_code, response.headers["Location"]) == (303, "/account")
    [upload] = await queries.loose_uploads(ani.viewer)
    file = await queries.file_for(ani.viewer, upload.file_id)
    assert (file.name, file.sha256) == ("brosur.pdf", digest(PDF))


async def test_a_program_is_told_the_ids(ani) -> None:
    response = await ani.post(
        "/files",
        files={"files": picked(PNG, "x.png")},
        headers={"Accept": "application/json"},
    )
    assert response.status_code == 201
    [upload_id] = (await response.get_json())["uploads"]
    async with transaction():
        folder = await actions.open_folder(ani.id, "order:1")
        [file] = await actions.adopt([upload_id], folder, ani.viewer)
    assert file.folder_id == folder


async def test_nobody_is_sent_to_another_site(ani) -> None:
    response = await ani.post(
        "/files", form={"next": "//evil.test/"}, files={"files": picked(PDF, "a.pdf")}
    )
    assert response.headers["Location"] == "/"


async def test_no_file_is_refused(ani, visitor, maya) -> None:
    assert (await ani.post("/files", form={"next": "/"})).status_code == 422
    sent = {"files": picked(PDF, "a.pdf")}
    assert (await maya.post("/files", files=sent)).status_code == 403
    assert (await visitor.post("/files", files=sent)).status_code in {303, 401}


async def test_a_program_among_small_files_is_refused_and_nothing_stays(ani, settings) -> None:
    with pytest.raises(Invalid) as refusal:
        await actions.add_small(EXE, name="x.pdf", by=ani.viewer)
    assert refusal.value.code == "type_mismatch"
    assert [p for p in settings.uploads.rglob("*") if p.is_file()] == []


async def test_a_large_or_empty_file_is_refused_and_nothing_stays(ani, settings) -> None:
    with pytest.raises(TooLarge):
        await actions.add_small(BytesIO(bytes(SMALL_LIMIT + 1)), name="x.pdf", by=ani.viewer)
    with pytest.raises(Invalid):
        await actions.add_small(b"", name="x.pdf", by=ani.viewer)
    assert [p for p in settings.uploads.rglob("*") if p.is_file()] == []


async def test_a_small_file_goes_straight_into_ones_own_folder_only(ani, budi) -> None:
    async with transaction():
        folder = await actions.open_folder(ani.id, "order:1")
    file = await actions.add_small(PDF, name="a.pdf", slot="front", folder_id=folder, by=ani.viewer)
    again = await actions.add_small(
        PDF, name="a.pdf", slot="front", folder_id=folder, by=ani.viewer
    )
    assert (file.version, again.version) == (1, 2)
    with pytest.raises(NotFound):
        await actions.add_small(PDF, name="a.pdf", folder_id=folder, by=budi.viewer)

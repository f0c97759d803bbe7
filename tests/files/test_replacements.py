"""A file that takes another's place under its own name; the older one stays."""

from io import BytesIO

import pytest
from quart.datastructures import FileStorage

from app.files import actions, queries
from tests.files.sending import EXE, PDF, PNG, send

JSON = {"Accept": "application/json"}


@pytest.fixture
async def folder(ani) -> int:
    return await actions.open_folder(ani.id, "order:1", code="SG-1")


@pytest.fixture
async def sent(ani, folder: int) -> dict:
    return await send(ani, PDF, "brosur.pdf", folder=str(folder), slot="front")


def picked(content: bytes, name: str) -> dict:
    return {"files": FileStorage(BytesIO(content), filename=name)}


async def replace(member, older: dict, *uploads: str):
    path = f"/files/{older['file']}/replacement"
    return await member.post(path, data=form(*uploads), headers=JSON | FORM)


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def form(*uploads: str) -> bytes:
    return "&".join(f"uploads={upload}" for upload in uploads).encode()


async def valid(member, folder: int) -> list[tuple[str, str, int]]:
    found = queries.current(await queries.folder_files(member.viewer, folder))
    return [(file.name, file.slot, file.version) for file in found]


async def test_a_file_with_another_name_becomes_the_valid_one(ani, sari, sent, folder) -> None:
    newer = await send(ani, PDF + b"%2\n", "brosur final.pdf")
    for _ in range(2):  # a repeat changes nothing
        answer = await replace(ani, sent, newer["id"])
        assert answer.status_code == 201
        told = await answer.get_json()
        assert (told["name"], told["slot"], told["version"]) == ("brosur final.pdf", "front", 2)
    assert await valid(ani, folder) == [("brosur final.pdf", "front", 2)]
    assert await (await ani.get(sent["url"])).get_data() == PDF
    third = await send(sari, PNG, "brosur.png")
    assert (await replace(sari, newer, third["id"])).status_code == 201
    assert await valid(ani, folder) == [("brosur.png", "front", 3)]
    assert (await queries.file_for(ani.viewer, third["file"])).owner_id == ani.id


async def test_a_removed_replacement_gives_the_place_back(ani, sent, folder: int) -> None:
    newer = await send(ani, PDF + b"%2\n", "brosur final.pdf")
    await replace(ani, sent, newer["id"])
    await ani.post(f"{newer['url']}/removal")
    assert await valid(ani, folder) == [("brosur.pdf", "front", 1)]


async def test_the_form_without_scripts_replaces_too(ani, sent, folder: int) -> None:
    path = f"/files/{sent['file']}/replacement"
    shown = await (await ani.get(f"{path}?next=/orders")).get_data(as_text=True)
    assert "brosur.pdf" in shown
    assert 'type="file"' in shown
    answer = await ani.post(path, form={"next": "/orders"}, files=picked(PNG, "baru.png"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/orders")
    assert await valid(ani, folder) == [("baru.png", "front", 2)]


async def test_what_cannot_replace_is_said_on_the_page(ani, sent, folder: int) -> None:
    path = f"/files/{sent['file']}/replacement"
    for given, status in (({}, 422), (picked(EXE, "virus.pdf"), 422)):
        answer = await ani.post(path, form={"next": "/"}, files=given)
        assert answer.status_code == status
        assert 'role="alert"' in await answer.get_data(as_text=True)
    first, second = [await send(ani, PDF, f"{name}.pdf") for name in "ab"]
    assert (await replace(ani, sent, first["id"], second["id"])).status_code == 422
    assert await valid(ani, folder) == [("brosur.pdf", "front", 1)]


async def test_a_file_replaces_only_an_older_one(ani, sent, folder: int) -> None:
    newer = await send(ani, PDF + b"%2\n", "lain.pdf", folder=str(folder), slot="front")
    for older in (sent, newer):
        refused = await replace(ani, newer if older is sent else older, older["id"])
        assert refused.status_code == 409
        assert (await refused.get_json())["error"]["code"] == "older_file"
    assert (await replace(ani, sent, newer["id"])).status_code == 201


async def test_nobody_replaces_what_is_not_theirs(ani, budi, dodi, sari, sent, folder) -> None:
    own = await send(budi, PDF, "x.pdf")
    assert (await replace(budi, sent, own["id"])).status_code == 404
    assert (await replace(ani, sent, own["id"])).status_code == 404
    assert (await budi.get(f"/files/{sent['file']}/replacement")).status_code == 404
    designed = await send(dodi, PDF, "rapi.pdf")
    assert (await replace(dodi, sent, designed["id"])).status_code == 404
    await actions.grant(folder, dodi.id)
    assert (await replace(dodi, sent, designed["id"])).status_code == 201
    loose = await send(ani, PDF, "lepas.pdf")
    again = await send(ani, PDF, "lagi.pdf")
    assert (await replace(ani, loose, again["id"])).status_code == 404

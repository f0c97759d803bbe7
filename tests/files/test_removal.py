"""Files that are removed by mistake come back; the same bytes are recognised."""

from datetime import timedelta

import pytest

from app import clock
from app.files import actions, fsck, holdings, jobs, queries
from app.storage import disk
from tests.files.sending import PDF, send


@pytest.fixture
async def folder(ani) -> int:
    return await actions.open_folder(ani.id, "order:1", code="SG-1")


@pytest.fixture
async def sent(ani, folder: int) -> dict:
    return await send(ani, PDF, "brosur.pdf", folder=str(folder), slot="front")


async def removal(member, sent: dict, what: str = "removal"):
    return await member.post(f"{sent['url']}/{what}", headers={"Accept": "application/json"})


async def test_a_removed_file_is_gone_everywhere_and_comes_back(ani, sent, folder: int) -> None:
    assert (await removal(ani, sent)).status_code == 200
    assert (await removal(ani, sent)).status_code == 200
    assert (await ani.get(sent["url"])).status_code == 404
    assert await queries.folder_files(ani.viewer, folder) == []
    assert (await holdings.of_folder(folder)).number == 0
    [removed] = await queries.removed_files(ani.viewer, folder)
    assert removed.name == "brosur.pdf"
    assert (await removal(ani, sent, "restoration")).status_code == 200
    assert await (await ani.get(sent["url"])).get_data() == PDF
    assert await queries.removed_files(ani.viewer, folder) == []


async def test_only_who_sent_it_or_the_desk_removes_a_file(ani, budi, dodi, sari, sent, folder):
    await actions.grant(folder, dodi.id)
    assert (await removal(budi, sent)).status_code == 404
    assert (await removal(dodi, sent)).status_code == 403
    assert (await removal(sari, sent)).status_code == 200
    assert (await removal(budi, sent, "restoration")).status_code == 404
    assert (await removal(ani, sent, "restoration")).status_code == 200


async def test_the_next_of_its_name_is_the_next_version_all_the_same(ani, sent, folder) -> None:
    await removal(ani, sent)
    again = await send(ani, PDF, "brosur.pdf", folder=str(folder), slot="front")
    assert (await queries.file_for(ani.viewer, again["file"])).version == 2


async def test_after_a_month_the_bytes_are_freed(ani, sent, monkeypatch) -> None:
    file = await queries.file_for(ani.viewer, sent["file"])
    await removal(ani, sent)
    await jobs.purge_removed()
    assert await disk.size(file.storage_key) == len(PDF)
    monkeypatch.setattr(fsck, "STRAY_AGE", -1.0)
    assert await fsck.strays() == []
    moment = clock.now() + timedelta(days=31)
    with monkeypatch.context() as later:
        later.setattr(clock, "now", lambda: moment)
        await jobs.purge_removed()
    assert await disk.size(file.storage_key) is None
    assert (await removal(ani, sent, "restoration")).status_code == 404


async def test_people_hear_of_it_in_the_folder(server, ani, sari, sent, folder: int) -> None:
    await actions.name_folder(folder, channel="uploads", code="SG-1")
    async with sari.listening("uploads") as feed:
        await removal(ani, sent)
        assert (await feed.next()).data["name"] == "brosur.pdf"


async def test_the_same_bytes_of_the_same_customer_are_recognised(ani, budi, sent) -> None:
    other = await actions.open_folder(ani.id, "order:2", code="SG-2")
    foreign = await actions.open_folder(budi.id, "order:3", code="SG-3")
    again = await send(ani, PDF, "lain.pdf", folder=str(other))
    await send(budi, PDF, "lain.pdf", folder=str(foreign))
    found = await queries.twins(await queries.folder_files(ani.viewer, other))
    assert {key: (twin.file_id, twin.code) for key, twin in found.items()} == {
        again["file"]: (sent["file"], "SG-1")
    }
    assert await queries.twins(await queries.folder_files(budi.viewer, foreign)) == {}
    assert await queries.twins([]) == {}

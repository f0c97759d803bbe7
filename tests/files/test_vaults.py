"""One contract for every place of ready files: the local disk, and S3 over a real socket."""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from subprocess import CalledProcessError

import pytest

from app.files import fsck, queries
from app.storage import Disk, OverLimit, new_key
from app.storage import disk as studio_disk
from tests.files.sending import EXE, PDF, TUS, declare, digest, push, send
from tests.files.studio import furnished
from tests.process import free_port

MIB = 1024 * 1024


@pytest.fixture(params=["local", "s3"])
def url(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue("s3_url") if request.param == "s3" else ""


@pytest.fixture
def disk(url: str, tmp_path: Path) -> Disk:
    disk = Disk()
    disk.use(tmp_path / "uploads", url)
    return disk


@pytest.fixture
def studio(app, settings, url: str) -> Iterator[None]:
    """The application over this vault."""
    studio_disk.use(settings.uploads, url)
    yield
    studio_disk.use(settings.uploads)


async def taken(disk: Disk, key: str, begin: int, end: int) -> bytes:
    return b"".join([block async for block in disk.open(key, begin, end)])


def incoming(disk: Disk, content: bytes) -> str:
    key = new_key()
    disk.incoming(key).write_bytes(content)
    return key


async def test_what_is_put_can_be_read_whole_and_in_parts(disk: Disk) -> None:
    content = os.urandom(2 * MIB + 7)
    stored = await disk.put(BytesIO(content), limit=3 * MIB)
    assert (stored.size, stored.sha256) == (len(content), digest(content))
    assert await disk.size(stored.key) == len(content)
    assert await taken(disk, stored.key, 0, len(content)) == content
    assert await taken(disk, stored.key, MIB - 3, MIB + 5) == content[MIB - 3 : MIB + 5]
    assert await taken(disk, stored.key, 9, 9) == b""
    assert b"".join(disk.vault.read(stored.key)) == content


async def test_a_file_of_many_parts_arrives_whole(disk: Disk) -> None:
    content = os.urandom(20 * MIB)
    stored = await disk.put(BytesIO(content), limit=len(content))
    assert digest(await taken(disk, stored.key, 0, len(content))) == stored.sha256


async def test_too_much_is_not_kept_anywhere(disk: Disk) -> None:
    with pytest.raises(OverLimit):
        await disk.put(BytesIO(bytes(100)), limit=99)
    assert list(disk.remains()) == []


async def test_keeping_again_changes_nothing(disk: Disk) -> None:
    key = incoming(disk, PDF)
    await disk.promote(key)
    await disk.reclaim(key)  # a crash before the rows: its client sends the last piece again
    assert disk.incoming(key).read_bytes() == PDF
    await disk.promote(key)
    await disk.settle(key)
    assert not disk.incoming(key).exists()
    assert await taken(disk, key, 0, len(PDF)) == PDF


async def test_a_kept_file_comes_back_to_a_machine_that_has_it_no_more(disk: Disk) -> None:
    key = incoming(disk, PDF)
    await disk.promote(key)
    await disk.settle(key)
    await disk.reclaim(key)
    assert disk.incoming(key).read_bytes() == PDF
    await disk.reclaim(new_key())


async def test_what_is_deleted_is_gone_and_may_be_deleted_again(disk: Disk) -> None:
    stored = await disk.put(BytesIO(PDF), limit=MIB)
    for _ in range(2):
        await disk.delete(stored.key)
    assert await disk.size(stored.key) is None
    assert list(disk.remains()) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 32, "0" * 31, "x" * 32])
async def test_only_keys_name_files(disk: Disk, name: str) -> None:
    with pytest.raises(ValueError, match="not a storage key"):
        await disk.size(name)


@pytest.mark.usefixtures("studio")
async def test_an_upload_ends_in_the_vault_and_comes_back_by_ranges(ani, settings) -> None:
    told = await send(ani, PDF)
    file = await queries.file_for(ani.viewer, told["file"])
    assert await studio_disk.size(file.storage_key) == len(PDF)
    assert not list((settings.uploads / "incoming").iterdir())
    part = await ani.get(told["url"], headers={"Range": "bytes=10-19"})
    assert (part.status_code, await part.get_data()) == (206, PDF[10:20])
    assert await (await ani.get(told["url"])).get_data() == PDF


@pytest.mark.usefixtures("studio")
async def test_a_rejected_file_never_reaches_the_vault(ani) -> None:
    await send(ani, EXE, "poster.pdf")
    assert list(studio_disk.vault.all()) == []


@pytest.mark.usefixtures("studio")
async def test_the_scan_finds_what_disagrees_and_mends_what_is_safe(ani, monkeypatch) -> None:
    whole, short, other, gone = [await send(ani, PDF + bytes([n]), f"{n}.pdf") for n in range(4)]
    await push(ani, (await declare(ani, PDF)).headers["Location"], PDF[:100])
    for told, content in ((short, PDF), (other, PDF + b"x"), (gone, None)):
        file = await queries.file_for(ani.viewer, told["file"])
        studio_disk.vault.delete(file.storage_key)
        if content is not None:
            studio_disk.incoming(file.storage_key).write_bytes(content)
            await studio_disk.promote(file.storage_key)
            await studio_disk.settle(file.storage_key)
    stray = await studio_disk.put(BytesIO(PDF), limit=MIB)
    assert [each.fault async for each in fsck.examine(read=True)] == [
        fsck.Fault.LENGTH,
        fsck.Fault.HASH,
        fsck.Fault.NO_BYTES,
    ]
    monkeypatch.setattr(fsck, "STRAY_AGE", -1.0)
    findings = [each async for each in fsck.examine(read=False)]
    assert [each.fault for each in findings] == [
        fsck.Fault.LENGTH,
        fsck.Fault.NO_BYTES,
        fsck.Fault.NO_ROW,
    ]
    assert [await fsck.mend(each) for each in findings] == [False, False, True]
    assert await studio_disk.size(stray.key) is None
    assert (await ani.get(whole["url"])).status_code == 200


def test_the_command_fails_while_something_disagrees(template: Path, tmp_path: Path) -> None:
    studio = furnished(tmp_path, template)
    lost = tmp_path / "uploads" / "incoming" / f"{new_key()}.part"
    assert studio.run("fsck", "--quick") == "Rows and bytes agree.\n"
    lost.write_bytes(b"x")
    os.utime(lost, (0, 0))
    with pytest.raises(CalledProcessError) as failed:
        studio.run("fsck")
    assert failed.value.stdout == f"bytes without a row: incoming/{lost.stem}, 1 bytes\n"
    assert studio.run("fsck", "--repair").endswith("deleted\nRows and bytes agree.\n")
    assert not lost.exists()


async def test_a_storage_that_does_not_answer_keeps_the_upload(
    ani, settings, s3_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = (await declare(ani, PDF)).headers["Location"]
    await push(ani, location, PDF[:100])
    with monkeypatch.context() as broken:
        broken.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
        studio_disk.use(settings.uploads, s3_url)
        refused = await push(ani, location, PDF[100:], 100)
        assert refused.status_code == 503
    studio_disk.use(settings.uploads, s3_url)
    head = await ani.request("HEAD", location, headers=TUS)
    assert head.headers["Upload-Offset"] == "100"
    assert (await push(ani, location, PDF[100:], 100)).status_code == 204
    told = await (await ani.get(location)).get_json()
    assert await (await ani.get(told["url"])).get_data() == PDF

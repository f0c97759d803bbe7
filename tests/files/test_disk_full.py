"""A disk that is really full: a small file system of the server's own, with its database on it."""

import asyncio
import contextlib
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.files.balloon import SIZE
from tests.files.sending import PDF, TUS, digest
from tests.files.studio import declare, furnished, offset, piece, signed_in
from tests.process import ServerProcess

MIB = 1024 * 1024
DISK = 256 * MIB
CONTENT = PDF + os.urandom(24 * MIB)
PREPARE = (
    'mount -t tmpfs -o size="$1" none "$2" && cp -r "$3" "$2/instance" && shift 3 && exec "$@"'
)


class SmallDisk:
    """The server's own file system, reached through its process."""

    def __init__(self, studio: ServerProcess, place: Path) -> None:
        assert studio.process is not None
        self.root = Path(f"/proc/{studio.process.pid}/root") / str(place).lstrip("/")
        self.filler = self.root / "filler"

    def free(self) -> int:
        return shutil.disk_usage(self.root).free

    def fill(self, leaving: int) -> None:
        """Let something else take the room."""
        with self.filler.open("ab") as file, contextlib.suppress(OSError):
            while self.free() > leaving:
                file.write(bytes(min(MIB, self.free() - leaving)))
                file.flush()

    async def has_balloon(self) -> None:
        async with asyncio.timeout(30):
            while not (self.root / "uploads" / "balloon").exists():  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    async def has_mail(self, *subjects: str) -> None:
        """Wait until the administrator's mail with one of these subjects is written."""
        async with asyncio.timeout(60):
            while not any(s in mail for mail in self.mails() for s in subjects):  # noqa: ASYNC110
                await asyncio.sleep(0.2)

    def mails(self) -> list[str]:
        return [path.read_text() for path in (self.root / "instance" / "mail").glob("*")]


def namespace() -> tuple[str, ...]:
    """How this machine gives a process its own mounts; never skipped in CI."""
    for options in (("-m",), ("-U", "-r", "-m")):
        probe = ("unshare", *options, "sh", "-c", "mount -t tmpfs none /mnt")
        with contextlib.suppress(FileNotFoundError):
            if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
                return ("unshare", *options)
    if os.environ.get("CI"):
        pytest.fail("no process here may mount a file system of its own")
    pytest.skip("no process here may mount a file system of its own (unshare)")


@pytest.fixture
async def studio(template: Path, tmp_path: Path) -> AsyncIterator[ServerProcess]:
    place = tmp_path / "disk"
    place.mkdir()
    studio = furnished(
        tmp_path,
        template,
        SANGGAR_INSTANCE=str(place / "instance"),
        SANGGAR_UPLOADS=str(place / "uploads"),
        SANGGAR_DISK_RESERVE_MIB="1",
    )
    seed = str(tmp_path / "instance")
    studio.launcher = (*namespace(), "sh", "-c", PREPARE, "sh", str(DISK), str(place), seed)
    await studio.start()
    yield studio
    studio.stop()


@pytest.fixture
def small_disk(studio: ServerProcess, tmp_path: Path) -> Iterator[SmallDisk]:
    disk = SmallDisk(studio, tmp_path / "disk")
    yield disk
    disk.filler.unlink(missing_ok=True)


async def test_a_full_disk_keeps_the_bytes_and_the_database_and_the_upload_goes_on(
    studio: ServerProcess, small_disk: SmallDisk
) -> None:
    async with signed_in(studio.url) as http:
        await small_disk.has_balloon()
        location, other = await declare(http, len(CONTENT)), await declare(http, 100)
        assert (await piece(http, location, CONTENT[: 8 * MIB], 0)).status_code == 204
        filling = asyncio.ensure_future(asyncio.to_thread(small_disk.fill, 4 * MIB))
        cut = await piece(http, location, filling_parts(filling), 8 * MIB)
        assert cut.status_code == 507
        kept = int(cut.headers["Upload-Offset"])
        assert 8 * MIB <= kept < len(CONTENT)
        assert cut.headers["Retry-After"]
        assert small_disk.free() >= SIZE // 2  # the balloon is gone
        await small_disk.has_mail("The disk of the studio is full", "Disk studio penuh")
        await still_refused_but_writable(http, location, kept, other)
        small_disk.filler.unlink()
        assert (await piece(http, location, CONTENT[kept:], kept)).status_code == 204
        told = (await http.get(location)).json()
        assert digest((await http.get(told["url"])).content) == digest(CONTENT)


async def still_refused_but_writable(http, location: str, kept: int, other: str) -> None:
    """Room that the balloon gave back is the database's, not the next sender's."""
    refused = await piece(http, location, CONTENT[kept:], kept)
    assert (refused.status_code, refused.json()["error"]["code"]) == (507, "disk_full")
    assert await offset(http, location) == kept
    assert (await http.delete(other, headers=TUS)).status_code == 204


async def filling_parts(filling: asyncio.Future[None]) -> AsyncIterator[bytes]:
    """Send a piece whose room is taken by somebody else on the way."""
    yield CONTENT[8 * MIB : 9 * MIB]
    await filling
    for at in range(9 * MIB, len(CONTENT), MIB):
        yield CONTENT[at : at + MIB]

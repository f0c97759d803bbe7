"""The process dies at every step of finishing an upload; in the end every file is whole."""

import os
from pathlib import Path

import httpx
import pytest

from tests.faults.sizes import sized
from tests.files.sending import EXE, PDF, digest
from tests.files.studio import declare, furnished, offset, piece, signed_in, was_killed
from tests.process import ServerProcess

ROUNDS = sized(1, 50)
CONTENT = PDF + os.urandom(300_000)
STEPS = (
    "upload.written",
    "upload.synced",
    "upload.checking",
    "storage.moved",
    "upload.promoted",
    "upload.recorded",
    "upload.committed",
)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "balloon" not in path.name]


async def test_no_step_of_finishing_loses_or_invents_a_file(template: Path, tmp_path: Path) -> None:
    studio = furnished(tmp_path, template)
    for _ in range(ROUNDS):
        begun = [await broken_off(studio, step) for step in STEPS]
        studio.environ["SANGGAR_FAILPOINT"] = ""
        await studio.start()
        try:
            async with signed_in(studio.url) as http:
                for location in begun:
                    await complete(http, location)
        finally:
            studio.stop()
    assert len(files_below(tmp_path / "uploads")) == len(STEPS) * ROUNDS
    assert studio.run("fsck") == "Rows and bytes agree.\n"


async def broken_off(studio: ServerProcess, step: str) -> str:
    """Begin an upload at a server that dies at this step of finishing it."""
    studio.environ["SANGGAR_FAILPOINT"] = step
    await studio.start()
    async with signed_in(studio.url) as http:
        location = await declare(http, len(CONTENT))
        with pytest.raises(httpx.TransportError):
            await piece(http, location, CONTENT, 0)
    assert was_killed(studio), step
    return location


async def complete(http: httpx.AsyncClient, location: str) -> None:
    """Continue as a client does, and compare what can be downloaded."""
    at = await offset(http, location)
    if at < len(CONTENT):
        assert (await piece(http, location, CONTENT[at:], at)).status_code == 204
    told = (await http.get(location)).json()
    assert (told["state"], told["offset"]) == ("ready", len(CONTENT))
    assert digest((await http.get(told["url"])).content) == digest(CONTENT)


async def test_a_death_after_quarantine_is_a_rejection_in_the_end(
    template: Path, tmp_path: Path
) -> None:
    studio = furnished(tmp_path, template, SANGGAR_FAILPOINT="upload.quarantined")
    await studio.start()
    async with signed_in(studio.url) as http:
        location = await declare(http, len(EXE), "poster.pdf")
        with pytest.raises(httpx.TransportError):
            await piece(http, location, EXE, 0)
        assert was_killed(studio)
        studio.environ["SANGGAR_FAILPOINT"] = ""
        await studio.start()
        try:
            at = await offset(http, location)
            assert (await piece(http, location, EXE[at:], at)).status_code == 204
            assert (await http.get(location)).json()["state"] == "rejected"
        finally:
            studio.stop()
    kept = files_below(tmp_path / "uploads")
    assert [path.parent.name for path in kept] == ["quarantine"]

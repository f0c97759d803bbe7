"""Files on a disk and in the hand: what the tests of the uploader pick, drop and look for."""

import asyncio
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

from playwright.async_api import CDPSession, Locator

from tests.browser.conftest import Person

MIB = 1024 * 1024


def pdf(folder: Path, name: str, size: int) -> Path:
    """Make a file that is a PDF from its first bytes on, and like no other."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.7\n" + os.urandom(size))
    return path


def row(person: Person, name: str) -> Locator:
    """Return the row of a file that is on its way."""
    return person.page.locator(".uploader__row").filter(has_text=name)


def press(person: Person, name: str, action: str) -> Locator:
    """Return a button of a file's row."""
    return row(person, name).locator(f"[data-action={action}]")


async def begin_order(person: Person) -> None:
    """Open the files of a new order; what an earlier test has left unfinished is dropped."""
    await drop_draft(person)
    await person.open("/orders/new#step-files")


async def drop_draft(person: Person) -> None:
    """Drop the order that a person has begun, if any."""
    headers = {"Origin": person.url}
    await person.page.request.post(person.url + "/orders/draft/deletion", headers=headers)


async def pick(person: Person, *paths: Path) -> None:
    """Choose files in the field of the page's first uploader."""
    await person.page.set_input_files(".uploader__input >> nth=0", list(paths))


async def drag(person: Person, place: Locator, *paths: Path, drop: bool = True) -> None:
    """Carry files or folders from the desktop over a place of the page, and let them go there."""
    await place.scroll_into_view_if_needed()
    box = await place.bounding_box()
    assert box is not None
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + min(box["height"] / 2, 60)}
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    session = await person.context.new_cdp_session(person.page)
    for kind in ("dragEnter", "dragOver", *(["drop"] if drop else [])):
        await session.send("Input.dispatchDragEvent", {"type": kind, **at, "data": data})


class Network:
    """The network of one page: slow, gone, or as it was."""

    def __init__(self, session: CDPSession) -> None:
        self.session = session

    @classmethod
    async def of(cls, person: Person) -> "Network":
        """Get between a page and its network."""
        session = await person.context.new_cdp_session(person.page)
        await session.send("Network.enable")
        return cls(session)

    async def slow(self, bytes_a_second: int) -> None:
        """Let no more than so many bytes out in a second."""
        await self._be(offline=False, upload=bytes_a_second)

    async def hold_last_answer(self, size: int) -> asyncio.Event:
        """Keep back what the server says to the last byte of a file; tells when it has said it."""
        said = asyncio.Event()

        async def paused(event: dict[str, Any]) -> None:
            headers = {one["name"].lower(): one["value"] for one in event["responseHeaders"]}
            if not said.is_set() and int(headers.get("upload-offset", 0)) == size:
                said.set()
            else:
                await self.session.send("Fetch.continueRequest", {"requestId": event["requestId"]})

        self.session.on("Fetch.requestPaused", paused)
        answers = {"urlPattern": "*/uploads*", "requestStage": "Response"}
        await self.session.send("Fetch.enable", {"patterns": [answers]})
        return said

    async def cut(self) -> None:
        """Let nothing through."""
        await self._be(offline=True, upload=-1)

    async def mend(self) -> None:
        """Let everything through."""
        await self._be(offline=False, upload=-1)

    async def _be(self, *, offline: bool, upload: int) -> None:
        limits = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": upload}
        await self.session.send("Network.emulateNetworkConditions", limits | {"offline": offline})


async def arrived(person: Person) -> dict[str, str]:
    """Return the names and hashes of the files that the form would take with it."""
    found, request = {}, person.page.request
    for field in await person.page.locator("input[name=uploads]").all():
        upload = await request.get(f"{person.url}/uploads/{await field.get_attribute('value')}")
        facts = await upload.json()
        content = await (await request.get(person.url + facts["url"])).body()
        found[facts["name"]] = sha256(content).hexdigest()
    return found


def digest(path: Path) -> str:
    """Return the hash of a file on the disk."""
    return sha256(path.read_bytes()).hexdigest()

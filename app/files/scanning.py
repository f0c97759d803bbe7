"""The last look at a received file: what it is, and, where there is a scanner, whether it harms.

The scanner is ClamAV's daemon, spoken to as in clamd(8), INSTREAM. Without its answer no file is
accepted: the sender's program keeps the bytes and tries again.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from app.config import Settings, read_settings
from app.errors import Unavailable
from app.files import kinds
from app.files.models import Reason
from app.i18n import gettext as _
from app.storage import READ_SIZE, in_thread, opened

STEP = 60.0
"""Seconds in which the scanner must take a block, or answer after the last one."""
ANSWER = 4096

log = logging.getLogger("sanggar")
_settings: Callable[[], Settings] = read_settings


def configure(source: Callable[[], Settings]) -> None:
    """Take the scanner from these settings; without it they are read from the environment."""
    global _settings
    _settings = source


async def inspect(path: Path, name: str) -> kinds.Verdict:
    """Decide on a received file; raises Unavailable when the scanner does not."""
    verdict = await in_thread(kinds.inspect, path, name)
    url = _settings().scanner_url
    if verdict.reason or not url:
        return verdict
    try:
        answer = await _scan(path, url)
    except (OSError, EOFError, asyncio.LimitOverrunError) as error:
        answer = repr(error)
    if answer.endswith(" FOUND"):
        log.warning("the scanner refuses %s: %s", path.name, answer)
        return kinds.Verdict(reason=Reason.INFECTED)
    if not answer.endswith(": OK"):
        log.error("the scanner does not answer for %s: %s", path.name, answer)
        words = _("Files cannot be checked just now. Please try again later.")
        raise Unavailable(words, code="scanner_away")
    return verdict


async def _scan(path: Path, url: str) -> str:
    """Send a file to the scanner, and return what it says."""
    async with _connected(url) as (reader, writer):
        writer.write(b"zINSTREAM\0")
        async with opened(path) as file:
            while block := await in_thread(file.read, READ_SIZE):
                writer.write(len(block).to_bytes(4) + block)
                async with asyncio.timeout(STEP):
                    await writer.drain()
        writer.write(bytes(4))
        async with asyncio.timeout(STEP):
            answer = await reader.readuntil(b"\0")
    return answer.rstrip(b"\0").decode(errors="replace")


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    place = urlsplit(url)
    async with asyncio.timeout(STEP):
        if place.hostname:
            opening = asyncio.open_connection(place.hostname, place.port or 3310, limit=ANSWER)
        else:
            opening = asyncio.open_unix_connection(place.path, limit=ANSWER)
        reader, writer = await opening
    try:
        yield reader, writer
    finally:
        writer.transport.abort()

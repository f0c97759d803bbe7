"""Ready files are examined one after another, each by a process of its own under limits."""

import asyncio
import logging
import sys
from collections.abc import Callable
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import msgspec
import sqlalchemy as sa

from app import clock
from app.config import Settings, read_settings
from app.db import database, transaction
from app.files import live, upkeep
from app.files.models import File, State
from app.files.queries import as_file
from app.files.tables import files
from app.files.traits import Traits, as_json, read_traits
from app.storage import disk, in_thread

EXAMINER = Path(__file__).with_name("examiner.py")
KINDS = ("pdf", "jpeg", "png", "tiff", "webp", "gif", "heic", "psd")
SECONDS = 20.0
ANSWER = 64 * 1024
AT_ONCE = 50

log = logging.getLogger("sanggar")
_settings: Callable[[], Settings] = read_settings


def configure(source: Callable[[], Settings]) -> None:
    """Take the words across pictures from these settings; else from the environment."""
    global _settings
    _settings = source


async def examine_waiting() -> None:
    """Examine what nobody has looked into yet, the oldest first."""
    for file in await upkeep.unexamined(KINDS, limit=AT_ONCE):
        mark = _settings().preview_mark
        is_marked = bool(mark) and await upkeep.is_of_the_studio(file)
        traits, picture = await examine(file, mark if is_marked else "")
        key = (await disk.put(BytesIO(picture), limit=ANSWER)).key if picture else None
        await _record(file, traits, key)


async def examine(file: File, mark: str = "") -> tuple[Traits, bytes]:
    """Return what a file is like and its small picture with words across it, if there are any.

    A file that kills its examiner has no picture.
    """
    with ExitStack() as borrowed:
        path = await in_thread(
            borrowed.enter_context, disk.vault.borrow(file.storage_key, disk.root / "incoming")
        )
        answer = await _ask(file.kind, path, mark)
    told, _, picture = answer.partition(b"\n")
    try:
        return read_traits(msgspec.json.decode(told)), picture
    except (msgspec.DecodeError, msgspec.ValidationError):
        return Traits(broken=True), b""


async def _ask(kind: str, path: Path, mark: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", str(EXAMINER), kind, str(path), mark),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        async with asyncio.timeout(SECONDS):
            answer, _ = await process.communicate()
    except TimeoutError:
        answer = b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return answer if len(answer) <= ANSWER else b""


async def _record(file: File, traits: Traits, preview_key: str | None) -> None:
    async with transaction():
        row = await database.fetch_one(
            sa.update(files)
            .where(files.c.id == file.id, files.c.state == State.READY)
            .values(traits=as_json(traits), preview_key=preview_key, examined_at=clock.now())
            .returning(*files.c)
        )
        if row is not None:
            await live.file_examined(as_file(row), await upkeep.place_of(file))

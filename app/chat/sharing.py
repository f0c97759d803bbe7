"""What was shared in a room: the files of its messages and those of its order, the latest first.

Two lists meet, each read along its own ids; a page begins below the last row of both above it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from heapq import merge

from sqlalchemy import select

from app.accounts.access import Viewer
from app.chat import history, queries
from app.chat.models import Room
from app.chat.tables import message_files, messages
from app.db import database
from app.files.models import FileFacts, State, facts
from app.files.queries import latest_files
from app.files.tables import files

PAGE = 50
"""Files of one page; those of its last message are never parted."""
LAST = 10**18 - 1
"""Above every id that was given, and written in eighteen digits."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ends: the last message and the last file of the order that are on it."""

    message_id: int = LAST
    file_id: int = LAST

    def __str__(self) -> str:
        """Write the place for an address."""
        return f"{self.message_id}-{self.file_id}"


@dataclass(frozen=True, slots=True)
class Shared:
    """A file, who sent it when, and the message that carried it; None: it came with the order."""

    file: FileFacts
    sender: str
    at: datetime
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Pile:
    """A page of a room's files, the latest first, and where the older ones begin if any."""

    room: Room
    files: list[Shared]
    older: Place | None = None


def place_of(text: str) -> Place:
    """Read what `str` of a place wrote; anything else is before the latest file."""
    found = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,18})", text)
    return Place(*(int(part) for part in found.groups())) if found else Place()


async def shared(viewer: Viewer, room_id: int, before: Place) -> Pile:
    """Return what was sent in a room and, to who may open them, the files of its order."""
    room = await queries.room_for(viewer, room_id)
    sent = await _sent(room, before)
    ordered = await _with_the_order(viewer, room, before) if room.subject else []
    together = list(merge(sent, ordered, key=lambda one: one.at, reverse=True))
    end = PAGE
    while _parts_a_message(together, end):
        end += 1
    page = together[:end]
    return Pile(room, page, older=_end(page, before) if together[end:] else None)


def _parts_a_message(found: list[Shared], end: int) -> bool:
    if end >= len(found) or found[end].message_id is None:
        return False
    return found[end - 1].message_id == found[end].message_id


def _end(page: Iterable[Shared], before: Place) -> Place:
    return Place(
        min([one.message_id for one in page if one.message_id] + [before.message_id]),
        min([one.file.id for one in page if not one.message_id] + [before.file_id]),
    )


async def _sent(room: Room, before: Place) -> list[Shared]:
    """Return the files of the room's next messages that have some."""
    carried = (
        select(message_files.c.file_id)
        .join(files, files.c.id == message_files.c.file_id)
        .where(message_files.c.message_id == messages.c.id, files.c.state == State.READY)
    )
    in_room = messages.c.room_id == room.id, messages.c.deleted_at.is_(None)
    query = select(messages.c.id).where(*in_room, messages.c.id < before.message_id)
    latest = query.where(carried.exists()).order_by(messages.c.id.desc()).limit(PAGE + 1)
    ids = [int(row.id) for row in await database.fetch_all(latest)]
    known = await history.named(ids)
    return [
        Shared(file, known[one].author.name, known[one].created_at, one)
        for one in ids
        for file in reversed(known[one].files)
        if file.state == State.READY
    ]


async def _with_the_order(viewer: Viewer, room: Room, before: Place) -> list[Shared]:
    """Return the next files of the room's order that no message carries."""
    carried = (
        select(message_files.c.file_id)
        .join(messages, messages.c.id == message_files.c.message_id)
        .where(message_files.c.file_id == files.c.id, messages.c.deleted_at.is_(None))
        .correlate(files)
    )
    wanted = ~carried.exists() & (files.c.id < before.file_id)
    latest = await latest_files(viewer, room.folder_id, wanted, limit=PAGE + 1)
    return [Shared(facts(file), sender, file.created_at) for file, sender in latest]

"""Tells people on their devices what they have not read after a moment; read things stay silent.

The messages themselves are the outbox: they were written with the rest of their transaction, and a
cursor says how far they have been looked through. Sending a message costs nothing by this.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from app import clock
from app.accounts.access import Scope, Thing, scope
from app.chat import queries
from app.chat.tables import messages, push_progress, read_cursors, room_members, rooms
from app.db import Row, database, transaction, upsert
from app.i18n import gettext as _
from app.i18n import localized
from app.push import outbox
from app.push.models import Listener, Note, Topic, Words
from app.push.queries import listeners

PATIENCE = timedelta(seconds=20)
"""Who has the room open has read it by then. Longer than any transaction: no id comes later."""
AT_ONCE = 500
ONLY = 1


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said in one room since the last look."""

    room: Row
    authors: dict[int, int]
    """The newest message of each person who spoke."""
    members: frozenset[int]


async def tell_unread() -> None:
    """Put into the outbox what has waited for PATIENCE without being read."""
    until = clock.now() - PATIENCE
    async with transaction():
        await _settle_held(await outbox.held(until))
        since = await database.fetch_val(select(push_progress.c.last_message_id))
        if since is None:  # what was said before there were pushes is not news
            since = await database.fetch_val(select(func.max(messages.c.id))) or 0
            await _remember(since)
        said = await database.fetch_all(
            select(messages.c.id, messages.c.room_id, messages.c.author_id)
            .where(
                messages.c.id > since,
                messages.c.created_at <= until,
                messages.c.deleted_at.is_(None),
            )
            .order_by(messages.c.id)
            .limit(AT_ONCE)
        )
        if said:
            await _tell([row for row in said if row.author_id is not None])
            await _remember(said[-1].id)


async def _tell(said: Sequence[Row]) -> None:
    people = await listeners(Topic.CHAT)
    if not people or not said:
        return
    spoken = await _by_room(said)
    seen = await _seen(spoken)
    for place in spoken.values():
        for person in people:
            newest = max((m for who, m in place.authors.items() if who != person.id), default=0)
            if newest > seen.get((place.room.id, person.id), 0) and _concerns(person, place):
                await _enqueue(person, place)


def _concerns(person: Listener, place: Spoken) -> bool:
    """Tell whether somebody is the customer, a member, or of the desk that owes an answer."""
    if person.id == place.room.customer_id or person.id in place.members:
        return True
    reaches_all = scope(person.viewer, Thing.ROOMS) is Scope.ALL
    is_asked = place.room.customer_id in place.authors and place.room.waiting_since is not None
    return reaches_all and is_asked


async def _enqueue(person: Listener, place: Spoken) -> None:
    note = Note(
        Topic.CHAT,
        title=_title(person, place),
        body=lambda: localized(place.room, "title") or _("Open the conversation to read it."),
        url=f"/rooms/{place.room.id}",
        tag=f"room:{place.room.id}",
    )
    about = place.room.id, max(place.authors.values())
    unread = await queries.unread(person.viewer)
    await outbox.enqueue(note, [person.id], about=about, unread=unread)


def _title(person: Listener, place: Spoken) -> Words:
    if person.id == place.room.customer_id:
        return lambda: _("New message from the studio")
    if place.room.customer_id in place.authors:
        return lambda: _("A customer is waiting for an answer")
    return lambda: _("New message in a conversation")


async def _settle_held(rows: Iterable[Row]) -> None:
    """Let go what was not read, and drop what was."""
    late: list[int] = []
    read: list[int] = []
    for row in rows:
        mine = read_cursors.c.room_id == row.room_id, read_cursors.c.user_id == row.user_id
        seen = await database.fetch_val(select(read_cursors.c.last_read_id).where(*mine))
        (read if (seen or 0) >= row.message_id else late).append(row.id)
    if read:
        await outbox.drop(read)
    if late:
        await outbox.release(late)


async def _by_room(said: Sequence[Row]) -> dict[int, Spoken]:
    authors: dict[int, dict[int, int]] = defaultdict(dict)
    for row in said:
        authors[row.room_id][row.author_id] = row.id
    found = await database.fetch_all(
        select(
            rooms.c.id,
            rooms.c.customer_id,
            rooms.c.title_id,
            rooms.c.title_en,
            rooms.c.waiting_since,
        ).where(rooms.c.id.in_(authors))
    )
    added = await database.fetch_all(
        select(room_members.c.room_id, room_members.c.user_id).where(
            room_members.c.room_id.in_(authors)
        )
    )
    members: dict[int, set[int]] = defaultdict(set)
    for row in added:
        members[row.room_id].add(row.user_id)
    return {row.id: Spoken(row, authors[row.id], frozenset(members[row.id])) for row in found}


async def _seen(room_ids: Iterable[int]) -> dict[tuple[int, int], int]:
    rows = await database.fetch_all(
        select(read_cursors.c.room_id, read_cursors.c.user_id, read_cursors.c.last_read_id).where(
            read_cursors.c.room_id.in_(list(room_ids))
        )
    )
    return {(row.room_id, row.user_id): row.last_read_id for row in rows}


async def _remember(message_id: int) -> None:
    row = {"id": ONLY, "last_message_id": message_id}
    await database.execute(upsert(push_progress, row, key=["id"], change=row))

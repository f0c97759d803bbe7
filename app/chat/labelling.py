"""Labelling a conversation: a label is made by using it, and gone when no room carries it."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, insert, select

from app import audit
from app.accounts.access import Can, Viewer, check
from app.chat import handling, queries
from app.chat.room_labels import MOST, Label, all_labels, labels_of
from app.chat.tables import labelled_rooms, room_labels
from app.db import database, transaction, upsert
from app.errors import Invalid
from app.i18n import gettext as _
from app.text import clean_line, fold

NAME = 30


async def choose(viewer: Viewer, room_id: int, chosen: Collection[int], new: str = "") -> None:
    """Let a room carry just these labels, and a new one by its name."""
    check(viewer, Can.NOTES)
    name = clean_line(new, NAME + 1)
    if len(name) > NAME:
        words = _("A label has at most %(limit)s characters.", limit=NAME)
        raise Invalid(words, code="too_long", fields={"new_label": words})
    async with transaction():
        room = await queries.room_for(viewer, room_id, lock=True)
        known = await all_labels()
        wanted = {label.id for label in known if label.id in chosen}
        if name:
            wanted.add(await _made(name, known))
        await _write(room.id, wanted)
        await _drop_unused()
        now = (await labels_of([room.id])).get(room.id, [])
        names = [label.name for label in now]
        await audit.record(viewer, "labelled", f"room:{room.id}", labels=names)
        await handling.tell(room, viewer)


async def _made(name: str, known: Sequence[Label]) -> int:
    """Return the label of a name, however it is written; made when there is none."""
    same = next((label.id for label in known if fold(label.name) == fold(name)), None)
    if same is not None:
        return same
    if len(known) >= MOST:
        words = _("There are %(limit)s labels already: choose one of them.", limit=MOST)
        raise Invalid(words, code="too_many_labels", fields={"new_label": words})
    row = insert(room_labels).values(name=name).returning(room_labels.c.id)
    made = await database.fetch_val(row)
    return int(made)


async def _write(room_id: int, wanted: Collection[int]) -> None:
    here = labelled_rooms.c.room_id == room_id
    gone = labelled_rooms.c.label_id.not_in(list(wanted))
    await database.execute(delete(labelled_rooms).where(here, gone))
    for label_id in wanted:
        row = {"room_id": room_id, "label_id": label_id}
        await database.execute(upsert(labelled_rooms, row, key=["room_id", "label_id"]))


async def _drop_unused() -> None:
    used = select(labelled_rooms.c.label_id)
    await database.execute(delete(room_labels).where(room_labels.c.id.not_in(used)))

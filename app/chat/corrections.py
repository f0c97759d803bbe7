"""Changing one's mind: editing and deleting what one said, and undoing the deletion."""

from typing import Any

from sqlalchemy import update

from app import audit, clock
from app.accounts.access import Can, Viewer, check
from app.chat import history, live, queries
from app.chat.models import DELETE_WITHIN, EDIT_WITHIN, UNDO_WITHIN, Message, Room
from app.chat.tables import messages, rooms
from app.chat.words import clean_body
from app.db import database, transaction
from app.errors import Conflict, NotFound, Refused
from app.files import removal
from app.i18n import gettext as _
from app.i18n import ngettext


async def edit_message(viewer: Viewer, message_id: int, body: str) -> Message:
    """Change the words of one's own message, for a short while; a repeat changes nothing."""
    check(viewer, Can.CHAT)
    async with transaction():
        room, message = await _own(viewer, message_id)
        words = clean_body(body, may_be_empty=bool(message.files))
        if message.deleted_at is None and message.body == words.body:
            return message
        if not message.is_editable(viewer.id, clock.now()):
            raise _too_late(message, EDIT_WITHIN.seconds // 60)
        changed = await _change(message, body=words.body, edited_at=clock.now())
        await live.message_edited(room, changed)
    return changed


async def delete_message(viewer: Viewer, message_id: int) -> Message:
    """Take one's own message out of everybody's pages, within the hour; a repeat changes nothing.

    Files that nothing else uses go with it. `restore_message` brings both back.
    """
    check(viewer, Can.CHAT)
    async with transaction():
        room, message = await _own(viewer, message_id)
        if message.deleted_at is not None:
            return message
        if not message.is_deletable(viewer.id, clock.now()):
            raise _too_late(message, DELETE_WITHIN.seconds // 60)
        await _take_files(message, by=viewer)
        changed = await _change(message, deleted_at=clock.now())
        await _wait(room, viewer)
        await live.message_deleted(room, changed)
        await audit.record(viewer, "deleted_message", f"message:{message.id}", room=room.id)
    return changed


async def restore_message(viewer: Viewer, message_id: int) -> Message:
    """Undo a deletion, for a short while; a repeat changes nothing."""
    check(viewer, Can.CHAT)
    async with transaction():
        room, message = await _own(viewer, message_id)
        if message.deleted_at is None:
            return message
        if not message.is_restorable(viewer.id, clock.now()):
            raise Conflict(_("This message is gone for good."), code="too_late")
        changed = await _change(message, deleted_at=None)
        await _bring_files(changed, by=viewer)
        changed = (await history.named([message_id]))[message_id]
        await _wait(room, viewer)
        await live.message_restored(room, changed)
        await audit.record(viewer, "restored_message", f"message:{message.id}", room=room.id)
    return changed


async def forget_deleted() -> None:
    """Blank the words of messages whose deletion can no longer be undone."""
    gone = messages.c.deleted_at < clock.now() - UNDO_WITHIN
    await database.execute(
        update(messages).where(gone, messages.c.body != "").values(body="", body_en="")
    )


async def _own(viewer: Viewer, message_id: int) -> tuple[Room, Message]:
    """Return the viewer's own message and its room, locked."""
    here = await queries.room_of_message(viewer, message_id)
    room = await queries.room_for(viewer, here.id, lock=True)
    message = (await history.named([message_id]))[message_id]
    if message.room_id != room.id:
        raise NotFound(_("There is no such message."))
    if message.author.id != viewer.id:
        raise Refused(_("Only who wrote a message can change it."))
    return room, message


def _too_late(message: Message, minutes: int) -> Conflict:
    if message.deleted_at is not None:
        return Conflict(_("This message was deleted."), code="deleted")
    words = ngettext(
        "That is possible for %(num)s minute after sending.",
        "That is possible for %(num)s minutes after sending.",
        minutes,
    )
    return Conflict(words, code="too_late")


async def _change(message: Message, **values: Any) -> Message:
    await database.execute(update(messages).where(messages.c.id == message.id).values(**values))
    return (await history.named([message.id]))[message.id]


async def _wait(room: Room, viewer: Viewer) -> None:
    """Let the customer wait for an answer to what they still say, and to nothing else."""
    if viewer.id != room.customer_id:
        return
    since = await history.waits_since(room)
    await database.execute(update(rooms).where(rooms.c.id == room.id).values(waiting_since=since))


async def _take_files(message: Message, *, by: Viewer) -> None:
    for file in message.files:
        is_used = file.slot or await history.is_attached_elsewhere([file.id], message.id)
        if not is_used and file.state == "ready":
            await removal.remove(file.id, by=by)


async def _bring_files(message: Message, *, by: Viewer) -> None:
    for file in message.files:
        if file.state == "removed":
            await removal.restore(file.id, by=by)

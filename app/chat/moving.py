"""Moving a message to the room of the order that it is about; its history goes with it."""

from sqlalchemy import update

from app import audit
from app.accounts.access import Can, Viewer, actor, check
from app.chat import history, live, queries
from app.chat.actions import post_event
from app.chat.models import SYSTEM_ACTOR, Kind, Message, Room
from app.chat.tables import messages, rooms
from app.db import database, transaction
from app.errors import Conflict, Invalid, NotFound
from app.files.actions import hand_over
from app.i18n import gettext as _
from app.i18n import use_locale


async def move_message(viewer: Viewer, message_id: int, room_id: int) -> None:
    """Move a message with its author, time and files between two rooms of one customer.

    It keeps its number, so everyone's cursors stay true; a repeat changes nothing.
    """
    check(viewer, Can.NOTES)
    async with transaction():
        source, target = await _rooms(viewer, message_id, room_id)
        if source.id == target.id:
            return
        message = (await history.named([message_id]))[message_id]
        await _check(message, source, target)
        await _move_files(message, target, by=viewer)
        await _write(message, source, target)
        moved = (await history.named([message_id]))[message_id]
        await live.message_moved(source, target, moved, actor(viewer))
        await _say_so(message, source, target, by=viewer)
        await audit.record(
            viewer,
            "moved_message",
            f"message:{message_id}",
            before=f"room:{source.id}",
            to=f"room:{target.id}",
        )


async def _rooms(viewer: Viewer, message_id: int, room_id: int) -> tuple[Room, Room]:
    """Return where the message stands and where it goes, both locked in one order."""
    here = await queries.room_of_message(viewer, message_id)
    await queries.room_for(viewer, room_id)
    locked = {}
    for wanted in sorted({here.id, room_id}):
        locked[wanted] = await queries.room_for(viewer, wanted, lock=True)
    now = await queries.room_of_message(viewer, message_id)
    if now.id not in locked:
        raise NotFound(_("There is no such message."))
    return locked[now.id], locked[room_id]


async def _check(message: Message, source: Room, target: Room) -> None:
    if message.author == SYSTEM_ACTOR:
        raise Invalid(_("Only what people said can be moved."), code="not_movable")
    if source.customer_id != target.customer_id:
        words = _("A message stays with its customer.")
        raise Invalid(words, code="other_customer", fields={"room": words})
    sent = await history.message_sent(target.id, message.author.id, message.client_id)
    if sent is not None and sent.id != message.id:
        words = _("Another message was already sent under this id.")
        raise Conflict(words, code="same_id")


async def _move_files(message: Message, target: Room, *, by: Viewer) -> None:
    """Let the people of the new room, and only them, open what the message carries."""
    if not message.files:
        return
    check(by, Can.UPLOAD)
    carried = [file.id for file in message.files]
    if await history.is_attached_elsewhere(carried, message.id):
        words = _("Another message of the room carries the same file.")
        raise Conflict(words, code="file_in_use")
    await hand_over(carried, target.folder_id, by)


async def _write(message: Message, source: Room, target: Room) -> None:
    await database.execute(
        update(messages)
        .where(messages.c.id == message.id)
        .values(
            room_id=target.id,
            moved_from=messages.c.room_id if message.moved_from is None else message.moved_from,
        )
    )
    if message.author.id != source.customer_id or source.waiting_since is None:
        return
    since = await history.waits_since(source)
    await _wait(source, since)
    if message.created_at >= source.waiting_since:
        known = target.waiting_since or message.created_at
        await _wait(target, min(known, message.created_at))


async def _wait(room: Room, since: object) -> None:
    await database.execute(update(rooms).where(rooms.c.id == room.id).values(waiting_since=since))


async def _say_so(message: Message, source: Room, target: Room, *, by: Viewer) -> None:
    """Tell both rooms in both languages what was done."""
    gone, come = {}, {}
    for language in ("id", "en"):
        with use_locale(language):
            gone[language] = _(
                "%(by)s moved a message to %(room)s.", by=by.name, room=_name(target)
            )
            come[language] = _(
                "%(by)s moved a message by %(author)s here from %(room)s.",
                by=by.name,
                author=message.author.name,
                room=_name(source),
            )
    await post_event(source.id, gone["id"], gone["en"])
    await post_event(target.id, come["id"], come["en"])


def _name(room: Room) -> str:
    return _("the general conversation") if room.kind is Kind.GENERAL else room.title

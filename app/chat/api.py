"""The rooms for programs: JSON over HTTP, and the commands of the open socket."""

import msgspec
from quart import Blueprint, Response, request

from app.accounts.access import Can, Viewer, requires, viewer
from app.chat import actions, corrections, lists, receiving, views
from app.chat.live import message_facts
from app.chat.models import Message, Summary
from app.errors import Invalid
from app.i18n import gettext as _
from app.realtime.channels import rpc
from app.web import json_reply, read_json

blueprint = Blueprint("chat_api", __name__)
MAX_ID = 2**53


class NewMessage(msgspec.Struct):
    """A message with the id that its author made for it; `files` are file or upload ids."""

    id: str
    body: str = ""
    files: list[int | str] = []
    reply_to: int | None = None


class NewWords(msgspec.Struct):
    """What a message says instead."""

    body: str


class ChatSend(msgspec.Struct):
    """Send a message over the socket."""

    room: int
    id: str
    body: str = ""
    files: list[int | str] = []
    reply_to: int | None = None


class ChatTyping(msgspec.Struct):
    """Say that the viewer is writing."""

    room: int


class ChatEdit(msgspec.Struct):
    """Change the words of one's own message."""

    message: int
    body: str


class ChatMessage(msgspec.Struct):
    """One's own message, to be deleted or brought back."""

    message: int


class ChatReceived(msgspec.Struct):
    """Say that a message has reached this device; without a room: all that was waiting."""

    room: int = 0
    message: int = 0


class ChatRead(msgspec.Struct):
    """Say how far the viewer has read."""

    room: int
    message: int


@blueprint.get("/api/rooms")
@requires(Can.CHAT)
async def rooms() -> Response:
    """List a page of the rooms that the viewer may enter, the last touched first.

    `after` in the answer is where the next page begins; empty on the last one.
    """
    place = lists.place_of(request.args.get("after", ""))
    shown, following = lists.cut(await lists.room_list(viewer(), place))
    return json_reply({"rooms": [_summary(summary) for summary in shown], "after": following})


@blueprint.get("/api/rooms/<int:room_id>/messages")
@requires(Can.CHAT)
async def messages(room_id: int) -> Response:
    """Give the newest messages or those beside one, with the channel's position."""
    beside = views.Beside(
        _number("before", 1, MAX_ID), _number("after", 0, MAX_ID), _number("around", 1, MAX_ID)
    )
    limit = _number("limit", 1, 100) or views.PAGE_SIZE
    page = await views.message_page(viewer(), room_id, beside, limit=limit)
    return json_reply(
        {
            "messages": [message_facts(message) for message in page.messages],
            "has_older": page.has_older,
            "has_newer": page.has_newer,
            "position": page.position,
        }
    )


@blueprint.post("/api/rooms/<int:room_id>/messages")
@requires(Can.CHAT)
async def create_message(room_id: int) -> Response:
    """Send a message: 201, or 200 when this id was already sent with the same words."""
    new = await read_json(NewMessage)
    message = await _post(viewer(), room_id, new)
    return json_reply(message_facts(message), 200 if message.replayed else 201)


@blueprint.patch("/api/messages/<int:message_id>")
@requires(Can.CHAT)
async def edit_message(message_id: int) -> Response:
    """Change the words of one's own message, for a short while."""
    new = await read_json(NewWords)
    return json_reply(message_facts(await corrections.edit_message(viewer(), message_id, new.body)))


@blueprint.delete("/api/messages/<int:message_id>")
@requires(Can.CHAT)
async def delete_message(message_id: int) -> Response:
    """Take one's own message out of everybody's pages, within the hour."""
    return json_reply(message_facts(await corrections.delete_message(viewer(), message_id)))


@blueprint.delete("/api/messages/<int:message_id>/deletion")
@requires(Can.CHAT)
async def restore_message(message_id: int) -> Response:
    """Undo a deletion, for a short while."""
    return json_reply(message_facts(await corrections.restore_message(viewer(), message_id)))


@rpc("chat.send", ChatSend, overlaps=True)
async def send(who: Viewer, new: ChatSend) -> object:
    """Send a message over the socket; the reply is the message as everyone sees it."""
    return message_facts(await _post(who, new.room, new))


@rpc("chat.typing", ChatTyping)
async def typing(who: Viewer, what: ChatTyping) -> object:
    """Show the room that the viewer is writing."""
    await actions.show_typing(who, what.room)
    return {}


@rpc("chat.edit", ChatEdit)
async def edit(who: Viewer, what: ChatEdit) -> object:
    """Change the words of one's own message, for a short while."""
    return message_facts(await corrections.edit_message(who, what.message, what.body))


@rpc("chat.delete", ChatMessage)
async def delete(who: Viewer, what: ChatMessage) -> object:
    """Take one's own message out of everybody's pages, within the hour."""
    return message_facts(await corrections.delete_message(who, what.message))


@rpc("chat.restore", ChatMessage)
async def restore(who: Viewer, what: ChatMessage) -> object:
    """Undo a deletion, for a short while."""
    return message_facts(await corrections.restore_message(who, what.message))


@rpc("chat.received", ChatReceived)
async def received(who: Viewer, what: ChatReceived) -> object:
    """Keep that a message has reached a device of the viewer's side."""
    if what.room:
        await receiving.note_received(who, what.room, what.message)
    else:
        await receiving.note_all_received(who)
    return {}


@rpc("chat.read", ChatRead)
async def read(who: Viewer, what: ChatRead) -> object:
    """Move the viewer's cursor forward; the reply says where it stands."""
    return {"message": await actions.mark_read(who, what.room, what.message)}


async def _post(who: Viewer, room_id: int, new: NewMessage | ChatSend) -> Message:
    return await actions.post_message(
        who,
        room_id,
        new.id,
        new.body,
        [file for file in new.files if isinstance(file, int)],
        upload_ids=[upload for upload in new.files if isinstance(upload, str)],
        reply_to=new.reply_to,
    )


def _summary(summary: Summary) -> dict[str, object]:
    room = summary.room
    return {
        "id": room.id,
        "channel": room.channel,
        "kind": room.kind,
        "title": room.title,
        "subject": room.subject,
        "url": room.url,
        "customer": {"id": summary.customer.id, "name": summary.customer.name},
        "created_at": room.created_at,
        "last_message": message_facts(summary.last) if summary.last else None,
        "unread": summary.unread,
        "waiting_since": room.waiting_since,
    }


def _number(name: str, low: int, high: int) -> int | None:
    text = request.args.get(name)
    if text is None:
        return None
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 17 else -1
    if not low <= number <= high:
        words = _("%(name)s must be a whole number from %(low)s to %(high)s.")
        message = words % {"name": name, "low": low, "high": high}
        raise Invalid(message, code="bad_number", fields={name: message})
    return number

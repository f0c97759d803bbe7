"""An order that begins with what a customer wrote: their words and files, on their behalf."""

from dataclasses import dataclass

from app.accounts.access import Can, Viewer
from app.accounts.queries import contact_for
from app.chat import history
from app.chat.queries import room_of_message
from app.errors import NotFound
from app.files.models import FileFacts, State
from app.realtime.actor import Actor

SOURCE = "chat"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A customer's message as the form of an order begins with it."""

    message_id: int
    room_id: int
    author: Actor
    contact: str
    body: str
    files: tuple[FileFacts, ...]


async def spoken(viewer: Viewer, message_id: int | None) -> Spoken | None:
    """Return a customer's message for those who order on their behalf; None for any other."""
    if message_id is None or not viewer.can(Can.ORDER_ON_BEHALF):
        return None
    try:
        room = await room_of_message(viewer, message_id)
    except NotFound:
        return None
    message = await history.quoted_in(room.id, message_id)
    contact = await contact_for(viewer, room.customer_id)
    if message is None or message.deleted_at or message.author.id != room.customer_id:
        return None
    return Spoken(
        message_id=message_id,
        room_id=room.id,
        author=message.author,
        contact=(contact.phone or contact.email or "") if contact else "",
        body=message.body,
        files=tuple(file for file in message.files if file.state == State.READY),
    )

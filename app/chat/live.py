"""The rooms' channels, who may listen to them, and one function per live event."""

from dataclasses import replace
from time import monotonic

from app.accounts.access import Can, Scope, Thing, Viewer, actor, scope
from app.chat import queries
from app.chat.mentions import excerpt, note_url
from app.chat.models import Message, Room, side_of
from app.errors import NotFound
from app.realtime.actor import Actor
from app.realtime.channels import channel
from app.realtime.publish import News, publish, publish_all, publish_ephemeral

TYPING_EVERY = 2.0
TYPISTS_KEPT = 10_000

_typed: dict[tuple[int, int], float] = {}


@channel("room", presence=True)
async def may_enter(viewer: Viewer, key: str) -> bool:
    """Whoever may open the room's page hears it."""
    return viewer.can(Can.CHAT) and await _is_visible(viewer, key)


@channel("room-staff")
async def may_hear_notes(viewer: Viewer, key: str) -> bool:
    """Only staff who may open the room hear its internal notes."""
    return viewer.can(Can.NOTES) and await _is_visible(viewer, key)


@channel("inbox")
async def may_watch_inbox(viewer: Viewer, key: str) -> bool:
    """Staff who reach every room; designers hear of theirs on their own channel."""
    return key == "" and viewer.can(Can.NOTES) and scope(viewer, Thing.ROOMS) is Scope.ALL


def message_facts(message: Message) -> dict[str, object]:
    """Write a message as events and API answers show it."""
    facts: dict[str, object] = {
        "id": message.id,
        "room": message.room_id,
        "author": message.author,
        "client_id": message.client_id,
        "body": message.body,
        "files": message.files,
        "at": message.created_at,
    }
    return facts | ({"body_en": message.body_en} if message.body_en else {})


async def message_posted(room: Room, message: Message) -> None:
    """Tell the room, and lightly all those whose lists and badges change."""
    badges = await queries.badges(room)
    touched = {"room": room.id, "message": message.id, "at": message.created_at}
    news = [
        News(room.channel, "message.posted", message_facts(message)),
        News("inbox", "room.touched", touched | {"waiting": badges.waiting}),
    ]
    for user_id, unread in badges.unread.items():
        news.append(News(f"user:{user_id}", "room.touched", touched | {"unread": unread}))
    await publish_all(news, by=message.author)


async def message_moved(source: Room, target: Room, message: Message, by: Actor) -> None:
    """Take a message out of the pages of one room, and put it in its place in the other's."""
    way = {"id": message.id, "from": source.id, "to": target.id}
    await publish(source.channel, "message.moved", way, by=by)
    facts = {"message": message_facts(replace(message, room_id=target.id))}
    await publish(target.channel, "message.moved", way | facts, by=by)


async def note_posted(room: Room, note: Message) -> None:
    """Tell the staff in the room; customers cannot listen to this channel."""
    facts = message_facts(note) | {"mentions": note.mentions}
    await publish(room.staff_channel, "note.posted", facts, by=note.author)


async def note_mentioned(room: Room, note: Message, person: Actor) -> None:
    """Tell a colleague that a note calls them, wherever they are."""
    data = {
        "room": room.id,
        "note": note.id,
        "url": note_url(room.id, note.id),
        "by": note.author.name,
        "excerpt": excerpt(note.body),
    }
    await publish(f"user:{person.id}", "note.mentioned", data, by=note.author)


async def mentions_seen(room: Room, viewer: Viewer) -> None:
    """Take the notes off the list on the viewer's other pages."""
    await publish(f"user:{viewer.id}", "mentions.seen", {"room": room.id}, by=actor(viewer))


async def room_read(room: Room, viewer: Viewer, message_id: int) -> None:
    """Change the ticks in the room, and the badge on the reader's other devices."""
    by = actor(viewer)
    read = {"room": room.id, "user": viewer.id, "side": side_of(by.role), "message": message_id}
    mine = {"room": room.id, "message": message_id, "unread": await queries.unread(viewer)}
    news = News(room.channel, "room.read", read), News(f"user:{viewer.id}", "room.read", mine)
    await publish_all(news, by=by)


def typing(room: Room, by: Actor) -> None:
    """Show for a moment that somebody is writing, at most every two seconds; never stored."""
    key, moment = (room.id, by.id), monotonic()
    if moment - _typed.get(key, -TYPING_EVERY) < TYPING_EVERY:
        return
    if len(_typed) > TYPISTS_KEPT:
        _typed.clear()
    _typed[key] = moment
    publish_ephemeral(room.channel, "typing", {"room": room.id, "user": by}, by=by)


async def _is_visible(viewer: Viewer, key: str) -> bool:
    if not (key.isascii() and key.isdigit()) or len(key) > 18:
        return False
    try:
        await queries.room_for(viewer, int(key))
    except NotFound:
        return False
    return str(int(key)) == key

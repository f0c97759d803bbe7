"""The rooms' channels, who may listen to them, and one function per live event."""

from dataclasses import replace
from time import monotonic

from app.accounts.access import Can, Scope, Thing, Viewer, actor, scope
from app.chat import queries
from app.chat.mentions import note_url
from app.chat.models import Message, Quote, Room, side_of
from app.chat.standing import Handling
from app.chat.words import excerpt
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
    more = {
        "body_en": message.body_en,
        "reply": _quote_facts(message.quote) if message.quote else None,
        "edited_at": message.edited_at,
        "deleted_at": message.deleted_at,
        "via": message.via,
    }
    return facts | {name: value for name, value in more.items() if value}


async def message_posted(room: Room, message: Message) -> None:
    """Tell the room, and lightly all those whose lists and badges change."""
    touched = {"room": room.id, "message": message.id, "at": message.created_at}
    news = News(room.channel, "message.posted", message_facts(message))
    lists = await _told_lists(room, "room.touched", touched)
    await publish_all([news, *lists], by=message.author)


async def message_edited(room: Room, message: Message) -> None:
    """Put the new words in place of the old ones."""
    await _message_changed(room, "message.edited", message)


async def message_deleted(room: Room, message: Message) -> None:
    """Take the words out of every page; that there was a message stays."""
    await _message_changed(room, "message.deleted", message)


async def message_restored(room: Room, message: Message) -> None:
    """Bring the words back."""
    await _message_changed(room, "message.restored", message)


async def room_received(room: Room, side: str, message_id: int, by: Actor) -> None:
    """Give the messages that a side's device has got their second tick."""
    got = {"room": room.id, "side": side, "message": message_id}
    await publish(room.channel, "room.received", got, by=by)


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


async def room_handled(room: Room, handling: Handling, viewer: Viewer) -> None:
    """Tell the desk, and the designers of the room, who looks after it and where it stands."""
    held: dict[str, object] = {
        "room": room.id,
        "standing": handling.standing,
        "assignee": handling.assignee_id,
    }
    waiting = {"waiting": await queries.waiting_rooms()}
    news = [News("inbox", "room.handled", held | waiting)]
    for user_id in await queries.members_of(room.id):
        news.append(News(f"user:{user_id}", "room.handled", held))
    await publish_all(news, by=actor(viewer))


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


async def _message_changed(room: Room, kind: str, message: Message) -> None:
    changed: dict[str, object] = {"room": room.id, "message": message.id}
    news = News(room.channel, kind, message_facts(message))
    lists = await _told_lists(room, "room.changed", changed)
    await publish_all([news, *lists], by=message.author)


async def _told_lists(room: Room, kind: str, facts: dict[str, object]) -> list[News]:
    """Tell the desk and everyone of the room, each with the number that their badge shows now."""
    badges = await queries.badges(room)
    desk = News("inbox", kind, facts | {"waiting": badges.waiting})
    people = [
        News(f"user:{user_id}", kind, facts | {"unread": unread})
        for user_id, unread in badges.unread.items()
    ]
    return [desk, *people]


def _quote_facts(quote: Quote) -> dict[str, object]:
    facts: dict[str, object] = {"id": quote.id, "author": quote.author, "body": quote.body}
    more = {"body_en": quote.body_en, "files": quote.files, "deleted": quote.deleted}
    return facts | {name: value for name, value in more.items() if value}


async def _is_visible(viewer: Viewer, key: str) -> bool:
    if not (key.isascii() and key.isdigit()) or len(key) > 18:
        return False
    try:
        await queries.room_for(viewer, int(key))
    except NotFound:
        return False
    return str(int(key)) == key

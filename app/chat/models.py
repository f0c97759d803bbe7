"""What a room is made of, and the rules that need no database."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from app.chat.mentions import Mention
from app.errors import Invalid
from app.files.models import FileFacts
from app.i18n import format_datetime, format_time
from app.i18n import gettext as _
from app.realtime.actor import Actor
from app.realtime.log import Position
from app.text import clean_text

BODY_LIMIT = 4000
FILES_LIMIT = 20
GROUP_WITHIN = timedelta(minutes=5)
SYSTEM_ACTOR = Actor(id=0, name="Sanggar", role="system")
_LINK = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}…"


class Kind(StrEnum):
    """The two kinds of rooms."""

    GENERAL = "general"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Room:
    """One conversation between a customer and the studio."""

    id: int
    kind: Kind
    customer_id: int
    title: str
    subject: str
    url: str
    folder_id: int
    created_at: datetime
    last_message_id: int | None = None
    last_message_at: datetime | None = None
    waiting_since: datetime | None = None

    @property
    def channel(self) -> str:
        """Return the live channel that everyone in the room hears."""
        return room_channel(self.id)

    @property
    def staff_channel(self) -> str:
        """Return the live channel of the internal notes."""
        return staff_channel(self.id)


@dataclass(frozen=True, slots=True)
class Message:
    """Something said in a room; `replayed` marks the answer to a repeated command."""

    id: int
    room_id: int
    author: Actor
    client_id: str
    body: str
    created_at: datetime
    body_en: str = ""
    files: tuple[FileFacts, ...] = ()
    replayed: bool = False
    is_note: bool = False
    mentions: tuple[Actor, ...] = ()
    moved_from: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log: a message or note, and how it joins the one above it."""

    message: Message
    opens_day: bool
    joins_previous: bool
    first_unread: bool


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far one person has read."""

    user_id: int
    role: str
    last_read_id: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some messages in a row, oldest first, with what lies beyond them."""

    messages: list[Message]
    has_older: bool
    has_newer: bool
    position: Position


@dataclass(frozen=True, slots=True)
class Badges:
    """The numbers that a message changes: rooms waiting for the desk, and each person's unread."""

    waiting: int
    unread: dict[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a reader stands: the last message seen before and the newest one seen now."""

    seen: int
    newest: int
    others_spoke: bool
    """Somebody else said something in between."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One row of a list of rooms."""

    room: Room
    customer: Actor
    last: Message | None
    unread: int
    """Messages not seen yet; the counting stops at `app.db.ENOUGH`."""
    touched_at: datetime


@dataclass(frozen=True, slots=True)
class Listing:
    """A page's list of rooms, and the channel on which its changes are told."""

    rooms: list[Summary]
    channel: str
    position: Position
    mentions: list[Mention] = field(default_factory=list)
    following: str = ""
    """Where the next page begins, see `app.chat.lists.Place`; empty on the last page."""


@dataclass(frozen=True, slots=True)
class RoomView:
    """Everything that the room's partial shows, read in one snapshot."""

    room: Room
    customer: Actor
    members: list[Actor]
    entries: list[Entry]
    cursors: list[Cursor]
    has_older: bool
    has_newer: bool
    unread: int
    position: Position
    staff_position: Position | None
    draft_id: str
    note_id: str
    colleagues: list[Actor] = field(default_factory=list)
    others: list[Room] = field(default_factory=list)

    def read_up_to(self, side: str) -> int:
        """Return the last message that a side ("customer" or "studio") has read."""
        return max((c.last_read_id for c in self.cursors if side_of(c.role) == side), default=0)

    def seen_by(self, user_id: int) -> int:
        """Return the last message that a person has read, or 0."""
        return next((c.last_read_id for c in self.cursors if c.user_id == user_id), 0)

    def is_read(self, message: Message) -> bool:
        """Tell whether the other side has read the message."""
        other = "studio" if side_of(message.author.role) == "customer" else "customer"
        return message.id <= self.read_up_to(other)

    @property
    def oldest(self) -> int:
        """Return the id of the first message shown, or 0."""
        return next((e.message.id for e in self.entries if not e.message.is_note), 0)

    @property
    def newest(self) -> int:
        """Return the id of the last message shown, or 0."""
        shown = (e.message.id for e in reversed(self.entries) if not e.message.is_note)
        return next(shown, 0)


def room_channel(room_id: int) -> str:
    """Return the live channel of a room."""
    return f"room:{room_id}"


def staff_channel(room_id: int) -> str:
    """Return the live channel of a room's internal notes."""
    return f"room-staff:{room_id}"


def side_of(role: str) -> str:
    """Return "customer" or "studio": a message is read when the other side has seen it."""
    return "customer" if role == "customer" else "studio"


def is_uuid(text: str) -> bool:
    """Tell whether a client-made id has the canonical form of a UUID."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def linked(text: str) -> list[tuple[str, str]]:
    """Cut a body into (text, href) parts; href is empty where the text is no link."""
    parts: list[tuple[str, str]] = []
    at = 0
    for found in _LINK.finditer(text):
        link = found.group().rstrip(_TRAILING)
        if len(link) <= len("https://"):
            continue
        parts += [(text[at : found.start()], ""), (link, link)]
        at = found.start() + len(link)
    parts.append((text[at:], ""))
    return [part for part in parts if part[0]]


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says; the system speaks both languages."""

    body: str
    body_en: str = ""


def clean_words(client_id: str, body: str, *, may_be_empty: bool) -> Words:
    """Return the words as they are kept, or raise Invalid."""
    if not is_uuid(client_id):
        raise Invalid(_("The message needs an id in the form of a UUID."), code="bad_id")
    words = clean_text(body, BODY_LIMIT + 1)
    if not words and not may_be_empty:
        message = _("Write something first.")
        raise Invalid(message, code="empty", fields={"body": message})
    if len(words) > BODY_LIMIT:
        message = _("A message has at most %(limit)s characters.", limit=BODY_LIMIT)
        raise Invalid(message, code="too_long", fields={"body": message})
    return Words(words)


def local_day(moment: datetime, zone: str) -> str:
    """Return the calendar day of a moment where the viewer is, as 2026-11-22."""
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()


def clock_time(moment: datetime) -> str:
    """Return the time of day as in a bubble: "10.04", without the zone."""
    return format_time(moment).partition(" ")[0]


def day_name(moment: datetime) -> str:
    """Return "Today", "Yesterday" or the date in the viewer's language."""
    return format_datetime(moment).removesuffix(format_time(moment)).strip()


def short_moment(moment: datetime) -> str:
    """Return the time of day for today, else the day: what fits into a list."""
    day = day_name(moment)
    return clock_time(moment) if day == _("Today") else day


def entries(
    lines: Sequence[Message], *, days: Sequence[str], first_unread: int | None
) -> list[Entry]:
    """Lay out lines: a separator where the day changes, bubbles of one author joined."""
    laid: list[Entry] = []
    for index, message in enumerate(lines):
        above = lines[index - 1] if index else None
        opens_day = above is None or days[index] != days[index - 1]
        is_first = first_unread is not None and not message.is_note and message.id == first_unread
        joins = not opens_day and not is_first and above is not None and _joins(above, message)
        laid.append(Entry(message, opens_day, joins, is_first))
    return laid


def _joins(above: Message, below: Message) -> bool:
    return (
        above.author.id == below.author.id
        and above.is_note == below.is_note
        and below.author.role != SYSTEM_ACTOR.role
        and below.created_at - above.created_at <= GROUP_WITHIN
    )

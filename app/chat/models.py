"""What a room is made of, and the rules that need no database."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from app.chat.mentions import Mention
from app.chat.words import excerpt
from app.files.models import FileFacts
from app.i18n import localized
from app.realtime.actor import Actor
from app.realtime.log import Position

FILES_LIMIT = 20
SYSTEM_ACTOR = Actor(id=0, name="Sanggar", role="system")
EDIT_WITHIN = timedelta(minutes=5)
DELETE_WITHIN = timedelta(hours=1)
UNDO_WITHIN = timedelta(minutes=10)
"""So long a deleted message can be brought back; then its words are gone for good."""


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
    title_id: str
    title_en: str
    subject: str
    url: str
    folder_id: int
    created_at: datetime
    last_message_id: int | None = None
    last_message_at: datetime | None = None
    waiting_since: datetime | None = None
    got_by_customer: int = 0
    got_by_studio: int = 0

    @property
    def title(self) -> str:
        """Return what it is about in the reader's language; nothing in the general room."""
        return localized(self, "title")

    @property
    def channel(self) -> str:
        """Return the live channel that everyone in the room hears."""
        return room_channel(self.id)

    @property
    def staff_channel(self) -> str:
        """Return the live channel of the internal notes."""
        return staff_channel(self.id)

    def got_by(self, side: str) -> int:
        """Return the last message that a device of a side has got."""
        return self.got_by_customer if side == "customer" else self.got_by_studio


@dataclass(frozen=True, slots=True)
class Quote:
    """The beginning of the message that another one answers; empty once that was deleted."""

    id: int
    author: Actor
    body: str
    body_en: str = ""
    files: int = 0
    deleted: bool = False


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
    reply_to: int | None = None
    quote: Quote | None = None
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    via: str = ""
    """How it came in: "mail", or nothing for the page and programs."""

    def is_editable(self, by: int, at: datetime) -> bool:
        """Tell whether somebody may change the words now: their own, for a short while."""
        return self._is_own(by) and at - self.created_at <= EDIT_WITHIN

    def is_deletable(self, by: int, at: datetime) -> bool:
        """Tell whether somebody may delete the message now: their own, within the hour."""
        return self._is_own(by) and at - self.created_at <= DELETE_WITHIN

    def is_restorable(self, by: int, at: datetime) -> bool:
        """Tell whether somebody may still undo the deletion."""
        is_deleted = self.deleted_at is not None and self.author.id == by
        return is_deleted and at - (self.deleted_at or at) <= UNDO_WITHIN

    def _is_own(self, by: int) -> bool:
        return self.author.id == by and not self.is_note and self.deleted_at is None


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
class Answers:
    """When an answer can be expected: the opening hours, and how long it took lately."""

    hours_id: str = ""
    hours_en: str = ""
    usual: timedelta | None = None


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
    subject_position: Position | None
    """Of the channel on which the room's files are spoken of, when they are an order's."""
    draft_id: str
    note_id: str
    now: datetime
    colleagues: list[Actor] = field(default_factory=list)
    others: list[Room] = field(default_factory=list)
    answers: Answers = field(default_factory=Answers)
    found: int = 0
    """The message that the viewer was led to."""

    def read_up_to(self, side: str) -> int:
        """Return the last message that a side ("customer" or "studio") has read."""
        return max((c.last_read_id for c in self.cursors if side_of(c.role) == side), default=0)

    def seen_by(self, user_id: int) -> int:
        """Return the last message that a person has read, or 0."""
        return next((c.last_read_id for c in self.cursors if c.user_id == user_id), 0)

    def got_up_to(self, side: str) -> int:
        """Return the last message that a device of a side has got, or that the side has read."""
        return max(self.room.got_by(side), self.read_up_to(side))

    def state_of(self, message: Message) -> str:
        """Return how far a message has come: "sent", "delivered" or "read" by the other side."""
        other = "studio" if side_of(message.author.role) == "customer" else "customer"
        if message.is_note or message.id > self.got_up_to(other):
            return "sent"
        return "read" if message.id <= self.read_up_to(other) else "delivered"

    @property
    def oldest(self) -> int:
        """Return the id of the first message shown, or 0."""
        return next((e.message.id for e in self.entries if not e.message.is_note), 0)

    @property
    def newest(self) -> int:
        """Return the id of the last message shown, or 0."""
        shown = (e.message.id for e in reversed(self.entries) if not e.message.is_note)
        return next(shown, 0)


def quote_of(message: Message) -> Quote:
    """Return a message as those that answer it show it."""
    return Quote(
        id=message.id,
        author=message.author,
        body=excerpt(message.body),
        body_en=excerpt(message.body_en),
        files=len(message.files),
        deleted=message.deleted_at is not None,
    )


def room_channel(room_id: int) -> str:
    """Return the live channel of a room."""
    return f"room:{room_id}"


def staff_channel(room_id: int) -> str:
    """Return the live channel of a room's internal notes."""
    return f"room-staff:{room_id}"


def side_of(role: str) -> str:
    """Return "customer" or "studio": a message is read when the other side has seen it."""
    return "customer" if role == "customer" else "studio"

"""Colleagues called by name in a note: finding them in the words, and marking them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.chat.words import excerpt
from app.realtime.actor import Actor


@dataclass(frozen=True, slots=True)
class Mention:
    """One note that calls the viewer and that they have not opened yet."""

    note_id: int
    room_id: int
    customer: str
    author: str
    body: str
    created_at: datetime

    @property
    def url(self) -> str:
        """Return where the note is read."""
        return note_url(self.room_id, self.note_id)

    @property
    def excerpt(self) -> str:
        """Return the beginning of the note, on one line."""
        return excerpt(self.body)


def note_url(room_id: int, note_id: int) -> str:
    """Return the address of a note in its room."""
    return f"/rooms/{room_id}#note-{note_id}"


def mentioned(body: str, people: Sequence[Actor]) -> list[Actor]:
    """Return those whom `@Full Name` or `@Firstname` calls, each once.

    The longest name that fits wins; a first name that several bear calls them all.
    """
    called: set[str] = {part[1:].casefold() for part, is_name in marked(body, people) if is_name}
    return [person for person in people if called & {name.casefold() for name in _names(person)}]


def marked(body: str, people: Iterable[Actor]) -> list[tuple[str, bool]]:
    """Cut a text into (part, is it a mention) for the names of these people."""
    names = sorted({name for person in people for name in _names(person)}, key=len, reverse=True)
    if not names:
        return [(body, False)]
    wanted = "|".join(re.escape(name) for name in names)
    parts = re.split(rf"(?<![\w@])(@(?:{wanted}))(?!\w)", body, flags=re.IGNORECASE)
    return [(part, bool(place % 2)) for place, part in enumerate(parts) if part]


def _names(person: Actor) -> list[str]:
    """Return by what a person is called: the whole name, and its first word."""
    whole = person.name.strip()
    first = whole.partition(" ")[0]
    return [name for name in dict.fromkeys((whole, first)) if name]

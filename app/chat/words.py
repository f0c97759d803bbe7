"""The words of a message: what is kept of them, their links, and their beginning."""

import re
from dataclasses import dataclass
from uuid import UUID

from app.errors import Invalid
from app.i18n import gettext as _
from app.text import clean_text

BODY_LIMIT = 4000
EXCERPT = 140
_LINK = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}…"


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says; the system speaks both languages."""

    body: str
    body_en: str = ""


def clean_words(client_id: str, body: str, *, may_be_empty: bool) -> Words:
    """Return the words of a new message as they are kept, or raise Invalid."""
    if not is_uuid(client_id):
        raise Invalid(_("The message needs an id in the form of a UUID."), code="bad_id")
    return clean_body(body, may_be_empty=may_be_empty)


def clean_body(body: str, *, may_be_empty: bool) -> Words:
    """Return words as they are kept, or raise Invalid."""
    words = clean_text(body, BODY_LIMIT + 1)
    if not words and not may_be_empty:
        message = _("Write something first.")
        raise Invalid(message, code="empty", fields={"body": message})
    if len(words) > BODY_LIMIT:
        message = _("A message has at most %(limit)s characters.", limit=BODY_LIMIT)
        raise Invalid(message, code="too_long", fields={"body": message})
    return Words(words)


def is_uuid(text: str) -> bool:
    """Tell whether a client-made id has the canonical form of a UUID."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def excerpt(body: str) -> str:
    """Return the beginning of a text, on one line."""
    line = " ".join(body.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"


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


def hits(text: str, wanted: str) -> list[tuple[str, bool]]:
    """Cut a text into (part, was it wanted) for the words of a search."""
    words = sorted(wanted.split(), key=len, reverse=True)
    if not words:
        return [(text, False)]
    parts = re.split(f"({'|'.join(map(re.escape, words))})", text, flags=re.IGNORECASE)
    return [(part, bool(place % 2)) for place, part in enumerate(parts) if part]

"""Answers that staff keep ready: a short name, and words with the customer's name in its place."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from app import audit, clock
from app.accounts.access import Can, Viewer, check
from app.chat.tables import canned_replies
from app.chat.words import BODY_LIMIT
from app.db import database, transaction, upsert
from app.errors import Invalid
from app.i18n import gettext as _
from app.text import clean_text, slug

SHORTCUT = 40
PLACEHOLDERS = ("{name}", "{me}", "{order}")
"""What a reply is filled with: the customer, the one who writes, and what the room is about."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One ready answer."""

    id: int
    shortcut: str
    body: str

    def filled(self, *, name: str, me: str, order: str) -> str:
        """Return the words for one conversation."""
        values = {"{name}": name, "{me}": me, "{order}": order}
        words = self.body
        for placeholder, value in values.items():
            words = words.replace(placeholder, value)
        return words


async def replies(viewer: Viewer) -> list[Reply]:
    """Return all ready answers by name."""
    check(viewer, Can.NOTES)
    columns = canned_replies.c.id, canned_replies.c.shortcut, canned_replies.c.body
    rows = await database.fetch_all(select(*columns).order_by(canned_replies.c.shortcut))
    return [Reply(**row._mapping) for row in rows]


async def keep(viewer: Viewer, shortcut: str, body: str) -> None:
    """Keep an answer under its short name, instead of the one that was there."""
    check(viewer, Can.NOTES)
    name, words = slug(shortcut)[:SHORTCUT], clean_text(body, BODY_LIMIT)
    empty = _("Write something first.")
    missing = {field: empty for field, text in (("shortcut", name), ("body", words)) if not text}
    if missing:
        raise Invalid(empty, code="empty", fields=missing)
    change = {"body": words, "updated_at": clock.now()}
    async with transaction():
        await database.execute(
            upsert(canned_replies, {"shortcut": name, **change}, key=["shortcut"], change=change)
        )
        await audit.record(viewer, "kept_reply", f"reply:{name}")


async def forget(viewer: Viewer, reply_id: int) -> None:
    """Delete a ready answer; twice is once."""
    check(viewer, Can.NOTES)
    async with transaction():
        gone = await database.fetch_val(
            delete(canned_replies)
            .where(canned_replies.c.id == reply_id)
            .returning(canned_replies.c.shortcut)
        )
        if gone is not None:
            await audit.record(viewer, "forgot_reply", f"reply:{gone}")

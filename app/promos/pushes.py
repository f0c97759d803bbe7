"""A promo on the devices of those who asked for promos."""

from app.i18n import localized
from app.promos.models import Promo
from app.push import outbox
from app.push.models import Note, Topic

BODY = 160
"""Characters of the text that a lock screen has room for."""


async def announce(promo: Promo) -> None:
    """Put a promo into the outbox; a promo's words are public, so they are shown."""
    await outbox.enqueue(_note(promo, _tag(promo)), None)


async def try_out(promo: Promo, user_id: int) -> int:
    """Show a promo on somebody's own devices alone; returns on how many."""
    return await outbox.enqueue(_note(promo, f"{_tag(promo)}:try"), [user_id], asked_for=True)


async def withdraw(promo: Promo) -> None:
    """Take back what has not been sent yet."""
    await outbox.withdraw(_tag(promo))


def _note(promo: Promo, tag: str) -> Note:
    return Note(
        Topic.PROMOS,
        title=lambda: localized(promo, "title"),
        body=lambda: _short(localized(promo, "body")),
        url="/catalogue",
        tag=tag,
    )


def _short(text: str) -> str:
    return text if len(text) <= BODY else f"{text[: BODY - 1].rstrip()}…"


def _tag(promo: Promo) -> str:
    return f"promo:{promo.id}"

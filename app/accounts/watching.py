"""Looking at the site as a customer sees it: read only, for half an hour, and on the record.

A cookie says whose eyes are borrowed, until when, and where that began; its seal holds for the one
session in which it was made. The pages are the customer's, in their language; what is said to the
colleague is in the colleague's. The socket knows nothing of it: what is live stays their own.
"""

import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import quote, unquote

from app import audit, clock
from app.accounts import queries
from app.accounts.access import Can, Role, Viewer, check
from app.accounts.models import User
from app.config import Settings
from app.db import transaction
from app.errors import NotFound, Refused
from app.i18n import gettext as _

COOKIE = "view_as"
LIFE = timedelta(minutes=30)


async def begin(user_id: int, *, by: Viewer) -> User:
    """Return the customer whose eyes a colleague borrows from now on."""
    check(by, Can.VIEW_AS)
    person = await queries.user(user_id)
    if person.role is not Role.CUSTOMER or person.disabled_at is not None:
        raise Refused(_("Only a customer whose account is open can be looked as."))
    async with transaction():
        await audit.record(by, "viewed_as", f"user:{person.id}")
    return person


async def end(viewer: Viewer) -> None:
    """Give the eyes back; nothing happens when none were borrowed."""
    if not viewer.watcher:
        return
    async with transaction():
        await audit.record(viewer, "ended_looking", f"user:{viewer.id}")


def mark(settings: Settings, by: Viewer, user_id: int, begun_at: str = "/") -> str:
    """Return the cookie that lets a session look as a customer, and later return to a path."""
    until = int((clock.now() + LIFE).timestamp())
    said = f"{user_id}.{until}.{quote(begun_at)}"
    return f"{said}.{_seal(settings, by, said)}"


def begun_at(text: str) -> str:
    """Return the path where the looking began, as a cookie says it: sealed or not."""
    return unquote(text.rpartition(".")[0].partition(".")[2].partition(".")[2])


async def seen_as(settings: Settings, real: Viewer, text: str) -> Viewer | None:
    """Return the customer as whom somebody looks, or None when the cookie is not good any more.

    `real` is that somebody, with the language in which they see the site otherwise.
    """
    said, _dot, seal = text.rpartition(".")
    user_id, until = _numbers(said)
    good = hmac.compare_digest(seal.encode(), _seal(settings, real, said).encode())
    over = clock.now() >= datetime.fromtimestamp(until, UTC)
    if not good or over or not real.can(Can.VIEW_AS):
        return None
    try:
        person = await queries.user(user_id)
    except NotFound:
        return None
    if person.role is not Role.CUSTOMER or person.disabled_at is not None:
        return None
    seen = person.as_viewer()
    return replace(seen, watcher=real.id, watcher_name=real.name, watcher_locale=real.locale)


def _numbers(text: str) -> tuple[int, int]:
    user_id, _dot, rest = text.partition(".")
    until = rest.partition(".")[0]
    known = all(part.isascii() and part.isdigit() and len(part) < 16 for part in (user_id, until))
    return (int(user_id), int(until)) if known else (0, 0)


def _seal(settings: Settings, by: Viewer, said: str) -> str:
    key = sha256(b"view as:" + settings.secret_key.encode()).digest()
    return hmac.new(key, f"{by.id}:{by.session}:{said}".encode(), sha256).hexdigest()

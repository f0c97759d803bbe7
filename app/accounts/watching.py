"""Looking at the site as a customer sees it: read only, for half an hour, and on the record.

A cookie says whose eyes are borrowed; its seal holds for the one session in which it was made. The
socket knows nothing of it: what is live stays the colleague's own.
"""

import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

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


def mark(settings: Settings, by: Viewer, user_id: int) -> str:
    """Return the cookie that lets a session look as a customer."""
    until = int((clock.now() + LIFE).timestamp())
    return f"{user_id}.{until}.{_seal(settings, by, user_id, until)}"


async def seen_as(settings: Settings, real: Viewer, text: str) -> Viewer | None:
    """Return the customer as whom somebody looks, or None when the cookie is not good any more."""
    user_id, until = _numbers(text)
    seal = text.rpartition(".")[2]
    good = hmac.compare_digest(seal.encode(), _seal(settings, real, user_id, until).encode())
    over = clock.now() >= datetime.fromtimestamp(until, UTC)
    if not good or over or not real.can(Can.VIEW_AS):
        return None
    try:
        person = await queries.user(user_id)
    except NotFound:
        return None
    if person.role is not Role.CUSTOMER or person.disabled_at is not None:
        return None
    return replace(person.as_viewer(), watcher=real.id, watcher_name=real.name)


def _numbers(text: str) -> tuple[int, int]:
    user_id, _dot, rest = text.partition(".")
    until = rest.partition(".")[0]
    known = all(part.isascii() and part.isdigit() and len(part) < 16 for part in (user_id, until))
    return (int(user_id), int(until)) if known else (0, 0)


def _seal(settings: Settings, by: Viewer, user_id: int, until: int) -> str:
    key = sha256(b"view as:" + settings.secret_key.encode()).digest()
    said = f"{by.id}:{by.session}:{user_id}:{until}"
    return hmac.new(key, said.encode(), sha256).hexdigest()

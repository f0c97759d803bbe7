"""Links that set a password: single use, short-lived, only the newest one counts."""

import secrets
from datetime import timedelta
from hashlib import sha256

import sqlalchemy as sa

from app import clock
from app.accounts.models import RESET_LIFE
from app.accounts.tables import password_resets, users
from app.db import database, transaction
from app.errors import NotFound
from app.i18n import gettext as _


async def make(user_id: int, life: timedelta = RESET_LIFE) -> str:
    """Return a fresh token for somebody; their older ones stop working."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    async with transaction():
        await void(user_id)
        await database.execute(
            sa.insert(password_resets).values(
                user_id=user_id,
                token_hash=_digest(token),
                created_at=now,
                expires_at=now + life,
            )
        )
    return token


async def owner(token: str) -> int:
    """Return whose password a link may set; raises NotFound for used, late and unknown links."""
    user_id = await database.fetch_val(
        sa.select(password_resets.c.user_id)
        .join(users, users.c.id == password_resets.c.user_id)
        .where(
            password_resets.c.token_hash == _digest(token),
            password_resets.c.used_at.is_(None),
            password_resets.c.expires_at > clock.now(),
            users.c.disabled_at.is_(None),
        )
    )
    if user_id is None:
        raise NotFound(_("This link has been used or is too old. Please ask for a new one."))
    return int(user_id)


async def void(user_id: int) -> None:
    """Make every open link of somebody worthless."""
    await database.execute(
        sa.update(password_resets)
        .where(password_resets.c.user_id == user_id, password_resets.c.used_at.is_(None))
        .values(used_at=clock.now())
    )


async def sweep() -> None:
    """Delete links that ended a week ago."""
    await database.execute(
        sa.delete(password_resets).where(
            password_resets.c.expires_at < clock.now() - timedelta(days=7)
        )
    )


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()

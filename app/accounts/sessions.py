"""Session rows: made at sign-in, looked up per request, ended at once when a right is lost."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from app import clock
from app.accounts.access import Viewer
from app.accounts.models import Session, SignedIn, User, whole_life
from app.accounts.queries import SESSION, USER, as_user
from app.accounts.tables import sessions, users
from app.db import Row, database, prepared, transaction
from app.errors import NotFound
from app.i18n import gettext as _
from app.realtime.publish import revoke_session, revoke_user

SEEN_EVERY = timedelta(minutes=1)
"""How exactly `last_seen_at` is kept: one write a minute and session, not one a request."""

_LIVING = (
    sa.select(*(column.label(f"session_{column.name}") for column in SESSION), *USER)
    .join(users, users.c.id == sessions.c.user_id)
    .where(sessions.c.ended_at.is_(None), users.c.disabled_at.is_(None))
)


async def start(user: User, *, ip: str, user_agent: str, replaces: int = 0) -> SignedIn:
    """Make a session with a fresh random token; the session that it replaces ends."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    async with transaction():
        if replaces:
            await end(replaces)
        session_id = await database.fetch_val(
            sa.insert(sessions)
            .values(
                user_id=user.id,
                token_hash=_digest(token),
                created_at=now,
                last_seen_at=now,
                expires_at=now + whole_life(user.role),
                ip=ip[:64],
                user_agent=user_agent[:255],
            )
            .returning(sessions.c.id)
        )
    return SignedIn(user=user, session_id=int(session_id), token=token)


async def viewer_with_token(token: str) -> Viewer | None:
    """Return who holds the cookie's token, if that session still lives; counts as activity."""
    return await _viewer(await _by_token.fetch_one(token_hash=_digest(token)))


async def viewer_of_session(session_id: int) -> Viewer | None:
    """Return whose session this is, if it still lives; a live socket counts as activity."""
    return await _viewer(await _by_id.fetch_one(session_id=session_id))


async def end(session_id: int) -> None:
    """End one session; its sockets are closed after the commit."""
    async with transaction():
        ended = await database.fetch_one(
            sa.update(sessions)
            .where(sessions.c.id == session_id, sessions.c.ended_at.is_(None))
            .values(ended_at=clock.now())
            .returning(sessions.c.id)
        )
        if ended is not None:
            await revoke_session(session_id)


async def end_own(viewer: Viewer, session_id: int) -> None:
    """End one of the viewer's own sessions."""
    async with transaction():
        mine = await database.fetch_val(
            sa.select(sessions.c.id).where(
                sessions.c.id == session_id, sessions.c.user_id == viewer.id
            )
        )
        if mine is None:
            raise NotFound(_("There is no such session."))
        await end(session_id)


async def end_all(user_id: int, *, but: int = 0) -> int:
    """End every session of somebody except one; returns how many ended."""
    async with transaction():
        rows = await database.fetch_all(
            sa.update(sessions)
            .where(
                sessions.c.user_id == user_id,
                sessions.c.id != but,
                sessions.c.ended_at.is_(None),
            )
            .values(ended_at=clock.now())
            .returning(sessions.c.id)
        )
        for row in rows:
            await revoke_session(row.id)
        if not but:
            await revoke_user(user_id)
    return len(rows)


async def sweep(keep: timedelta = timedelta(days=90)) -> None:
    """Delete the rows of sessions that are long over."""
    await database.execute(sa.delete(sessions).where(sessions.c.expires_at < clock.now() - keep))


@prepared
def _by_token() -> Any:
    return _LIVING.where(sessions.c.token_hash == sa.bindparam("token_hash"))


@prepared
def _by_id() -> Any:
    return _LIVING.where(sessions.c.id == sa.bindparam("session_id"))


async def _viewer(row: Row | None) -> Viewer | None:
    if row is None:
        return None
    values = row._mapping
    session = Session(**{column.name: values[f"session_{column.name}"] for column in SESSION})
    user = as_user({column.name: values[column.name] for column in USER})
    now = clock.now()
    if session.is_over(user.role, now):
        return None
    if now - session.last_seen_at >= SEEN_EVERY:
        await _touch(session.id)
    return user.as_viewer(session.id)


async def _touch(session_id: int) -> None:
    await database.execute(
        sa.update(sessions).where(sessions.c.id == session_id).values(last_seen_at=clock.now())
    )


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()

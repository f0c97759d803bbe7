"""Reading people and sessions; contact details only for those who may see them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.accounts.access import GRANTS, STAFF, Can, Role, Viewer
from app.accounts.models import Contact, Person, Session, User
from app.accounts.tables import sessions, users
from app.accounts.words import matching
from app.db import Row, database, prepared
from app.errors import NotFound
from app.i18n import gettext as _

IS_GUEST = sa.and_(
    users.c.role == Role.CUSTOMER, users.c.password_hash == "", users.c.erased_at.is_(None)
).label("is_guest")
"""Whether somebody is a customer who has no password."""
PERSON = (users.c.id, users.c.name, users.c.role, users.c.number)
USER = (
    *PERSON,
    users.c.email,
    users.c.phone,
    users.c.locale,
    users.c.zone,
    users.c.disabled_at,
    users.c.erased_at,
    users.c.marketing_consent_at,
    users.c.wants_unread_mail,
    users.c.enter_sends,
    users.c.created_at,
    users.c.rev,
    IS_GUEST,
)
SESSION = tuple(c for c in sessions.c if c.name not in {"token_hash", "ended_at"})


async def user_named(user_id: int) -> Person:
    """Return what anybody may see of one person."""
    row = await database.fetch_one(sa.select(*PERSON).where(users.c.id == user_id))
    if row is None:
        raise NotFound(_("There is no such person."))
    return _person(row)


async def people(ids: Collection[int]) -> dict[int, Person]:
    """Return several people by id; the unknown ones are left out."""
    if not ids:
        return {}
    rows = await database.fetch_all(sa.select(*PERSON).where(users.c.id.in_(set(ids))))
    return {row.id: _person(row) for row in rows}


async def staff(role: Role) -> list[Person]:
    """Return the people of one role who can sign in, by name."""
    rows = await database.fetch_all(
        sa.select(*PERSON)
        .where(users.c.role == role, users.c.disabled_at.is_(None))
        .order_by(users.c.name, users.c.id)
    )
    return [_person(row) for row in rows]


async def people_who_can(capability: Can) -> list[Person]:
    """Return the colleagues whose role has a capability, by name."""
    roles = [role for role in STAFF if capability in GRANTS[role]]
    rows = await database.fetch_all(
        sa.select(*PERSON)
        .where(users.c.role.in_(roles), users.c.disabled_at.is_(None))
        .order_by(users.c.name, users.c.id)
    )
    return [_person(row) for row in rows]


async def contact_for(viewer: Viewer, user_id: int) -> Contact | None:
    """Return phone and e-mail for those who may see them, and for oneself; else None."""
    if not viewer.can(Can.SEE_CONTACT) and viewer.id != user_id:
        return None
    row = await _contact.fetch_one(user_id=user_id)
    return None if row is None else Contact(row.email, row.phone, row.is_guest)


@prepared
def _contact() -> Any:
    query = sa.select(users.c.email, users.c.phone, IS_GUEST)
    return query.where(users.c.id == sa.bindparam("user_id"))


async def customers_matching(viewer: Viewer, words: str, limit: int = 20) -> list[Person]:
    """Find customers by name, number, phone or e-mail, for those who order on their behalf."""
    if not viewer.can(Can.SEE_CONTACT):
        return []
    query = sa.select(*PERSON).where(users.c.role == Role.CUSTOMER, users.c.disabled_at.is_(None))
    rows = await database.fetch_all(
        matching(query, words).order_by(users.c.name, users.c.id).limit(limit)
    )
    return [_person(row) for row in rows]


async def user(user_id: int) -> User:
    """Return a whole account; the caller has checked that the viewer may see it."""
    row = await database.fetch_one(sa.select(*USER).where(users.c.id == user_id))
    if row is None:
        raise NotFound(_("There is no such person."))
    return as_user(row._mapping)


async def user_with(who: Contact) -> User | None:
    """Return the account that signs in with this e-mail address or phone number."""
    row = await database.fetch_one(sa.select(*USER).where(_signs_in_with(who)))
    return None if row is None else as_user(row._mapping)


async def password_hash(who: Contact) -> str:
    """Return the kept hash of an enabled account, or nothing."""
    found = await database.fetch_val(
        sa.select(users.c.password_hash).where(_signs_in_with(who), users.c.disabled_at.is_(None))
    )
    return str(found or "")


async def password_hash_of(user_id: int) -> str:
    """Return the kept hash of one account, or nothing."""
    found = await database.fetch_val(sa.select(users.c.password_hash).where(users.c.id == user_id))
    return str(found or "")


async def open_sessions(user_id: int, role: Role, at: datetime) -> list[Session]:
    """Return the devices where somebody is signed in, the latest first."""
    rows = await database.fetch_all(
        sa.select(*SESSION)
        .where(sessions.c.user_id == user_id, sessions.c.ended_at.is_(None))
        .order_by(sessions.c.last_seen_at.desc(), sessions.c.id.desc())
    )
    found = [Session(**row._mapping) for row in rows]
    return [session for session in found if not session.is_over(role, at)]


def as_user(values: Mapping[str, Any]) -> User:
    """Turn the values of the USER columns into a User."""
    return User(**{**values, "role": Role(values["role"])})


def _person(row: Row) -> Person:
    return Person(id=row.id, name=row.name, role=Role(row.role), number=row.number)


def _signs_in_with(who: Contact) -> sa.ColumnElement[bool]:
    if who.email is not None:
        return users.c.email == who.email
    if who.phone is not None:
        return users.c.phone == who.phone
    return sa.false()


async def anybody() -> bool:
    """Tell whether the studio has any account yet."""
    return await database.fetch_val(sa.select(users.c.id).limit(1)) is not None

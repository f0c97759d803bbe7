"""The rows of people: unique addresses, membership numbers, and always one administrator."""

import secrets

import sqlalchemy as sa

from app import clock
from app.accounts import queries
from app.accounts.access import Role
from app.accounts.models import Contact, User, membership_number
from app.accounts.tables import user_words, users
from app.accounts.words import words_of
from app.db import IntegrityError, Row, database
from app.errors import Conflict, Invalid, NotFound
from app.i18n import gettext as _


async def check_free(who: Contact, but: int = 0) -> None:
    """Refuse an e-mail address or phone number that another account has."""
    for field, column, value in (
        ("email", users.c.email, who.email),
        ("phone", users.c.phone, who.phone),
    ):
        if value is None:
            continue
        query = sa.select(users.c.id).where(column == value, users.c.id != but)
        if await database.fetch_one(query) is not None:
            raise _taken(field)


async def insert(who: Contact, *, name: str, role: Role, kept: str, locale: str) -> User:
    """Add an account with its membership number."""
    await check_free(who)
    row = await _written(
        sa.insert(users)
        .values(
            number=secrets.token_hex(8),
            email=who.email,
            phone=who.phone,
            name=name,
            password_hash=kept,
            role=role,
            locale=locale,
            zone="",
            created_at=clock.now(),
            rev=0,
        )
        .returning(users.c.id)
    )
    if row is None:
        raise RuntimeError("the account was not written")
    return await change(row.id, number=membership_number(row.id))


async def change(user_id: int, **values: object) -> User:
    """Write columns of one account and the words by which it is found."""
    row = await _written(
        sa.update(users)
        .where(users.c.id == user_id)
        .values(rev=users.c.rev + 1, **values)
        .returning(*queries.USER)
    )
    if row is None:
        raise NotFound(_("There is no such person."))
    user = queries.as_user(row._mapping)
    await database.execute(sa.delete(user_words).where(user_words.c.user_id == user_id))
    name = user.name if user.erased_at is None else ""
    words = words_of(name, user.number, user.email, user.phone)
    rows = [{"user_id": user_id, "word": word} for word in sorted(words)]
    await database.execute(sa.insert(user_words).values(rows))
    return user


async def keep_an_admin(user: User) -> None:
    """Refuse to lose the last administrator."""
    if user.role is not Role.ADMIN:
        return
    others = await database.fetch_all(
        sa.select(users.c.id)
        .where(users.c.role == Role.ADMIN, users.c.disabled_at.is_(None), users.c.id != user.id)
        .with_for_update()
    )
    if not others:
        raise Conflict(
            _("This is the last administrator. Make somebody else one first."), code="last_admin"
        )


async def _written(query: sa.Insert | sa.Update) -> Row | None:
    """Write one row; somebody who took the address at the same instant is told so."""
    try:
        return await database.fetch_one(query)
    except IntegrityError as error:
        raise _taken("identifier") from error


def _taken(field: str) -> Invalid:
    why = _("There is already an account with this. Sign in, or ask for a new password.")
    return Invalid(why, code="taken", fields={"identifier": why, field: why})

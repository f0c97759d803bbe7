"""The account itself, when its owner deletes it: a row that names nobody and opens nothing."""

import sqlalchemy as sa

from app import clock, mail
from app.accounts import letters, queries, second_steps, sessions, throttles, users
from app.accounts.access import Role
from app.accounts.actions import account_key
from app.accounts.models import User
from app.accounts.tables import password_resets
from app.accounts.tables import sessions as session_rows
from app.accounts.tables import users as user_rows
from app.db import database
from app.erased import MARK
from app.errors import Conflict
from app.i18n import gettext as _


async def held(user_id: int) -> User:
    """Return a customer's account for deletion; nobody orders for them until the COMMIT."""
    row = sa.select(user_rows.c.id).where(user_rows.c.id == user_id)
    await database.fetch_one(row.with_for_update())
    person = await queries.user(user_id)
    if person.erased_at is not None:
        raise Conflict(_("This account has been deleted."), code="erased")
    if person.role is not Role.CUSTOMER:
        raise Conflict(_("Only a customer's account can be deleted."), code="not_a_customer")
    return person


async def erase(person: User) -> None:
    """Take name, addresses, password, devices and wishes; a last mail says so."""
    if person.email:
        await mail.forget(person.email)
    await letters.erased(person)
    await second_steps.forget(person.id)
    await sessions.end_all(person.id)
    await database.execute(sa.delete(session_rows).where(session_rows.c.user_id == person.id))
    await database.execute(sa.delete(password_resets).where(password_resets.c.user_id == person.id))
    for address in filter(None, (person.email, person.phone)):
        await throttles.forget(f"account:{account_key(address)}")
    now = clock.now()
    await users.change(
        person.id,
        name=MARK,
        email=None,
        phone=None,
        password_hash="",
        zone="",
        marketing_consent_at=None,
        wants_unread_mail=False,
        enter_sends=True,
        disabled_at=now,
        erased_at=now,
    )

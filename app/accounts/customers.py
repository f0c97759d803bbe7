"""Customers without a password: whom the studio writes down itself, and who order as guests."""

import re
from datetime import timedelta

from app import audit, clock
from app.accounts import queries, throttles, users
from app.accounts.access import Can, Role, Viewer, check
from app.accounts.models import Contact, User, identity, person_name
from app.db import transaction
from app.errors import Conflict
from app.i18n import gettext as _
from app.idempotency import once

SENT_TWICE = timedelta(minutes=10)
"""So long does a form that is sent again open the account that it made, and makes no other."""
_KEY = re.compile(r"[0-9a-f]{32}")


async def create_customer(identifier: str, *, name: str, by: Viewer, locale: str = "id") -> User:
    """Make a customer without a password; a reset link lets them in later."""
    check(by, Can.ORDER_ON_BEHALF)
    who, name = identity(identifier), person_name(name)
    async with transaction():
        user = await users.insert(who, name=name, role=Role.CUSTOMER, kept="", locale=locale)
        await audit.record(by, "created", f"user:{user.id}", role=str(Role.CUSTOMER))
    return user


async def begin_as_guest(
    identifier: str, *, name: str, locale: str = "id", ip: str = "", key: str = ""
) -> User:
    """Make the account of somebody who orders without one, as registration does but for a password.

    `key` is the form's own: who presses twice, or never got the answer, is let in once more, as
    nobody without a password could come back in another way.
    """
    if ip:
        await throttles.take_token(f"register:{ip}")
    who, name = identity(identifier), person_name(name)

    async def make() -> tuple[int, bytes]:
        user = await users.insert(who, name=name, role=Role.CUSTOMER, kept="", locale=locale)
        await audit.record(user.as_viewer(), "began_as_guest", f"user:{user.id}")
        return 201, str(user.id).encode()

    made = await once("guest", key if _KEY.fullmatch(key) else "", b"", make)
    user = await queries.user(int(made.body))
    if made.replayed and not _is_the_same(user, who):
        raise Conflict(_("This form was sent before. Please send it once more."), code="sent")
    return user


def _is_the_same(user: User, who: Contact) -> bool:
    same = (user.email, user.phone) == (who.email, who.phone)
    just_now = clock.now() - user.created_at <= SENT_TWICE
    return user.is_guest and user.disabled_at is None and same and just_now

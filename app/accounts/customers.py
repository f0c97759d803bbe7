"""Customers whom the studio writes down itself: at the counter, on the phone, from WhatsApp."""

from app import audit
from app.accounts import users
from app.accounts.access import Can, Role, Viewer, check
from app.accounts.models import User, identity, person_name
from app.db import transaction


async def create_customer(identifier: str, *, name: str, by: Viewer, locale: str = "id") -> User:
    """Make a customer without a password; a reset link lets them in later."""
    check(by, Can.ORDER_ON_BEHALF)
    who, name = identity(identifier), person_name(name)
    async with transaction():
        user = await users.insert(who, name=name, role=Role.CUSTOMER, kept="", locale=locale)
        await audit.record(by, "created", f"user:{user.id}", role=str(Role.CUSTOMER))
    return user

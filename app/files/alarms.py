"""Telling the administrators what only they can mend."""

import sqlalchemy as sa

from app import mail
from app.accounts.access import Role
from app.accounts.tables import users
from app.db import Row, database, transaction
from app.files import balloon
from app.i18n import format_size, use_locale
from app.i18n import gettext as _


async def disk_is_full() -> None:
    """Write to every administrator, now that the balloon gave the database room to do so."""
    async with transaction():
        for admin in await _administrators():
            with use_locale(admin.locale):
                await mail.enqueue(
                    to=admin.email,
                    subject=subject(),
                    template="files/disk_full.mail",
                    locale=admin.locale,
                    size=format_size(balloon.SIZE),
                )


def subject() -> str:
    """Say it in a line."""
    return _("The disk of the studio is full")


async def _administrators() -> list[Row]:
    return await database.fetch_all(
        sa.select(users.c.email, users.c.locale).where(
            users.c.role == Role.ADMIN, users.c.email.is_not(None), users.c.disabled_at.is_(None)
        )
    )

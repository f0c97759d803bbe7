"""One mail about what a customer has not read: not for each message, and never twice about one.

Who was away reads in it where the studio has written; the words themselves stay in the rooms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app import clock, mail, mailbox
from app.accounts.tables import users
from app.chat.tables import messages, read_cursors, rooms, unread_mails
from app.db import Row, database, transaction, upsert
from app.i18n import gettext as _
from app.i18n import localized, ngettext, use_locale
from app.identity import identity

PATIENCE = timedelta(minutes=15)
"""Who has the site or the app at hand has read it by then."""
PAUSE = timedelta(hours=6)
"""The least time between two mails to one person."""
LOOK_BACK = timedelta(days=3)
"""What is older was told, or is told by the page."""
AT_ONCE = 500
SWITCH = "/account#settings-title"
"""Where who does not want the mail says so."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A room with messages that its customer has not read."""

    room_id: int
    title: str
    """Nothing for the general conversation."""
    number: int

    @property
    def path(self) -> str:
        """Return where it is read."""
        return f"/rooms/{self.room_id}"

    @property
    def words(self) -> str:
        """Say what waits there."""
        return ngettext(
            "%(title)s: %(num)s message",
            "%(title)s: %(num)s messages",
            self.number,
            title=self.title or _("Chat with the studio"),
        )


async def tell_by_mail() -> None:
    """Write to each customer whose messages have waited for PATIENCE, about all of them at once."""
    now = clock.now()
    by_person: dict[int, list[Row]] = {}
    for row in await _unread(now):
        by_person.setdefault(row.customer_id, []).append(row)
    for found in by_person.values():
        async with transaction():
            await _write(found, now)


async def _write(found: list[Row], now: datetime) -> None:
    person = found[0]
    newest = max(row.newest for row in found)
    kept = {"user_id": person.customer_id, "last_message_id": newest, "at": now}
    told = unread_mails.c.last_message_id < newest, unread_mails.c.at <= now - PAUSE
    is_due = await database.fetch_val(
        upsert(unread_mails, kept, key=["user_id"], change=kept, where=told[0] & told[1]).returning(
            unread_mails.c.user_id
        )
    )
    if is_due is None:
        return
    name = (await identity()).name
    with use_locale(person.locale):
        waiting = [Waiting(row.id, localized(row, "title"), row.number) for row in found]
        words = subject(waiting, name)
    await mail.enqueue(
        to=person.email,
        subject=words,
        template="chat/unread.mail",
        locale=person.locale,
        answers_to=mailbox.answers_to(found[-1].id, person.customer_id),
        name=person.name,
        waiting=waiting,
        path=waiting[0].path if len(waiting) == 1 else "/rooms",
        switch=SWITCH,
    )


def subject(waiting: Sequence[Waiting], studio: str) -> str:
    """Say how much waits, and about which order where there is only one."""
    number = sum(each.number for each in waiting)
    if len(waiting) == 1 and waiting[0].title:
        return ngettext(
            "%(num)s message about %(title)s waits for you",
            "%(num)s messages about %(title)s wait for you",
            number,
            title=waiting[0].title,
        )
    return ngettext(
        "%(num)s message from %(studio)s waits for you",
        "%(num)s messages from %(studio)s wait for you",
        number,
        studio=studio,
    )


async def _unread(now: datetime) -> list[Row]:
    """Return the rooms in which customers who want the mail have left the studio's words unread."""
    number, newest = func.count(messages.c.id), func.max(messages.c.id)
    about = rooms.c.id, rooms.c.customer_id, rooms.c.title_id, rooms.c.title_en
    columns = *about, users.c.email
    mine = (read_cursors.c.room_id == rooms.c.id) & (read_cursors.c.user_id == rooms.c.customer_id)
    said = (messages.c.room_id == rooms.c.id) & (
        messages.c.id > func.coalesce(read_cursors.c.last_read_id, 0)
    )
    query = (
        select(
            *columns,
            users.c.name,
            users.c.locale,
            number.label("number"),
            newest.label("newest"),
        )
        .join(users, users.c.id == rooms.c.customer_id)
        .outerjoin(read_cursors, mine)
        .join(messages, said)
        .where(
            rooms.c.touched_at > now - LOOK_BACK,
            rooms.c.touched_at <= now - PATIENCE,
            messages.c.created_at > now - LOOK_BACK,
            messages.c.author_id.is_not(None),
            messages.c.author_id != rooms.c.customer_id,
            messages.c.deleted_at.is_(None),
            users.c.email.is_not(None),
            users.c.disabled_at.is_(None),
            users.c.wants_unread_mail,
        )
        .group_by(*columns, users.c.name, users.c.locale)
        .order_by(newest)
        .limit(AT_ONCE)
    )
    return await database.fetch_all(query)

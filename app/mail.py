"""The outbox: a mail is a row of the transaction that caused it; a job delivers it afterwards."""

import asyncio
import logging
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

import aiosmtplib
from sqlalchemy import Column, Index, Integer, String, Text, and_, or_, select

from app import clock, jobs
from app.config import Settings
from app.db import Row, UtcDateTime, after_commit, database, id_column, table, transaction
from app.identity import identity
from app.letters import SITE, letter

BATCH = 5  # as many as surely fit into a lease
DEAD_AFTER = 10
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
KEPT = timedelta(days=30)
SMTP_SECONDS = 30

log = logging.getLogger(__name__)

outbox = table(
    "outbox",
    id_column(),
    Column("message_id", String(255), nullable=False, unique=True),
    Column("recipient", String(320), nullable=False),
    Column("subject", String(400), nullable=False),
    Column("body", Text, nullable=False),
    # The same words as HTML; nothing in a mail of before there were such.
    Column("html", Text, nullable=False, default="", server_default=""),
    # Where an answer goes; nothing where none is read.
    Column("answers_to", String(320), nullable=False, default="", server_default=""),
    Column("state", String(10), nullable=False),  # waiting, sent or dead
    Column("attempts", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("leased_until", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("error", Text, nullable=False),
)
Index("ix_outbox_state_due_at", outbox.c.state, outbox.c.due_at)


class BadHeader(ValueError):
    """An address or subject that would smuggle in further headers."""


async def enqueue(
    *,
    to: str,
    subject: str,
    template: str,
    locale: str,
    answers_to: str = "",
    **context: object,
) -> str:
    """Put a mail into the outbox, in the words of `locale`, and return its message id.

    Needs a transaction. `answers_to` is an address of `mailbox`, or nothing: nobody reads answers.
    """
    for text in (to, subject):
        if any(ord(character) < 32 or ord(character) == 127 for character in text):
            raise BadHeader("control characters in a mail header")
    Address(addr_spec=to)
    now = clock.now()
    message_id = make_msgid(domain="sanggar")
    drawn = letter(
        template,
        subject=subject,
        locale=locale,
        studio=await identity(),
        can_answer=bool(answers_to),
        **context,
    )
    await database.execute(
        outbox.insert().values(
            message_id=message_id,
            recipient=to,
            subject=subject,
            body=drawn.text,
            html=drawn.html,
            answers_to=answers_to,
            state="waiting",
            attempts=0,
            created_at=now,
            due_at=now,
            error="",
        )
    )
    after_commit(lambda: jobs.soon(deliver))
    return message_id


async def hold(message_id: str, pause: timedelta) -> None:
    """Let a mail of this very transaction wait, so that it can still be withdrawn."""
    held = outbox.update().where(outbox.c.message_id == message_id)
    await database.execute(held.values(due_at=clock.now() + pause))


async def forget(recipient: str) -> None:
    """Delete every mail to an address, sent or not; needs a transaction."""
    await database.execute(outbox.delete().where(outbox.c.recipient == recipient))


async def withdraw(*, to: str, subject: str) -> None:
    """Take back the mails of this subject that have not begun to go out."""
    await database.execute(
        outbox.delete().where(
            outbox.c.recipient == to,
            outbox.c.subject == subject,
            outbox.c.state == "waiting",
            outbox.c.attempts == 0,
        )
    )


@jobs.every(minutes=0.5, lease=15)
async def deliver() -> None:
    """Send what is due; each mail is leased before and settled after the provider's answer."""
    settings = jobs.settings()
    while leased := await lease():
        for row in leased:
            await attempt(row, settings)


@jobs.every(minutes=24 * 60)
async def forget_sent() -> None:
    """Delete the rows of mails that went out, or were given up, a month ago."""
    before = clock.now() - KEPT
    sent = and_(outbox.c.state == "sent", outbox.c.sent_at < before)
    dead = and_(outbox.c.state == "dead", outbox.c.due_at < before)
    await database.execute(outbox.delete().where(or_(sent, dead)))


async def lease() -> list[Row]:
    """Take the next mails for this process; another process gets others."""
    now = clock.now()
    free = or_(outbox.c.leased_until.is_(None), outbox.c.leased_until < now)
    due = (
        select(outbox.c.id)
        .where(outbox.c.state == "waiting", outbox.c.due_at <= now, free)
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    async with transaction():
        ids = [row["id"] for row in await database.fetch_all(due)]
        return await database.fetch_all(
            outbox.update()
            .where(outbox.c.id.in_(ids))
            .values(leased_until=now + LEASE, attempts=outbox.c.attempts + 1)
            .returning(outbox)
        )


async def attempt(row: Row, settings: Settings) -> None:
    """Send one leased mail and settle its row: sent, later again, or dead."""
    message = _message(row, settings, (await identity()).name)
    try:
        if settings.smtp_url:
            await _send(message, settings.smtp_url)
        else:
            await asyncio.to_thread(_write, message, settings.instance / "mail", row["id"])
    except Exception as failure:  # whatever it is, it counts as an attempt and is tried again
        await _settle(row, _failed(row, repr(failure)))
        log.warning("mail %s not delivered (attempt %s): %r", row["id"], row["attempts"], failure)
        return
    # The words are not kept: they may hold a link that opens an account.
    gone = {"body": "", "html": "", "error": ""}
    await _settle(row, {"state": "sent", "sent_at": clock.now(), **gone})


async def dead(limit: int) -> list[Row]:
    """Return the mails that were given up, the latest first, without their words."""
    columns = (outbox.c[name] for name in ("id", "recipient", "subject", "error", "created_at"))
    query = select(*columns).where(outbox.c.state == "dead")
    return await database.fetch_all(query.order_by(outbox.c.id.desc()).limit(limit))


async def revive(mail_id: int) -> bool:
    """Try a mail again that was given up; needs a transaction. Tells whether there was one."""
    row = await database.fetch_one(
        outbox.update()
        .where(outbox.c.id == mail_id, outbox.c.state == "dead")
        .values(state="waiting", attempts=0, due_at=clock.now(), error="")
        .returning(outbox.c.id)
    )
    after_commit(lambda: jobs.soon(deliver))
    return row is not None


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait before the next attempt: doubling from 30 seconds up to 6 hours."""
    return min(FIRST_PAUSE * (1 << attempts - 1), LONGEST_PAUSE)


def _failed(row: Row, error: str) -> dict[str, str | datetime]:
    state = "dead" if row["attempts"] >= DEAD_AFTER else "waiting"
    return {"state": state, "due_at": clock.now() + pause_after(row["attempts"]), "error": error}


async def _settle(row: Row, values: dict[str, str | datetime]) -> None:
    await database.execute(
        outbox.update().where(outbox.c.id == row["id"]).values(leased_until=None, **values)
    )


def _message(row: Row, settings: Settings, sender: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    host = urlsplit(settings.public_url).hostname or "localhost"
    message["From"] = Address(sender, "noreply", host)
    message["To"] = row["recipient"]
    if row["answers_to"]:
        message["Reply-To"] = row["answers_to"]
    message["Subject"] = row["subject"]
    message["Date"] = format_datetime(row["created_at"])
    message["Message-ID"] = row["message_id"]
    message["Auto-Submitted"] = "auto-generated"
    site = settings.public_url + "/"
    message.set_content(row["body"].replace(SITE, site))
    if row["html"]:
        message.add_alternative(row["html"].replace(SITE, site), subtype="html")
    return message


async def _send(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    tls = parts.scheme == "smtps"
    await aiosmtplib.send(
        message,
        hostname=parts.hostname or "localhost",
        port=parts.port or (465 if tls else 25),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_tls=tls,
        timeout=SMTP_SECONDS,
    )


def _write(message: EmailMessage, folder: Path, number: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{number:06}.eml").write_bytes(message.as_bytes())

"""Telling the studio something, and the studio's answer."""

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from app import audit, clock, i18n
from app.accounts import throttles
from app.accounts.access import Can, Viewer, check
from app.accounts.models import NAME_LIMIT, Contact, identity
from app.accounts.queries import contact_for
from app.chat import queries as chat_queries
from app.db import database, transaction
from app.errors import Conflict, Invalid
from app.feedback import changes, live, queries
from app.feedback.changes import Photo
from app.feedback.models import (
    BODY_LIMIT,
    MOVES,
    NOTE_LIMIT,
    Feedback,
    Status,
    Told,
    check_told,
)
from app.feedback.tables import feedback
from app.i18n import gettext as _
from app.numbering import next_number
from app.orders import queries as order_queries
from app.text import clean_line, clean_text


async def give(told: Told, *, by: Viewer, photos: Sequence[Photo] = (), ip: str = "") -> Feedback:
    """Keep what somebody tells us and give it a reference number at once.

    The same `client_key` again returns the first message. Photos are stored before the
    transaction, because the disk is slower than the database may wait.
    """
    check(by, Can.GIVE_FEEDBACK)
    if before := await queries.sent_before(told.client_key):
        return before
    told = replace(told, body=clean_text(told.body, BODY_LIMIT))
    check_told(told, is_member=by.is_member, photos=len(photos))
    contact = await _contact(told, by)
    if ip:
        await throttles.take_token(f"feedback:{ip}")
    await _check_subject(told, by)
    folder_id = await changes.store(photos, by) if photos else None
    async with transaction():
        if before := await queries.sent_before(told.client_key):
            return before
        found = await _insert(told, contact, by, folder_id)
        await changes.remember(found, None, "", by if found.author_id else None)
        if found.author_id:  # the trail keeps addresses: nothing of an anonymous author
            await audit.record(by, "gave_feedback", f"feedback:{found.id}")
        await live.received(found, by=by)
        await changes.letter(found, "received")
    return found


async def move(feedback_id: int, to: Status, *, note: str, rev: int, by: Viewer) -> Feedback:
    """Acknowledge, resolve, open again, or only answer; the author reads the note."""
    check(by, Can.ANSWER_FEEDBACK)
    note = clean_text(note, NOTE_LIMIT)
    if to is Status.RESOLVED and not note:
        why = _("Write how it was resolved: the author reads it.")
        raise Invalid(why, fields={"note": why})
    async with transaction():
        before = await queries.feedback_for(by, feedback_id)
        if rev != before.rev or to not in {*MOVES[before.status], before.status}:
            raise Conflict(
                _("A colleague has answered meanwhile. Please look again."), code="stale_move"
            ).with_facts(status=before.status, rev=before.rev)
        if to is before.status and not note:
            why = _("Write an answer first.")
            raise Invalid(why, fields={"note": why})
        moved = {} if to is before.status else {"status": to, "moved_at": clock.now()}
        after = await changes.write(before, **moved)
        await changes.remember(after, before.status, note, by)
        verb = "feedback_answered" if to is before.status else f"feedback_{to}"
        await audit.record(by, verb, f"feedback:{feedback_id}")
        await live.moved(after, by=by)
        await changes.letter(after, "moved", note=note)
    return after


async def _contact(told: Told, by: Viewer) -> Contact:
    if told.is_anonymous:
        return Contact(None, None)
    if told.contact:
        try:
            return identity(told.contact)
        except Invalid as error:
            words = next(iter(error.fields.values()))
            raise Invalid(error.message, fields={"contact": words}) from error
    found = await contact_for(by, by.id) if by.is_member else None
    return found or Contact(None, None)


async def _check_subject(told: Told, by: Viewer) -> None:
    """A foreign order or room is as absent as a missing one."""
    if told.order_id is not None:
        await order_queries.order_for(by, told.order_id)
    if told.room_id is not None:
        await chat_queries.room_for(by, told.room_id)


async def _insert(told: Told, contact: Contact, by: Viewer, folder_id: int | None) -> Feedback:
    now = clock.now()
    signed = by.is_member and not told.is_anonymous
    row = await database.fetch_one(
        sa.insert(feedback)
        .values(
            reference=await next_number("FB"),
            client_key=told.client_key or None,
            kind=told.kind,
            severity=told.severity,
            wanted=told.wanted,
            status=Status.RECEIVED,
            author_id=by.id if signed else None,
            name="" if told.is_anonymous else clean_line(told.name or by.name, NAME_LIMIT),
            email=contact.email,
            phone=contact.phone,
            locale=i18n.locale(),
            order_id=None if told.is_anonymous else told.order_id,
            room_id=None if told.is_anonymous else told.room_id,
            folder_id=folder_id,
            body=told.body,
            created_at=now,
            moved_at=now,
            rev=1,
        )
        .returning(*queries.COLUMNS)
    )
    if row is None:
        raise RuntimeError("the message was not written")
    return queries.as_feedback(row)

"""Taking in a mail that answers one of ours: what it says is posted in its room, as its sender.

Nobody can tell who has really sent a mail. The sealed address, which only the receiver of our mail
knows, is the proof; that the mail also comes from their account's address keeps it from whoever
they forward it to.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import delete, func, select

from app import clock, mail, mailbox, signing
from app.accounts.access import Can, Viewer, check
from app.accounts.models import Contact, User
from app.accounts.queries import user_with
from app.accounts.throttles import take_token
from app.chat import actions, mail_parts, queries
from app.chat.mail_parts import MOST, Attached, Came
from app.chat.models import FILES_LIMIT, Room
from app.chat.tables import received_mails
from app.chat.words import clean_body
from app.db import database, transaction, upsert
from app.errors import AppError, Conflict, Invalid, NotFound, Refused, TooLarge
from app.files.actions import add_small
from app.i18n import format_size, locale, use_locale
from app.i18n import gettext as _

REFUSALS_A_DAY = 5
"""So many mails about what did not arrive one address gets; then there is silence."""
KEPT = timedelta(days=180)
WRONG = (Invalid, NotFound, Refused, Conflict, TooLarge)
"""What its sender can mend; everything else is tried again."""


class Outcome(StrEnum):
    """What became of a mail."""

    POSTED = "posted"
    REPEATED = "repeated"
    AUTOMATIC = "automatic"
    REFUSED = "refused"
    IGNORED = "ignored"


async def receive(raw: bytes, *, recipient: str = "") -> Outcome:
    """Post what a mail says, or tell its sender why not; twice the same mail is one.

    `recipient` is for whom the mail server took it, where it says so. Raises what may pass by
    itself: a database that does not answer, a disk that is full, too many mails at once.
    """
    came = await asyncio.to_thread(mail_parts.read, raw)
    if came.is_automatic:
        return Outcome.AUTOMATIC
    if await _is_known(came):
        return Outcome.REPEATED
    person = await _sender(came)
    addresses = [recipient.lower(), *came.recipients]
    place = next((found for each in addresses if (found := mailbox.place_behind(each))), None)
    with use_locale(person.locale if person else "id", person.zone if person else ""):
        try:
            room, who = await _entered(place, person)
            return await _post(came, room, who)
        except WRONG as error:
            # A stranger at a made-up address may be somebody whose name spam carries.
            is_ours = person is not None or place is not None
            return await _refuse(came, error, is_heard=is_ours)


async def forget() -> None:
    """Forget the mails of long ago, which nobody delivers again."""
    old = received_mails.c.at < clock.now() - KEPT
    await database.execute(delete(received_mails).where(old))


def refused_subject() -> str:
    """Say that nothing arrived."""
    return _("Your mail did not arrive in our conversation")


def left_subject() -> str:
    """Say that a part did not arrive."""
    return _("Some files of your mail did not arrive")


async def _entered(place: mailbox.Place | None, person: User | None) -> tuple[Room, Viewer]:
    if place is None:
        raise Invalid(_("We could not tell which of our conversations it belongs to."))
    if place.is_over:
        raise Invalid(_("The mail that you answered is too old to be answered."))
    if person is None or person.id != place.user_id:
        raise Refused(_("Only the address that we wrote to can answer."))
    who = person.as_viewer()
    check(who, Can.CHAT)
    return await queries.room_for(who, place.room_id), who


async def _post(came: Came, room: Room, who: Viewer) -> Outcome:
    if came.is_too_large:
        limit = format_size(MOST)
        raise TooLarge(_("A mail may have at most %(limit)s with its files.", limit=limit))
    clean_body(came.words, may_be_empty=bool(came.files))
    await take_token(f"mail:{who.id}")
    kept, left = await _keep(came.files, room, who)
    if left and not kept and not came.words:
        raise Invalid("\n".join(left))
    async with transaction():
        if not await _remember(came, Outcome.POSTED):
            return Outcome.REPEATED
        client_id = str(uuid5(NAMESPACE_OID, came.message_id))
        await actions.post_message(who, room.id, client_id, came.words, kept, via="mail")
        if left:
            await _tell(came, left_subject(), "files_left", left, path=f"/rooms/{room.id}")
    return Outcome.POSTED


async def _keep(files: Sequence[Attached], room: Room, who: Viewer) -> tuple[list[int], list[str]]:
    """Keep the files of a mail; returns their ids, and what is to be said about the others."""
    kept: list[int] = []
    left: list[str] = []
    for file in files:
        try:
            if len(kept) == FILES_LIMIT:
                raise Invalid(_("A message carries at most %(limit)s files.", limit=FILES_LIMIT))
            check(who, Can.UPLOAD)
            added = await add_small(file.content, name=file.name, by=who, folder_id=room.folder_id)
            kept.append(added.id)
        except WRONG as error:
            left.append(_named(file, error))
    return kept, left


def _named(file: Attached, error: AppError) -> str:
    if file.name in error.message:
        return error.message
    return _("%(name)s: %(reason)s", name=file.name, reason=error.message)


async def _refuse(came: Came, error: AppError, *, is_heard: bool) -> Outcome:
    async with transaction():
        is_heard = is_heard and await _refusals_to(came.sender) < REFUSALS_A_DAY
        outcome = Outcome.REFUSED if is_heard else Outcome.IGNORED
        if not await _remember(came, outcome):
            return Outcome.REPEATED
        if is_heard:
            await _tell(came, refused_subject(), "not_arrived", error.message.split("\n"))
    return outcome


async def _tell(
    came: Came, subject: str, name: str, reasons: Sequence[str], *, path: str = "/rooms"
) -> None:
    await mail.enqueue(
        to=came.sender,
        subject=subject,
        template=f"chat/{name}.mail",
        locale=locale(),
        reasons=reasons,
        about=came.subject,
        path=path,
    )


async def _sender(came: Came) -> User | None:
    person = await user_with(Contact(came.sender, None))
    return person if person is not None and person.disabled_at is None else None


async def _is_known(came: Came) -> bool:
    query = select(received_mails.c.id).where(received_mails.c.message_id == came.message_id)
    return await database.fetch_val(query) is not None


async def _remember(came: Came, outcome: Outcome) -> bool:
    """Keep that a mail was taken in; false when it was before."""
    row = {
        "message_id": came.message_id,
        "sender": _mark_of(came.sender),
        "outcome": outcome.value,
        "at": clock.now(),
    }
    query = upsert(received_mails, row, key=["message_id"]).returning(received_mails.c.id)
    return await database.fetch_val(query) is not None


def _mark_of(sender: str) -> str:
    """Return what is kept of an address: enough to know it again, not to read it."""
    return signing.seal("sender of a mail", sender)


async def _refusals_to(sender: str) -> int:
    """Count what one address was told in a day; needs no lock: one more does no harm."""
    query = select(func.count()).where(
        received_mails.c.sender == _mark_of(sender),
        received_mails.c.at > clock.now() - timedelta(days=1),
        received_mails.c.outcome == Outcome.REFUSED,
    )
    return int(await database.fetch_val(query) or 0)

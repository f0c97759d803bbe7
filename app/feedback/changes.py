"""Writing one change of a message to the studio: its state, its story, its letter."""

from collections.abc import Sequence
from typing import IO

import sqlalchemy as sa

from app import clock, i18n, mail
from app.accounts.access import Viewer
from app.db import database, transaction
from app.errors import Conflict
from app.feedback import live, queries
from app.feedback.models import Feedback, Status
from app.feedback.tables import feedback, feedback_moves
from app.files import actions as files
from app.i18n import gettext as _

Photo = tuple[str, IO[bytes] | bytes]


async def store(photos: Sequence[Photo], by: Viewer, folder_id: int | None = None) -> int:
    """Keep photos, in a new folder unless there is one; call it outside a transaction."""
    if folder_id is None:
        async with transaction():
            folder_id = await files.open_folder(by.id, live.INBOX)
    for name, source in photos:
        await files.add_small(source, name=name, by=by, folder_id=folder_id)
    return folder_id


async def write(found: Feedback, **values: object) -> Feedback:
    """Write columns of a message that nobody else changed since it was read."""
    row = await database.fetch_one(
        sa.update(feedback)
        .where(feedback.c.id == found.id, feedback.c.rev == found.rev)
        .values(**values, rev=feedback.c.rev + 1)
        .returning(*queries.COLUMNS)
    )
    if row is None:
        raise Conflict(
            _("A colleague has answered meanwhile. Please look again."), code="stale_move"
        )
    return queries.as_feedback(row)


async def remember(found: Feedback, before: Status | None, note: str, by: Viewer | None) -> None:
    """Add a line to its story."""
    await database.execute(
        sa.insert(feedback_moves).values(
            feedback_id=found.id,
            actor_id=by.id if by is not None and by.is_member else None,
            actor_name=by.name if by is not None else "",
            from_status=before or "",
            to_status=found.status,
            note=note,
            at=clock.now(),
        )
    )


async def letter(found: Feedback, template: str, **context: object) -> None:
    """Write to the author, if they left an address."""
    if found.email is None:
        return
    with i18n.use_locale(found.locale):
        words = subject(found.reference)
    await mail.enqueue(
        to=found.email,
        subject=words,
        template=f"feedback/{template}.mail",
        locale=found.locale,
        answers_to="",
        feedback=found,
        **context,
    )


def subject(reference: str) -> str:
    """Say what a mail to an author is about."""
    return _("Your message %(reference)s", reference=reference)

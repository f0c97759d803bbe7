"""What somebody told the studio, when they delete their account: that it was told stays."""

import sqlalchemy as sa

from app import clock
from app.db import database
from app.erased import MARK
from app.feedback.live import INBOX
from app.feedback.models import Status
from app.feedback.tables import feedback, feedback_moves

DESK = (INBOX,)
"""Channels of the studio that speak of everybody's feedback."""


async def erase(author_id: int) -> None:
    """Take the words of both sides, name and addresses; what was open is over."""
    theirs = feedback.c.author_id == author_id
    ids = sa.select(feedback.c.id).where(theirs)
    story = feedback_moves.c.feedback_id.in_(ids)
    await database.execute(feedback_moves.update().where(story).values(note=""))
    own = feedback_moves.c.actor_id == author_id
    await database.execute(feedback_moves.update().where(own).values(actor_name=MARK))
    unresolved = theirs, feedback.c.status != Status.RESOLVED
    await database.execute(
        feedback.update().where(*unresolved).values(status=Status.RESOLVED, moved_at=clock.now())
    )
    gone = {"name": MARK, "email": None, "phone": None, "body": MARK, "client_key": None}
    await database.execute(feedback.update().where(theirs).values(rev=feedback.c.rev + 1, **gone))

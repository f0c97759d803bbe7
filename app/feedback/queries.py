"""Reading feedback: one's own, or the studio's whole inbox."""

import sqlalchemy as sa

from app.accounts.access import Scope, Thing, Viewer, scope
from app.db import Row, count_up_to, database
from app.errors import NotFound
from app.feedback.models import Feedback, Kind, Move, Severity, Status, Wanted
from app.feedback.tables import feedback, feedback_moves
from app.i18n import gettext as _

PAGE = 50
COLUMNS = tuple(c for c in feedback.c if c.name != "client_key")


async def feedback_for(viewer: Viewer, feedback_id: int) -> Feedback:
    """Return one message that the viewer may read; absent and foreign look the same."""
    row = await database.fetch_one(
        sa.select(*COLUMNS).where(feedback.c.id == feedback_id, _visible_to(viewer))
    )
    if row is None:
        raise NotFound(_("There is no such message."))
    return as_feedback(row)


async def own(viewer: Viewer, before: int = 0) -> list[Feedback]:
    """Return a page of what the viewer told the studio, the latest first, and one more."""
    if not viewer.is_member:
        return []
    query = sa.select(*COLUMNS).where(feedback.c.author_id == viewer.id)
    if before:
        query = query.where(feedback.c.id < before)
    rows = await database.fetch_all(query.order_by(feedback.c.id.desc()).limit(PAGE + 1))
    return [as_feedback(row) for row in rows]


async def inbox(
    viewer: Viewer, status: Status | None, before: int = 0, *, mine: bool = False
) -> list[Feedback]:
    """Return a page of the studio's inbox, the latest first; `before` is the last id seen."""
    if scope(viewer, Thing.FEEDBACK) is not Scope.ALL:
        return []
    query = sa.select(*COLUMNS).order_by(feedback.c.id.desc()).limit(PAGE + 1)
    if status is not None:
        query = query.where(feedback.c.status == status)
    if mine:
        query = query.where(feedback.c.owner_id == viewer.id)
    if before:
        query = query.where(feedback.c.id < before)
    return [as_feedback(row) for row in await database.fetch_all(query)]


async def counts() -> dict[Status, int]:
    """Return how many messages are in each state; the counting stops at `app.db.ENOUGH`."""
    each = [
        count_up_to(sa.select(feedback).where(feedback.c.status == status)).label(status)
        for status in Status
    ]
    row = await database.fetch_one(sa.select(*each))
    return {status: int(row[status]) if row else 0 for status in Status}


async def moves_of(feedback_id: int) -> list[Move]:
    """Return what happened to a message, in order."""
    rows = await database.fetch_all(
        sa.select(
            feedback_moves.c.actor_name,
            feedback_moves.c.from_status,
            feedback_moves.c.to_status,
            feedback_moves.c.note,
            feedback_moves.c.at,
        )
        .where(feedback_moves.c.feedback_id == feedback_id)
        .order_by(feedback_moves.c.id)
    )
    return [Move(**{**row._mapping, "to_status": Status(row.to_status)}) for row in rows]


async def sent_before(client_key: str) -> Feedback | None:
    """Return what the same press of the button has already sent."""
    if not client_key:
        return None
    row = await database.fetch_one(sa.select(*COLUMNS).where(feedback.c.client_key == client_key))
    return None if row is None else as_feedback(row)


def as_feedback(row: Row) -> Feedback:
    """Turn a row into a Feedback."""
    parsed = {
        "kind": Kind(row.kind),
        "severity": Severity(row.severity),
        "wanted": Wanted(row.wanted),
        "status": Status(row.status),
    }
    return Feedback(**{**row._mapping, **parsed})


def _visible_to(viewer: Viewer) -> sa.ColumnElement[bool]:
    match scope(viewer, Thing.FEEDBACK):
        case Scope.ALL:
            return sa.true()
        case Scope.OWN:
            return feedback.c.author_id == viewer.id
        case _:
            return sa.false()

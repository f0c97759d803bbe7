"""The order that somebody is typing: kept as they go, and there again on any of their devices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app import clock
from app.accounts.access import Can, Viewer, check
from app.db import database, transaction, upsert
from app.idempotency import is_answered
from app.orders.delivery import COLUMNS
from app.orders.tables import order_drafts

KEPT = timedelta(days=30)
GIVEN = {"idempotency_key", "source", *COLUMNS}
"""Fields that have a value before anybody has typed: alone they are no draft."""
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Saved:
    """The fields of an unfinished order, in their order."""

    fields: list[tuple[str, str]]
    at: datetime

    @property
    def message(self) -> int:
        """Return the customer's message with which it began, or 0."""
        text = dict(self.fields).get("message", "")
        return int(text) if text.isdecimal() else 0


async def keep(viewer: Viewer, fields: Fields) -> datetime | None:
    """Keep what is typed in place of what was kept; nothing at all is not kept. Tells when."""
    check(viewer, Can.ORDER)
    key = dict(fields).get("idempotency_key", "")
    if key and await is_answered(f"orders:{viewer.id}", key):  # it came late: the order is placed
        return None
    if not any(value for name, value in fields if name not in GIVEN):
        await forget(viewer)
        return None
    moment = clock.now()
    values = {"fields": [list(field) for field in fields], "saved_at": moment}
    row = {"user_id": viewer.id, **values}
    async with transaction():
        await database.execute(upsert(order_drafts, row, key=["user_id"], change=values))
    return moment


async def resume(viewer: Viewer) -> Saved | None:
    """Return what the viewer left unfinished, if it is not too old."""
    query = select(order_drafts.c.fields, order_drafts.c.saved_at).where(
        order_drafts.c.user_id == viewer.id, order_drafts.c.saved_at > clock.now() - KEPT
    )
    row = await database.fetch_one(query)
    if row is None:
        return None
    return Saved([(str(name), str(value)) for name, value in row.fields], row.saved_at)


async def forget(viewer: Viewer) -> None:
    """Drop what is kept: the order was sent, or its writer begins anew."""
    async with transaction():
        await database.execute(delete(order_drafts).where(order_drafts.c.user_id == viewer.id))


async def forget_old() -> None:
    """Drop what nobody came back to."""
    async with transaction():
        await database.execute(
            delete(order_drafts).where(order_drafts.c.saved_at <= clock.now() - KEPT)
        )

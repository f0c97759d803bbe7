"""The desk's piles of conversations: what is in each, and how each conversation is handled."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, bindparam, or_, select

from app import clock
from app.accounts.access import Scope, Thing, Viewer, scope
from app.accounts.tables import users
from app.chat import lists
from app.chat.colleagues import mentions_of
from app.chat.models import Listing, Room
from app.chat.room_labels import Label, all_labels, carrying, labels_of
from app.chat.standing import RECENT, Handling, Queue, Standing, standing_now
from app.chat.statements import reach
from app.chat.tables import handlings, rooms
from app.chat.timers import Timer, timers_of
from app.db import UtcDateTime, count_up_to, database, prepared, snapshot
from app.db.prepared import Prepared
from app.realtime.log import position

COUNTED = 100
"""A pile's number goes no further: 99+."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """One pile with the numbers of all of them, and how its conversations are handled."""

    queue: Queue
    counts: dict[Queue, int]
    listing: Listing
    handling: dict[int, Handling]
    timers: dict[int, Timer] = field(default_factory=dict)
    labels: dict[int, list[Label]] = field(default_factory=dict)
    all_labels: list[Label] = field(default_factory=list)
    label: int = 0
    """Only the conversations with this label are shown."""

    def address(self, **more: object) -> str:
        """Return the address of this pile, with some of it changed."""
        wanted = {"queue": self.queue, "label": self.label, **more}
        return f"/inbox?{urlencode({name: value for name, value in wanted.items() if value})}"


async def inbox(
    viewer: Viewer, queue: Queue, after: lists.Place | None = None, label: int = 0
) -> Inbox:
    """Return a page of a pile as staff see it, with the position of its live channel."""
    is_desk = scope(viewer, Thing.ROOMS) is Scope.ALL
    channel = "inbox" if is_desk else f"user:{viewer.id}"
    async with snapshot():
        at = await position(channel)
        narrowed = [_in(queue, viewer.id, _recently()), *([carrying(label)] if label else [])]
        found = await lists.inbox(viewer, after, *narrowed)
        shown, following = lists.cut(found, waiting_first=True)
        places = [summary.room for summary in shown]
        handling = await handling_of(places)
        timers, labels = await timers_of(places), await labels_of([room.id for room in places])
        called = await mentions_of(viewer) if after is None else []
        piles: list[Queue] = [one for one in Queue if one is not Queue.RESOLVED]
        counts = {one: await _count(viewer, one) for one in piles}
        known = await all_labels()
    shown.sort(key=lambda row: not handling[row.room.id].is_urgent)
    listed = Listing(shown, channel, at, called, following)
    return Inbox(queue, counts, listed, handling, timers, labels, known, label)


async def handling_of(found: list[Room]) -> dict[int, Handling]:
    """Return how each of the rooms is handled now."""
    kept = handlings.c.room_id.in_([room.id for room in found])
    query = select(handlings, users.c.name).outerjoin(users, users.c.id == handlings.c.assignee_id)
    rows = {row.room_id: row for row in await database.fetch_all(query.where(kept))}
    now, handled = clock.now(), {}
    for room in found:
        row = rows.get(room.id)
        standing = standing_now(
            Standing(row.standing) if row and row.standing else None,
            row.changed_at if row else None,
            waiting_since=room.waiting_since,
            last_at=room.last_message_at or room.created_at,
            now=now,
        )
        handled[room.id] = (
            Handling(standing)
            if row is None
            else Handling(
                standing, row.assignee_id, row.name or "", row.snoozed_until, row.is_urgent
            )
        )
    return handled


async def due_to_wake() -> list[int]:
    """Return the rooms whose time aside is over."""
    query = select(handlings.c.room_id).where(
        handlings.c.standing == Standing.SNOOZED, handlings.c.snoozed_until <= clock.now()
    )
    return [row.room_id for row in await database.fetch_all(query)]


async def _count(viewer: Viewer, queue: Queue) -> int:
    counted = _counted(scope(viewer, Thing.ROOMS), queue)
    return int(await counted.fetch_val(viewer_id=viewer.id, recently=_recently()))


@cache
def _counted(of: Scope, queue: Queue) -> Prepared:
    def build() -> Any:
        viewer_id: Any = bindparam("viewer_id")
        recently: Any = bindparam("recently", type_=UtcDateTime())
        here = select(rooms.c.id).where(reach(of, viewer_id), _in(queue, viewer_id, recently))
        latest = here.order_by(rooms.c.touched_at.desc())  # what is at work was touched lately
        return select(count_up_to(latest, COUNTED))

    return prepared(build)


def _recently() -> datetime:
    return clock.now() - RECENT


def _in(queue: Queue, viewer_id: Any, recently: Any) -> ColumnElement[bool]:
    """Tell what lies in a pile: the same rules as `standing_now`, for the database."""
    at_work = _at_work(recently)
    match queue:
        case Queue.MINE:
            return and_(_among(handlings.c.assignee_id == viewer_id), at_work)
        case Queue.UNASSIGNED:
            return and_(at_work, ~_handled(handlings.c.assignee_id.is_not(None)))
        case Queue.ALL:
            return at_work
        case Queue.SNOOZED:
            aside = _among(handlings.c.standing == Standing.SNOOZED)
            return and_(aside, _kept(Standing.SNOOZED))
        case _:
            return and_(~at_work, ~_kept(Standing.SNOOZED))


def _at_work(recently: Any) -> ColumnElement[bool]:
    unmarked = ~_handled(handlings.c.standing.is_not(None))
    return or_(
        _reopened(),
        _kept(Standing.OPEN, Standing.PENDING),
        and_(rooms.c.touched_at > recently, unmarked),
    )


def _kept(*standings: Standing) -> ColumnElement[bool]:
    marked = or_(*(handlings.c.standing == standing for standing in standings))
    return and_(_handled(marked), ~_reopened())


def _reopened() -> ColumnElement[bool]:
    answered = _handled(handlings.c.changed_at >= rooms.c.waiting_since)
    return and_(rooms.c.waiting_since.is_not(None), ~answered)


def _handled(how: ColumnElement[bool]) -> ColumnElement[bool]:
    here = handlings.c.room_id == rooms.c.id
    return select(handlings.c.room_id).where(here, how).correlate(rooms).exists()


def _among(how: ColumnElement[bool]) -> ColumnElement[bool]:
    """As `_handled`, for a condition that few rooms meet: the database begins with those."""
    return rooms.c.id.in_(select(handlings.c.room_id).where(how))

"""The statements that every message runs: compiled once, their values bound by name."""

from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Join,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    select,
    true,
    union_all,
    update,
)

from app.accounts.access import Scope
from app.chat.models import SYSTEM_ACTOR, Room
from app.chat.tables import messages, read_cursors, room_members, rooms
from app.db import Id, Prepared, count_up_to, prepared, upsert

ROOM = tuple(rooms.c[field.name] for field in fields(Room))
DESK = 0
"""The "person" under whom `badges` gives the number of rooms that wait for the studio."""

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""Before every message."""

LATEST = 200
"""Of somebody's rooms so many count for the badge: what is new is among the last touched."""


def reach(of: Scope, user_id: Any) -> ColumnElement[bool]:
    """Tell which rooms a person may enter whose role reaches so far."""
    match of:
        case Scope.ALL:
            return true()
        case Scope.OWN:
            own: ColumnElement[bool] = rooms.c.customer_id == user_id
            return own
        case Scope.ASSIGNED:
            added = room_members.c.room_id == rooms.c.id, room_members.c.user_id == user_id
            return exists().where(*added).correlate_except(room_members)
        case _:
            return false()


def news(of: Scope, customer_id: Any, user_id: Any) -> ColumnElement[bool]:
    """Tell which messages are news: for the desk the customer's, else everyone else's."""
    author = messages.c.author_id
    new: ColumnElement[bool] = author == customer_id if of is Scope.ALL else author != user_id
    return new


def rooms_and_cursor(user_id: Any) -> Join:
    """Join each room with how far a person has read in it."""
    mine = and_(read_cursors.c.room_id == rooms.c.id, read_cursors.c.user_id == user_id)
    return rooms.outerjoin(read_cursors, mine)


@cache
def room(of: Scope, *, lock: bool) -> Prepared:
    """A room that a viewer may enter; `lock` lets its writers take turns."""

    def build() -> Any:
        entered = reach(of, bindparam("viewer_id"))
        query = select(*ROOM).where(rooms.c.id == bindparam("room_id"), entered)
        return query.with_for_update() if lock else query

    return prepared(build)


@cache
def rooms_with_news(of: Scope) -> Prepared:
    """How many of the rooms that a person reaches hold something new for them."""
    return prepared(lambda: _rooms_with_news(of, bindparam("user_id")))


@prepared
def waiting_rooms() -> Any:
    """How many rooms wait for the studio's answer."""
    return _waiting_rooms()


@prepared
def badges() -> Any:
    """Whom a message of a room concerns, and the number that their badge shows now."""
    added = room_members.alias("added")
    customer, member = bindparam("customer_id", type_=Id), added.c.user_id
    desk = select(literal(DESK).label("user_id"), _waiting_rooms().scalar_subquery())
    theirs = select(customer, _rooms_with_news(Scope.OWN, customer).scalar_subquery())
    others = select(member, _rooms_with_news(Scope.ASSIGNED, member).scalar_subquery())
    return union_all(desk, theirs, others.where(added.c.room_id == bindparam("room_id")))


@prepared
def reading() -> Any:
    """How far a person has read, what they could have read by now, and whether others spoke."""
    here, until = bindparam("room_id", type_=Id), bindparam("until", type_=Id)
    mine = read_cursors.c.room_id == here, read_cursors.c.user_id == bindparam("user_id")
    seen = func.coalesce(select(read_cursors.c.last_read_id).where(*mine).scalar_subquery(), 0)
    said = messages.c.room_id == here, messages.c.id <= until
    others = exists().where(
        *said, messages.c.author_id != bindparam("user_id"), messages.c.id > seen
    )
    newest = select(func.max(messages.c.id)).where(*said).scalar_subquery()
    return select(seen, func.coalesce(newest, 0), others)


@prepared
def moved_message() -> Any:
    """A message that its author sent to a room, and that staff have moved to another since."""
    return select(messages.c.id).where(
        messages.c.moved_from == bindparam("room"),
        messages.c.author_id == bindparam("author"),
        messages.c.client_id == bindparam("client_id"),
    )


@prepared
def new_message() -> Any:
    """Insert a message, unless its author has sent it to the room before."""
    names = (
        "author_id",
        "body",
        "body_en",
        "client_id",
        "created_at",
        "reply_to",
        "room_id",
        "via",
    )
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    query = upsert(messages, values, key=["room_id", "author_id", "client_id"])
    return query.returning(messages.c.id)


@prepared
def touched_room() -> Any:
    """Bring a room up in the lists; its customer waits until the studio answers."""
    moment = bindparam("moment", type_=rooms.c.last_message_at.type)
    author = bindparam("author_id", type_=Id)
    waits_since = case(
        (rooms.c.customer_id == author, func.coalesce(rooms.c.waiting_since, moment)),
        (author == SYSTEM_ACTOR.id, rooms.c.waiting_since),
        else_=None,
    )
    return (
        update(rooms)
        .where(rooms.c.id == bindparam("room"))
        .values(
            last_message_id=bindparam("message_id"),
            last_message_at=moment,
            touched_at=moment,
            waiting_since=waits_since,
        )
    )


@prepared
def touched_members() -> Any:
    """Bring a room up in the lists of those who were added to it."""
    moment = bindparam("moment", type_=room_members.c.touched_at.type)
    here = room_members.c.room_id == bindparam("room")
    return update(room_members).where(here).values(touched_at=moment)


@prepared
def moved_cursor() -> Any:
    """Say how far a person has read in a room."""
    place: dict[str, Any] = {"last_read_id": bindparam("until"), "read_at": bindparam("moment")}
    who: dict[str, Any] = {"room_id": bindparam("room"), "user_id": bindparam("reader")}
    return upsert(read_cursors, who | place, key=["room_id", "user_id"], change=place)


@cache
def got(side: str) -> Prepared:
    """Say up to which message a side's devices have got what was said; never back."""
    column = rooms.c[f"got_by_{side}"]
    until = bindparam("until", type_=Id)
    return prepared(
        lambda: (
            update(rooms)
            .where(rooms.c.id == bindparam("room"), column < until)
            .values({column: until})
            .returning(rooms.c.id)
        )
    )


def _waiting_rooms() -> Any:
    # Not IS NOT NULL, for which SQLite reads the index from its beginning.
    return select(count_up_to(select(rooms).where(rooms.c.waiting_since > LONG_AGO)))


def _rooms_with_news(of: Scope, user_id: Any) -> Any:
    latest = _latest(of, user_id).limit(LATEST).subquery("latest")
    mine = and_(read_cursors.c.room_id == latest.c.id, read_cursors.c.user_id == user_id)
    news = exists().where(
        messages.c.room_id == latest.c.id,
        messages.c.author_id != user_id,
        messages.c.id > func.coalesce(read_cursors.c.last_read_id, 0),
    )
    count = select(func.count()).select_from(latest.outerjoin(read_cursors, mine))
    return count.where(news.correlate_except(messages))


def _latest(of: Scope, user_id: Any) -> Any:
    """Select the ids of a person's own rooms, the last touched first, from one index."""
    if of is Scope.ASSIGNED:
        own = select(room_members.c.room_id.label("id")).where(room_members.c.user_id == user_id)
        order = room_members.c.touched_at.desc(), room_members.c.room_id.desc()
        return own.correlate_except(room_members).order_by(*order)
    own = select(rooms.c.id).where(rooms.c.customer_id == user_id)
    return own.correlate_except(rooms).order_by(rooms.c.touched_at.desc(), rooms.c.id.desc())

"""Which devices hear what; those whose session has ended hear nothing."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, func, select, true

from app import clock
from app.accounts.access import Role, Viewer
from app.accounts.tables import sessions, users
from app.db import Row, database
from app.push import keys
from app.push.models import Listener, Topic, Wishes
from app.push.tables import push_subscriptions, push_wishes

JOINED = (
    push_subscriptions.join(sessions, sessions.c.id == push_subscriptions.c.session_id)
    .join(users, users.c.id == push_subscriptions.c.user_id)
    .outerjoin(push_wishes, push_wishes.c.user_id == users.c.id)
)
"""Devices with their sessions, their owners, and what these have chosen."""


def living() -> ColumnElement[bool]:
    """Tell which devices of JOINED may hear anything now."""
    return and_(
        sessions.c.ended_at.is_(None),
        sessions.c.expires_at > clock.now(),
        sessions.c.user_id == push_subscriptions.c.user_id,
        users.c.disabled_at.is_(None),
    )


def wanting(topic: Topic) -> ColumnElement[bool]:
    """Tell whose devices hear a topic; promos need the consent to marketing as well."""
    chosen = func.coalesce(push_wishes.c[topic], getattr(Wishes(), topic))
    if topic is Topic.PROMOS:
        return and_(chosen, users.c.marketing_consent_at.is_not(None))
    return chosen


async def wishes_of(viewer: Viewer) -> Wishes:
    """Return what the viewer wants to hear."""
    row = await database.fetch_one(
        select(*(push_wishes.c[name] for name in Wishes.__slots__)).where(
            push_wishes.c.user_id == viewer.id
        )
    )
    return Wishes(*row) if row is not None else Wishes()


async def listeners(topic: Topic) -> list[Listener]:
    """Return everybody who has a device that hears a topic; nobody where there are no pushes."""
    if not keys.is_available():
        return []
    rows = await database.fetch_all(
        select(users.c.id, users.c.role)
        .select_from(JOINED)
        .where(living(), wanting(topic))
        .distinct()
    )
    return [Listener(int(row.id), Role(row.role)) for row in rows]


async def audience(topic: Topic) -> int:
    """Return how many people a note to everybody about a topic reaches on a device."""
    if not keys.is_available():
        return 0
    having = users.c.id.in_(select(push_subscriptions.c.user_id))  # few: the database begins there
    people = select(func.count(users.c.id.distinct())).select_from(JOINED)
    return int(await database.fetch_val(people.where(having, living(), wanting(topic))))


async def devices(
    topic: Topic, user_ids: Collection[int] | None, *, whatever: bool = False
) -> list[Row]:
    """Return (id, locale, zone, nights) of the devices that hear a topic; None is everybody's.

    `whatever` asks for those too whose owner does not want the topic.
    """
    nights = func.coalesce(push_wishes.c.nights, Wishes().nights).label("nights")
    query = (
        select(push_subscriptions.c.id, users.c.locale, users.c.zone, nights)
        .select_from(JOINED)
        .where(living(), true() if whatever else wanting(topic))
    )
    if user_ids is not None:
        query = query.where(users.c.id.in_(user_ids))
    return await database.fetch_all(query)

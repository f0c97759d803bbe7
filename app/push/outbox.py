"""The outbox of pushes: rows of the transaction that caused them, one for each device.

A row that is about a room is held until the rooms' own job has looked whether it was read.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import structlog
from sqlalchemy import Select, or_, select

from app import clock, jobs
from app.config import Settings
from app.db import Row, after_commit, database, transaction
from app.i18n import use_locale
from app.push import keys, queries
from app.push.models import Note, Topic, after_the_night
from app.push.tables import push_outbox, push_subscriptions

if TYPE_CHECKING:
    from app.push.posting import Office

BATCH = 50
DEAD_AFTER = 6
LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(seconds=30)
WORTH_TELLING = timedelta(days=1)
"""Older news is told by the page; push services are asked to forget it as well."""
DEVICE = tuple(push_subscriptions.c[name] for name in ("endpoint", "p256dh", "auth"))
OF_DEVICE = push_outbox.c.subscription_id == push_subscriptions.c.id
URGENCY = {Topic.CHAT: "high", Topic.ORDERS: "high", Topic.PROMOS: "low"}

log = structlog.get_logger(__name__)


async def enqueue(
    note: Note,
    user_ids: Collection[int] | None,
    *,
    unless_read: tuple[int, int] | None = None,
    about: tuple[int, int] | None = None,
    unread: int | None = None,
    asked_for: bool = False,
) -> int:
    """Put a note into the outbox for each device that hears its topic; needs a transaction.

    `unless_read` is (room, message): held until `release`; `about` is the same for what the night
    keeps back. `unread` goes on the app's icon.
    Nobody in particular (`None`) is everybody. What its reader has just asked for comes whatever
    they chose, and at night too. Returns the number of devices.
    """
    if not keys.is_available():
        return 0
    now = clock.now()
    alike = defaultdict(list)
    for row in await queries.devices(note.topic, user_ids, whatever=asked_for):
        at = now if row["nights"] or asked_for else after_the_night(now, row["zone"])
        alike[row["locale"], at].append(row["id"])
    for (locale, at), ids in alike.items():
        held = unless_read or (about if at > now else None)
        await _replace(note, ids, _payload(note, locale, unread), held, at)
    if alike and unless_read is None:
        after_commit(lambda: jobs.soon(deliver))
    return sum(len(ids) for ids in alike.values())


async def withdraw(tag: str) -> None:
    """Take back what waits about a matter that is over."""
    await database.execute(push_outbox.delete().where(push_outbox.c.tag == tag))


async def held(until: datetime) -> list[Row]:
    """Return the rows held since before a moment and due, with the owner of the device."""
    return await database.fetch_all(
        select(push_outbox, push_subscriptions.c.user_id)
        .join(push_subscriptions, OF_DEVICE)
        .where(push_outbox.c.state == "held", push_outbox.c.created_at <= until)
        .where(push_outbox.c.due_at <= clock.now())
        .limit(BATCH * 10)
    )


async def release(ids: Collection[int]) -> None:
    """Let held rows go out; needs a transaction."""
    await database.execute(
        push_outbox.update().where(push_outbox.c.id.in_(ids)).values(state="waiting")
    )
    after_commit(lambda: jobs.soon(deliver))


async def drop(ids: Collection[int]) -> None:
    """Forget rows whose matter the person has seen."""
    await database.execute(push_outbox.delete().where(push_outbox.c.id.in_(ids)))


@jobs.every(minutes=0.5, lease=10)
async def deliver() -> None:
    """Send what is due; each row is leased before and settled after the service's answer."""
    if keys.is_available():
        await deliver_with(jobs.settings())


async def deliver_with(settings: Settings) -> None:
    """Send everything that is due now."""
    from app.push import posting

    async with posting.office(settings) as office:
        while rows := await lease():
            turns = asyncio.Semaphore(posting.AT_ONCE)
            async with asyncio.TaskGroup() as group:
                for row in rows:
                    group.create_task(_attempt(row, office, turns))


async def lease() -> list[Row]:
    """Take the next rows for this process, with their devices; another process gets others."""
    now = clock.now()
    async with transaction():
        ids = [row["id"] for row in await database.fetch_all(_due(now))]
        await database.execute(
            push_outbox.update()
            .where(push_outbox.c.id.in_(ids))
            .values(leased_until=now + LEASE, attempts=push_outbox.c.attempts + 1)
        )
        return await database.fetch_all(
            select(push_outbox, *DEVICE)
            .join(push_subscriptions, OF_DEVICE)
            .where(push_outbox.c.id.in_(ids))
        )


async def forget_old() -> None:
    """Delete what is not worth telling any more."""
    before = clock.now() - WORTH_TELLING
    await database.execute(push_outbox.delete().where(push_outbox.c.created_at < before))


async def forget_ended() -> None:
    """Delete the devices whose session is over, with what waits for them."""
    living = select(push_subscriptions.c.id).select_from(queries.JOINED).where(queries.living())
    await database.execute(
        push_subscriptions.delete().where(push_subscriptions.c.id.not_in(living))
    )


def _due(now: datetime) -> Select[Any]:
    free = or_(push_outbox.c.leased_until.is_(None), push_outbox.c.leased_until < now)
    return (
        select(push_outbox.c.id)
        .select_from(queries.JOINED.join(push_outbox, OF_DEVICE))
        .where(push_outbox.c.state == "waiting", push_outbox.c.due_at <= now, free)
        .where(push_outbox.c.created_at > now - WORTH_TELLING, queries.living())
        .order_by(push_outbox.c.due_at, push_outbox.c.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=push_outbox)
    )


async def _attempt(row: Row, office: "Office", turns: asyncio.Semaphore) -> None:
    life = int(WORTH_TELLING.total_seconds())
    urgency = URGENCY[Topic(row["topic"])]
    async with turns:
        outcome = await office.post(row, row["payload"], life=life, urgency=urgency, tag=row["tag"])
    await _settle(row, outcome.value)


async def _settle(row: Row, outcome: str) -> None:
    if outcome == "gone":
        await database.execute(
            push_subscriptions.delete().where(push_subscriptions.c.id == row["subscription_id"])
        )
    elif outcome == "later" and row["attempts"] < DEAD_AFTER:
        due_at = clock.now() + FIRST_PAUSE * (1 << row["attempts"] - 1)
        await database.execute(
            push_outbox.update()
            .where(push_outbox.c.id == row["id"])
            .values(leased_until=None, due_at=due_at)
        )
    else:
        await drop([row["id"]])
    if outcome != "sent":
        log.info("push not sent", device=row["subscription_id"], outcome=outcome)


async def _replace(
    note: Note,
    ids: list[int],
    payload: str,
    unless_read: tuple[int, int] | None,
    due_at: datetime,
) -> None:
    """Put rows in, in the place of older ones about the same matter."""
    older = push_outbox.c.subscription_id.in_(ids), push_outbox.c.tag == note.tag
    await database.execute(push_outbox.delete().where(*older))
    room_id, message_id = unless_read or (None, None)
    now = clock.now()
    row = {
        "topic": note.topic,
        "tag": note.tag,
        "payload": payload,
        "room_id": room_id,
        "message_id": message_id,
        "state": "waiting" if unless_read is None else "held",
        "attempts": 0,
        "created_at": now,
        "due_at": due_at,
    }
    for subscription_id in ids:
        await database.execute(push_outbox.insert().values(subscription_id=subscription_id, **row))


def _payload(note: Note, locale: str, unread: int | None) -> str:
    with use_locale(locale):
        facts: dict[str, object] = {"title": note.title(), "body": note.body(), "lang": locale}
    facts |= {"url": note.url, "tag": note.tag, "unread": unread}
    return msgspec.json.encode(facts).decode()

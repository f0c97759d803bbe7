"""Doing a thing once however often it is asked for: the answer is kept with the effect."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, select

from app import clock
from app.db import Row, UtcDateTime, database, metadata, transaction, upsert
from app.errors import Invalid
from app.i18n import gettext as _
from app.jobs import every

KEPT = timedelta(days=7)

idempotency = Table(
    "idempotency",
    metadata,
    Column("scope", String(120), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
Index("ix_idempotency_created_at", idempotency.c.created_at)


@dataclass(frozen=True, slots=True)
class Stored:
    """The answer to a request; `replayed` tells that the work had been done before."""

    status: int
    body: bytes
    replayed: bool


Work = Callable[[], Awaitable[tuple[int, bytes]]]


async def once(scope: str, key: str, body: bytes, work: Work) -> Stored:
    """Run `work` in one transaction with the row of its key, or replay what it answered.

    `scope` is the user and the route, `work` returns status and body. What it raises rolls
    everything back, so that the same key may try again. Without a key nothing is remembered.
    """
    if len(key) > 255:
        raise Invalid(_("The Idempotency-Key is too long."), code="bad_idempotency_key")
    async with transaction():
        if not key:
            return Stored(*await work(), replayed=False)
        asked = sha256(body).hexdigest()
        if not await _claimed(scope, key, asked):
            return _replayed(await _kept(scope, key), asked)
        status, answer = await work()
        await database.execute(
            idempotency.update()
            .where(idempotency.c.scope == scope, idempotency.c.key == key)
            .values(status=status, body=answer)
        )
        return Stored(status, answer, replayed=False)


async def forget(scope: str) -> None:
    """Delete the answers that were kept for a scope."""
    await database.execute(idempotency.delete().where(idempotency.c.scope == scope))


async def is_answered(scope: str, key: str) -> bool:
    """Tell whether something was already done under a key."""
    query = select(idempotency.c.status).where(
        idempotency.c.scope == scope, idempotency.c.key == key
    )
    return await database.fetch_val(query) is not None


@every(minutes=60)
async def forget_old_answers() -> None:
    """Delete answers older than seven days."""
    before = clock.now() - KEPT
    await database.execute(idempotency.delete().where(idempotency.c.created_at < before))


async def _claimed(scope: str, key: str, asked: str) -> bool:
    """Insert the row; on PostgreSQL this waits for a transaction that holds the same key."""
    row = await database.fetch_one(
        upsert(
            idempotency,
            {
                "scope": scope,
                "key": key,
                "request_hash": asked,
                "status": 0,
                "body": b"",
                "created_at": clock.now(),
            },
            key=["scope", "key"],
        ).returning(idempotency.c.status)
    )
    return row is not None


async def _kept(scope: str, key: str) -> Row:
    row = await database.fetch_one(
        select(idempotency).where(idempotency.c.scope == scope, idempotency.c.key == key)
    )
    if row is None:
        raise RuntimeError("an idempotency row vanished inside its transaction")
    return row


def _replayed(row: Row, asked: str) -> Stored:
    if row["request_hash"] != asked:
        raise Invalid(
            _("This Idempotency-Key was already used for another request."),
            code="idempotency_mismatch",
        )
    return Stored(row["status"], row["body"], replayed=True)

"""The audit trail: who did what to which thing, written in the transaction of the deed itself."""

from collections.abc import Collection
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import JSON, Column, Index, String, or_, select, update

from app import clock
from app.db import Id, UtcDateTime, database, id_column, table
from app.erased import MARK, PersonName

audit = table(
    "audit",
    id_column(),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_id", Id),
    Column("actor_name", PersonName(200), nullable=False),
    Column("verb", String(60), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("ip", String(64), nullable=False),
    Column("request_id", String(64), nullable=False),
)
"""Append-only: triggers refuse UPDATE and DELETE. The actor's name is kept as it was then, until
they delete their account: then the triggers let their lines forget it, see `forget`."""

Index("ix_audit_subject", audit.c.subject, audit.c.id)
Index("ix_audit_actor_id", audit.c.actor_id, audit.c.id)
Index("ix_audit_actor_name", audit.c.actor_name, audit.c.id)
Index("ix_audit_verb", audit.c.verb, audit.c.id)


class Person(Protocol):
    """What the trail needs to know of a viewer."""

    @property
    def id(self) -> int:
        """Return the user's id; 0 is nobody."""

    @property
    def name(self) -> str:
        """Return the user's name."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the running request comes from; empty for jobs and the command line.

    `via` is the door: "ui", "api", "socket", "demo", and "system" for what nobody asked for.
    """

    ip: str = ""
    request_id: str = ""
    via: str = "system"


NOWHERE = Origin()
TELLING = frozenset({"by_name", "looking_as", "name", "reason"})
"""Facts that may name somebody, or what their files were called."""
_origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)
_hand: ContextVar[tuple[int, str]] = ContextVar("hand", default=(0, ""))


def set_origin(ip: str, request_id: str, via: str = "system") -> None:
    """Remember for the rest of the request where it comes from."""
    _origin.set(Origin(ip[:64], request_id[:64], via))


def origin() -> Origin:
    """Return where the running request comes from."""
    return _origin.get()


def set_hand(user_id: int, name: str) -> None:
    """Remember for the rest of the request who looks through another person's eyes."""
    _hand.set((user_id, name))


async def record(by: Person | None, verb: str, subject: str, **facts: object) -> None:
    """Write one line, for example `record(viewer, "claimed", "order:12")`, in the transaction.

    `facts` are values that JSON knows; they hold no secrets and no message bodies.
    """
    where, (hand, hand_name) = origin(), _hand.get()
    if hand and by is not None:
        facts["looking_as"] = by.name
    await database.execute(
        audit.insert().values(
            at=clock.now(),
            actor_id=hand or (by.id if by is not None and by.id else None),
            actor_name=hand_name or (by.name if by is not None else ""),
            verb=verb,
            subject=subject,
            facts=facts,
            ip=where.ip,
            request_id=where.request_id,
        )
    )


async def forget(user_id: int, file_ids: Collection[int]) -> None:
    """Let the lines of somebody who deleted their account, and of their files, name nobody."""
    own = audit.c.actor_id == user_id
    about = audit.c.subject.in_([f"user:{user_id}", *(f"file:{file_id}" for file_id in file_ids)])
    await database.execute(update(audit).where(own).values(actor_name=MARK, ip=""))
    nobody = audit.c.subject == f"user:{user_id}", audit.c.actor_id.is_(None)
    await database.execute(update(audit).where(*nobody).values(ip=""))
    rows = await database.fetch_all(select(audit.c.id, audit.c.facts).where(or_(own, about)))
    for row in rows:
        if TELLING & row.facts.keys():
            kept = {name: value for name, value in row.facts.items() if name not in TELLING}
            await database.execute(update(audit).where(audit.c.id == row.id).values(facts=kept))

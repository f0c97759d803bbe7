"""The audit trail: who did what to which thing, written in the transaction of the deed itself."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import JSON, Column, Index, String

from app import clock
from app.db import Id, UtcDateTime, database, id_column, table

audit = table(
    "audit",
    id_column(),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_id", Id),
    Column("actor_name", String(200), nullable=False),
    Column("verb", String(60), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("ip", String(64), nullable=False),
    Column("request_id", String(64), nullable=False),
)
"""Append-only: triggers refuse UPDATE and DELETE. The actor's name is kept as it was then."""

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

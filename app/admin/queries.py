"""Reading people and the audit trail, page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.accounts.access import Can, Role, Viewer, check
from app.accounts.models import User
from app.accounts.queries import USER, as_user, open_sessions
from app.accounts.tables import users
from app.accounts.words import matching
from app.admin.facts import PEOPLE
from app.audit import audit
from app.catalogue.tables import products
from app.chat.tables import rooms
from app.db import database
from app.feedback.tables import feedback
from app.i18n import locale
from app.orders.tables import jobs, orders
from app.promos.tables import promos

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """Which people are wanted."""

    words: str = ""
    role: Role | None = None
    after: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the audit trail."""

    id: int
    at: datetime
    actor_id: int | None
    actor_name: str
    verb: str
    subject: str
    facts: dict[str, object]
    ip: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Trail:
    """Which lines are wanted: a part of a name, a whole verb, a subject or an order's code.

    `before` is the last id seen.
    """

    actor: str = ""
    verb: str = ""
    subject: str = ""
    before: int = 0


async def people(viewer: Viewer, wanted: Filter) -> list[User]:
    """Return a page of accounts, the newest first, and one more if there are more."""
    check(viewer, Can.MANAGE_USERS)
    query = sa.select(*USER)
    if wanted.role is not None:
        query = query.where(users.c.role == wanted.role)
    if wanted.after:
        query = query.where(users.c.id < wanted.after)
    rows = await database.fetch_all(
        matching(query, wanted.words).order_by(users.c.id.desc()).limit(PAGE + 1)
    )
    return [as_user(row._mapping) for row in rows]


async def devices(viewer: Viewer, person: User, at: datetime) -> int:
    """Return on how many devices somebody is signed in."""
    check(viewer, Can.MANAGE_USERS)
    return len(await open_sessions(person.id, person.role, at))


async def trail(viewer: Viewer, wanted: Trail) -> list[Line]:
    """Return a page of the audit trail, the latest first, and one more if there are more."""
    check(viewer, Can.READ_AUDIT)
    query = sa.select(*(audit.c[name] for name in Line.__slots__))
    if wanted.actor:
        name = sa.func.lower(audit.c.actor_name)
        query = query.where(name.contains(wanted.actor.lower(), autoescape=True))
    if wanted.verb:
        query = query.where(audit.c.verb == wanted.verb)
    if wanted.subject:
        query = query.where(audit.c.subject.in_(await _subjects(wanted.subject)))
    if wanted.before:
        query = query.where(audit.c.id < wanted.before)
    rows = await database.fetch_all(query.order_by(audit.c.id.desc()).limit(PAGE + 1))
    return [Line(**row._mapping) for row in rows]


async def titles(viewer: Viewer, lines: Sequence[Line]) -> dict[str, str]:
    """Return how the things are called that the lines are about or speak of."""
    check(viewer, Can.READ_AUDIT)
    subjects = [subject for line in lines for subject in _spoken_of(line)]
    found: dict[str, str] = {}
    for kind, (key, query) in _titled().items():
        ids = _ids(subjects, kind)
        rows = await database.fetch_all(query.where(key.in_(ids))) if ids else []
        found |= {f"{kind}:{row.id}": str(row.title) for row in rows}
    return found


async def verbs(viewer: Viewer) -> list[str]:
    """Return every verb that stands in the trail: each is looked up behind the one before."""
    check(viewer, Can.READ_AUDIT)
    first = sa.select(sa.func.min(audit.c.verb).label("verb")).cte("known", recursive=True)
    following = sa.select(sa.func.min(audit.c.verb)).where(audit.c.verb > first.c.verb)
    known = first.union_all(sa.select(following.scalar_subquery()).where(first.c.verb.is_not(None)))
    rows = await database.fetch_all(sa.select(known.c.verb).where(known.c.verb.is_not(None)))
    return sorted(row.verb for row in rows)


def _spoken_of(line: Line) -> Iterator[str]:
    yield line.subject
    for name in PEOPLE & line.facts.keys():
        yield f"user:{line.facts[name]}"
    yield from (str(value) for value in line.facts.values() if str(value).startswith("room:"))


def _titled() -> dict[str, tuple[sa.Column[int], Any]]:
    """Return for each kind of thing that has a name its key, and the query that finds names."""
    item = orders.c.code + "/" + sa.cast(jobs.c.position + 1, sa.String)
    titled: dict[str, tuple[sa.Column[int], sa.ColumnElement[str], sa.FromClause]] = {
        "user": (users.c.id, users.c.name, users),
        "order": (orders.c.id, orders.c.code, orders),
        "job": (jobs.c.id, item, jobs.join(orders, orders.c.id == jobs.c.order_id)),
        "room": (rooms.c.id, users.c.name, rooms.join(users, users.c.id == rooms.c.customer_id)),
        "product": (products.c.id, _localized(products, "name"), products),
        "promo": (promos.c.id, _localized(promos, "title"), promos),
        "feedback": (feedback.c.id, feedback.c.reference, feedback),
    }
    found: dict[str, tuple[sa.Column[int], Any]] = {}
    for kind, (key, title, where) in titled.items():
        query = sa.select(key.label("id"), title.label("title")).select_from(where)
        found[kind] = (key, query)
    return found


def _localized(table: sa.Table, name: str) -> sa.ColumnElement[str]:
    own = sa.func.nullif(table.c[f"{name}_{locale()}"], "")
    return sa.func.coalesce(own, table.c[f"{name}_id"])


def _ids(subjects: Sequence[str], kind: str) -> list[int]:
    keys = (subject.removeprefix(f"{kind}:") for subject in subjects)
    return sorted({int(key) for key in keys if key.isdecimal() and len(key) < 16})


async def _subjects(text: str) -> list[str]:
    """Return a subject as it is kept; an order's code stands for the order and its items."""
    lines = sa.select(orders.c.id, jobs.c.id.label("job_id")).join(
        jobs, jobs.c.order_id == orders.c.id
    )
    rows = await database.fetch_all(lines.where(orders.c.code == text.upper()))
    return [text, *{f"order:{row.id}" for row in rows}, *(f"job:{row.job_id}" for row in rows)]

"""The crowd itself: who they are, since when, and who of them orders how often."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Table, func, select

from app import clock
from app.accounts import queries
from app.accounts.access import Role, Viewer
from app.accounts.actions import create_staff
from app.accounts.models import membership_number
from app.accounts.tables import user_words, users
from app.accounts.words import words_of
from app.audit import audit
from app.db import database
from app.demo.large.names import BUSINESSES, FAMILY, GIVEN

DESIGNERS, OPERATORS = 11, 5
NAMES = ("id", "number", "email", "phone", "name", "password_hash", "role", "locale", "zone",
         "disabled_at", "marketing_consent_at", "created_at", "rev")  # fmt: skip
TRAIL = ("at", "actor_id", "actor_name", "verb", "subject", "facts", "ip", "request_id")
TABLES = (users, user_words, audit)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who takes the orders and who draws them."""

    operators: list[Viewer]
    designers: list[Viewer]


@dataclass(frozen=True, slots=True)
class Buyers:
    """When each customer came, oldest first, and for each order which customer's it is."""

    since: list[datetime]
    of: list[int]


async def hire(draw: Random, until: datetime, *, days: int, password: str) -> Staff:
    """Give a studio of this size the colleagues that it needs, beside those of the small demo."""
    with clock.shifted(until - clock.now() - timedelta(days=days)):
        for role, many in ((Role.OPERATOR, OPERATORS), (Role.DESIGNER, DESIGNERS)):
            for number in range(many):
                name = f"{draw.choice(GIVEN)} {draw.choice(FAMILY)}"
                email = f"{role}{number + 3}@sanggar.test"
                await create_staff(
                    email=email, name=name, role=role, password=password, strict=False
                )
    found = {role: await queries.staff(role) for role in (Role.OPERATOR, Role.DESIGNER)}
    viewers = {
        role: [Viewer(id=person.id, role=role, name=person.name) for person in each]
        for role, each in found.items()
    }
    return Staff(viewers[Role.OPERATOR], viewers[Role.DESIGNER])


async def next_id() -> int:
    """Return the first id of the crowd."""
    return int(await database.fetch_val(select(func.max(users.c.id))) or 0) + 1


def buyers(draw: Random, calendar: Sequence[datetime], many: int) -> Buyers:
    """Share the orders out: most people come once or twice, a few resellers every week."""
    ranks = [int(many * draw.random() ** 2) for _ in calendar]
    place: dict[int, int] = {}
    since: list[datetime] = []
    for at, rank in zip(calendar, ranks, strict=True):
        if rank not in place:
            place[rank] = len(since)
            since.append(at - timedelta(minutes=draw.randint(3, 30)))
    quiet = sorted(draw.choice(calendar) for _ in range(many - len(since)))
    ordered = sorted([*since, *quiet])
    spot = {rank: bisect(ordered, since[number]) - 1 for rank, number in place.items()}
    return Buyers(ordered, [spot[rank] for rank in ranks])


def rows(
    draw: Random, crowd: Buyers, first: int, until: datetime
) -> Iterator[tuple[Table, Sequence[str], list[Sequence[Any]]]]:
    """Yield the rows of the accounts, of the words by which they are found, and of the trail."""
    accounts: list[Sequence[Any]] = []
    words: list[Sequence[Any]] = []
    trail: list[Sequence[Any]] = []
    for place, at in enumerate(crowd.since):
        user_id = first + place
        name, email, phone = _identity(draw, user_id)
        number = membership_number(user_id)
        kept = (
            user_id,
            number,
            email,
            phone,
            name,
            "",
            Role.CUSTOMER,
            draw.choice(("id", "id", "en")),
        )
        accounts.append((*kept, "Asia/Jakarta", None, None, at, 1))
        words += ((user_id, word) for word in sorted(words_of(name, number, email, phone)))
        trail.append((at, user_id, name, "registered", f"user:{user_id}", {}, "", ""))
    yield users, NAMES, accounts
    yield user_words, ("user_id", "word"), words
    yield audit, TRAIL, trail


def _identity(draw: Random, user_id: int) -> tuple[str, str | None, str | None]:
    given, family = draw.choice(GIVEN), draw.choice(FAMILY)
    name = f"{given} {family}"
    if draw.random() < 0.2:
        name = f"{draw.choice(BUSINESSES)} {family}, {draw.choice(('Bu', 'Pak'))} {given}"
    email = f"{given}.{family}.{user_id}@pelanggan.test".lower()
    phone = f"+628{draw.randint(11, 59)}{user_id:08d}"
    kind = draw.random()
    return name, (email if kind < 0.7 else None), (phone if kind > 0.4 else None)

"""What somebody typed to find an order: its number, its customer's names, or what was ordered.

The studio has too many orders to look through their lines: those are for one's own alone.
"""

import re
from collections.abc import Sequence

from sqlalchemy import and_, false, func, or_, select, union_all
from sqlalchemy.sql import ColumnElement

from app.accounts.access import Viewer
from app.accounts.tables import users
from app.accounts.words import matching
from app.db import database
from app.numbering import numbers
from app.orders.tables import jobs, orders

SERIES = "SG"
DIGITS = 4
"""A running number has so many digits at least."""
WORDS_LIMIT = 8
_TYPED = re.compile(r"(?:SG[- ]?)?(?:(\d{4})(?:[- ](\d{0,8}))?|(\d{1,8}))", re.IGNORECASE)


async def found_by(viewer: Viewer, typed: str) -> ColumnElement[bool]:
    """Return the condition of a search; customers find their own orders by number and product."""
    conditions = [_with_number(typed.strip(), await _months())]
    if viewer.is_staff:
        customers = matching(select(users.c.id), typed)
        conditions.append(orders.c.customer_id.in_(customers))
    else:
        conditions.append(_with_product(viewer.id, typed))
    each = [select(orders.c.id).where(condition) for condition in conditions]
    return orders.c.id.in_(union_all(*each))


async def _months() -> list[str]:
    """Return the months in which orders were numbered, as 2611."""
    query = select(numbers.c.period).where(numbers.c.series == SERIES)
    return [row.period for row in await database.fetch_all(query)]


def _with_number(typed: str, months: Sequence[str]) -> ColumnElement[bool]:
    """Match SG-2611-0042 however much of it was typed: 42, 0042, 2611-0042, SG-2611-00, SG-2611."""
    form = _TYPED.fullmatch(typed)
    if form is None:
        return false()
    month, number, alone = form.groups()
    parts: list[ColumnElement[bool]] = []
    if month is not None:
        parts.append(_in_month(month, number or ""))
    if number is None:
        running = int(alone or month)
        parts.append(
            orders.c.code.in_([f"{SERIES}-{each}-{running:0{DIGITS}d}" for each in months])
        )
    return or_(*parts)


def _with_product(customer_id: int, typed: str) -> ColumnElement[bool]:
    """Match a customer's orders with a line whose name has every word, in either language."""
    named = func.lower(jobs.c.product_name_id + " " + jobs.c.product_name_en)
    words = typed.lower().split()[:WORDS_LIMIT]
    own = jobs.join(orders, orders.c.id == jobs.c.order_id)
    lines = (
        select(jobs.c.order_id)
        .select_from(own)
        .where(
            orders.c.customer_id == customer_id,
            *(named.contains(word, autoescape=True) for word in words),
        )
    )
    return orders.c.id.in_(lines) if words else false()


def _in_month(month: str, digits: str) -> ColumnElement[bool]:
    """Match the numbers of a month that begin with some digits, along the index of the codes."""
    first, last = digits.ljust(DIGITS, "0"), digits.ljust(8, "9")
    begin = f"{SERIES}-{month}-"
    return and_(orders.c.code >= begin + first, orders.c.code <= begin + last)

"""Counting without reading a whole table: nobody needs to know more than that there are many."""

from typing import Any

from sqlalchemy import ScalarSelect, Select, func, literal, select

ENOUGH = 100
"""Where a count stops; pages write it as "99+"."""


def count_up_to(query: Select[Any], most: int = ENOUGH) -> ScalarSelect[int]:
    """Return how many rows a query has, or `most` when there are more; an index must bring them."""
    few = query.with_only_columns(literal(1).label("one")).limit(most).subquery()
    return select(func.count()).select_from(few).scalar_subquery()

"""No page does work that grows with the studio: the database's steps are counted, not timed."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bench.pages.plan import pages_of, people
from tests.bench.conftest import Studio, Work, opened

GROWING = {
    "users", "user_words", "sessions", "rooms", "room_members", "messages", "message_files",
    "notes", "read_cursors", "orders", "jobs", "history", "files", "folders", "folder_grants",
    "uploads", "downloads", "audit", "event", "stream", "feedback", "redemptions", "outbox",
}  # fmt: skip
SLACK = 8_000
"""Instructions by which two studios may differ: other rooms, other orders, other names."""
NEVER = "0 = 1"
"""How a condition is written that nobody's role can meet: nothing is read for it."""
AUDIENCE = "SELECT count(*) AS count_1 \nFROM users \nWHERE users.disabled_at IS NULL"
"""How many people a promo reaches: marketing asks for all of them, and seldom."""

Costs = dict[str, dict[tuple[str, str], Work]]


@pytest.fixture(scope="session")
async def costs(studios: dict[str, Studio]) -> Costs:
    """What each page of each studio costs each role."""
    found: Costs = {}
    for name, studio in studios.items():
        async with opened(studio):
            found[name] = {
                (str(person.viewer.role), page.route): await studio.look(person, page)
                for person in await people(studio.app)
                for page in [page async for page in pages_of(studio.app, person.viewer)]
            }
    return found


def test_a_studio_four_times_as_large_costs_no_page_more(costs: Costs) -> None:
    small, large = costs["small"], costs["large"]
    assert len(small) > 150
    grown = {
        f"{role} {route}": (small[role, route].steps, work.steps)
        for (role, route), work in large.items()
        if (role, route) in small and work.steps > 1.5 * small[role, route].steps + SLACK
    }
    assert grown == {}


def test_no_page_reads_through_a_table_that_grows(costs: Costs, studios: dict[str, Studio]) -> None:
    path = Path(studios["small"].settings.database_url.removeprefix("sqlite:///"))
    statements = {each for work in costs["small"].values() for each in work.statements}
    with closing(sqlite3.connect(path)) as connection:
        through = {each: plan for each in statements if (plan := scans(connection, each))}
    assert through == {}


def scans(connection: sqlite3.Connection, statement: str) -> list[str]:
    """Return the lines of a plan that read a growing table from end to end.

    Reading along an index in the order that is wanted, up to a LIMIT, is how a list is paged.
    """
    if not statement.lstrip().upper().startswith(("SELECT", "WITH")) or NEVER in statement:
        return []
    if statement == AUDIENCE:
        return []
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    paged = "LIMIT" in statement and not any("TEMP B-TREE" in line for line in plan)
    named = [(line, re.match(r"SCAN (\w+)", line)) for line in plan]
    return [line for line, table in named if table and table[1] in GROWING and not paged]

"""The end of every fault test: the log has no gap, and everyone applied exactly what is in it."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from tests.faults.follower import Applied

Log = dict[str, list[str]]
"""The ids of each channel's events: index 0 has offset 1."""


def scan(home: Path) -> Log:
    """Return the log of a studio's folder; fails unless each channel's offsets are 1..head."""
    query = 'SELECT channel, "offset", id FROM event ORDER BY channel, "offset"'
    with closing(sqlite3.connect(home / "sanggar.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        heads = dict(connection.execute("SELECT channel, head FROM stream WHERE channel <> ''"))
        rows = connection.execute(query).fetchall()
    found: Log = {channel: [] for channel in heads}
    for channel, offset, event_id in rows:
        found[channel].append(event_id)
        assert offset == len(found[channel]), f"{channel} has no event {len(found[channel])}"
    assert {channel: len(ids) for channel, ids in found.items()} == heads
    assert len({row[2] for row in rows}) == len(rows)
    return found


def all_exactly_once(ids: list[str], followers: Iterable[Applied]) -> None:
    """Fail unless everyone applied each event since they came in, once and in order."""
    for each in followers:
        expected = list(enumerate(ids, 1))[each.start :]
        assert each.events == expected
        assert all(each.recoveries)

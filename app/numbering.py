"""Numbers that people read to each other: SG-2611-0042 is the 42nd order of November 2026."""

from zoneinfo import ZoneInfo

from sqlalchemy import Column, Integer, String, UniqueConstraint

from app import clock
from app.db import database, id_column, table, upsert

STUDIO_ZONE = ZoneInfo("Asia/Jakarta")

numbers = table(
    "numbers",
    id_column(),
    Column("series", String(8), nullable=False),
    Column("period", String(4), nullable=False),
    Column("last", Integer, nullable=False),
    UniqueConstraint("series", "period"),
)


async def next_number(series: str) -> str:
    """Count on within the studio's month; a rollback gives the number back, so no gap is left."""
    period = clock.now().astimezone(STUDIO_ZONE).strftime("%y%m")
    count = upsert(
        numbers,
        {"series": series, "period": period, "last": 1},
        key=["series", "period"],
        change={"last": numbers.c.last + 1},
    )
    row = await database.fetch_one(count.returning(numbers.c.last))
    if row is None:
        raise RuntimeError("the series gave no number")
    return f"{series}-{period}-{row.last:04d}"

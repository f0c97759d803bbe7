"""The audit trail: complete, in the transaction of the deed, and append-only."""

import pytest
from sqlalchemy import select

from app import audit
from app.accounts.access import SYSTEM, Role, Viewer
from app.db import IntegrityError, database, transaction

ANI = Viewer(id=7, role=Role.CUSTOMER, name="Ani Lestari")


async def test_a_line_tells_who_what_which_and_from_where(any_database: str) -> None:
    audit.set_origin("192.0.2.7", "abc123")
    async with transaction():
        await audit.record(ANI, "claimed", "order:12", status="submitted", jobs=[1, 2])
    audit.set_origin("", "")
    row = await database.fetch_one(select(audit.audit))
    assert row is not None
    assert (row["actor_id"], row["actor_name"]) == (7, "Ani Lestari")
    assert (row["verb"], row["subject"]) == ("claimed", "order:12")
    assert row["facts"] == {"status": "submitted", "jobs": [1, 2]}
    assert (row["ip"], row["request_id"]) == ("192.0.2.7", "abc123")
    assert row["at"].tzinfo is not None


@pytest.mark.parametrize("by", [None, SYSTEM])
async def test_the_system_has_no_actor_id(sqlite_database: str, by: Viewer | None) -> None:
    await audit.record(by, "expired", "order:12")
    assert await database.fetch_val(select(audit.audit.c.actor_id)) is None


@pytest.mark.parametrize(
    "change", [audit.audit.update().values(verb="other"), audit.audit.delete()]
)
async def test_the_trail_cannot_be_changed(any_database: str, change: object) -> None:
    await audit.record(ANI, "claimed", "order:12")
    with pytest.raises(IntegrityError, match="append-only"):
        await database.execute(change)  # type: ignore[arg-type]
    assert await database.fetch_val(select(audit.audit.c.verb)) == "claimed"


async def test_a_rolled_back_deed_leaves_no_line(sqlite_database: str) -> None:
    async def fail() -> None:
        async with transaction():
            await audit.record(ANI, "claimed", "order:12")
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        await fail()
    assert await database.fetch_all(select(audit.audit)) == []

"""A complaint is taken up within a working day, everything else within three; late ones say so."""

from datetime import UTC, datetime, timedelta

import pytest

from app import clock
from app.feedback import labels, queries
from app.feedback.models import working_days_after
from tests.conftest import Member

SATURDAY = datetime(2026, 11, 28, 9, tzinfo=UTC)


@pytest.mark.parametrize(("days", "day"), [(0, 28), (1, 30)])
def test_sundays_do_not_count(days: int, day: int) -> None:
    assert working_days_after(SATURDAY, days) == SATURDAY.replace(day=day)
    assert working_days_after(SATURDAY, 3) == datetime(2026, 12, 2, 9, tzinfo=UTC)


async def test_the_inbox_says_until_when_and_the_author_reads_nothing_of_it(
    ani: Member, mira: Member
) -> None:
    form = {"kind": "complaint", "body": "Warnanya pudar", "severity": "normal", "wanted": "answer"}
    assert (await ani.post("/feedback", form=form)).status_code == 303
    inbox = await (await mira.get("/feedback/inbox")).get_data(as_text=True)
    assert "Ditangani paling lambat" in inbox
    own = await (await ani.get("/feedback")).get_data(as_text=True)
    assert "paling lambat" not in own


async def test_what_nobody_took_up_in_time_is_overdue(ani: Member) -> None:
    form = {"kind": "complaint", "body": "Warnanya pudar", "severity": "normal", "wanted": "answer"}
    await ani.post("/feedback", form=form)
    (item,) = await queries.own(ani.viewer)
    assert not labels.is_overdue(item)
    with clock.shifted(timedelta(days=3)):
        assert labels.is_overdue(item)

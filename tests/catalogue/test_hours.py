"""The studio's opening hours: written in a form, and the measure of working time."""

from datetime import UTC, datetime, timedelta

import pytest

from app.catalogue import queries
from app.catalogue.hours import Opening, read_dates, read_week

WEEK = ";".join(["08.00-12.00, 13.00-17.00"] * 5 + ["08.00-12.00"])
OPEN = Opening(read_week(WEEK), read_dates("2026-12-25"))
FORM = {
    "hours_id": "Senin-Sabtu",
    "monday": "08.00-12.00, 13.00-17.00",
    "saturday": "9.00 – 12.30",
    "holidays": "2026-12-25\n2027-01-01",
    "zone": "Asia/Makassar",
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("2026-11-27T11:30", "2026-11-27T13:30", 1),  # a Friday, over the break
        ("2026-11-27T16:00", "2026-11-28T09:00", 2),  # over the night
        ("2026-11-28T11:00", "2026-11-30T09:00", 2),  # over the Sunday
        ("2026-12-24T16:00", "2026-12-26T08:30", 1.5),  # over the holiday
        ("2026-11-29T10:00", "2026-11-29T20:00", 0),
        ("2026-11-27T10:00", "2026-11-27T09:00", 0),
    ],
)
def test_only_the_open_hours_count(since: str, until: str, hours: float) -> None:
    assert OPEN.spent(at(since), at(until)) == timedelta(hours=hours)


def test_a_studio_without_hours_is_always_open() -> None:
    always = Opening()
    assert always.is_open(at("2026-11-29T03:00"))
    assert always.spent(at("2026-11-28T20:00"), at("2026-11-29T20:00")) == timedelta(days=1)


def test_the_doors_close_at_the_end_of_a_stretch() -> None:
    assert OPEN.is_open(at("2026-11-27T08:00"))
    assert not OPEN.is_open(at("2026-11-27T12:00"))
    assert not OPEN.is_open(at("2026-12-25T09:00"))


async def test_the_hours_are_written_in_the_form(maya, visitor):
    assert (await maya.post("/settings/hours", form=FORM)).status_code == 303
    opening = await queries.opening()
    assert (len(opening.week[0]), opening.week[6], opening.zone) == (2, (), "Asia/Makassar")
    page = await (await maya.get("/settings/hours")).get_data(as_text=True)
    for words in ("09.00-12.30", "2026-12-25 2027-01-01", "Senin-Sabtu"):
        assert words in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"monday": "pagi"},
        {"monday": "17.00-08.00"},
        {"monday": "08.00-12.00, 11.00-17.00"},
        {"monday": "08.00-25.00"},
        {"holidays": "Natal"},
        {"zone": "Mars"},
    ],
)
async def test_hours_that_are_none_are_refused_and_stay_in_the_form(maya, wrong):
    answer = await maya.post("/settings/hours", form=FORM | wrong)
    assert answer.status_code == 422
    assert "Senin-Sabtu" in await answer.get_data(as_text=True)
    assert not (await queries.opening()).is_known


async def test_operators_do_not_change_the_hours(sari):
    assert (await sari.post("/settings/hours", form=FORM)).status_code == 403

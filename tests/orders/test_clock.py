"""The clock of the studio's work and the rounds of revision, by a clock that the test turns."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app import clock
from app.accounts.access import SYSTEM
from app.catalogue import profile, queries
from app.i18n import use_locale
from app.orders import actions, clocks, holds, times, work
from app.orders.models import Job, Order
from app.orders.status import JobStatus, OrderStatus, WaitingOn
from tests.conftest import Member
from tests.orders.conftest import fresh
from tests.orders.test_hold import text

MONDAY = datetime(2026, 11, 30, 1, tzinfo=UTC)  # 08.00 in Jakarta
WEEK = ";".join(["08.00-12.00, 13.00-17.00"] * 5)


class Hands:
    """The hands of the clock."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = MONDAY
        patch.setattr(clock, "now", lambda: self.now)

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    return Hands(monkeypatch)


async def line(order: Order) -> Job:
    return (await fresh(order)).jobs[0]


async def hours_worked(order: Order) -> float:
    spent = clocks.worked(await line(order), await queries.opening(), clock.now())
    return spent / timedelta(hours=1)


async def go(who: Member, order: Order, to: str) -> None:
    """Move the line, however long ago its mover signed in."""
    job = await line(order)
    await work.move_job(who.viewer, job.id, to, rev=job.rev)


async def rest(who: Member, order: Order, waiting_on: str) -> None:
    rev = (await fresh(order)).rev
    await holds.hold(who.viewer, order.id, waiting_on, rev=rev, reason="Menunggu")


async def in_design(sari: Member, order: Order) -> None:
    await actions.claim(sari.viewer, order.id)
    for stage in ("preflight", "design"):
        await go(sari, order, stage)


async def test_work_counts_while_the_studio_is_next(
    hands: Hands, sari: Member, order: Order
) -> None:
    await in_design(sari, order)
    hands.turn(hours=3)
    assert await hours_worked(order) == 3
    await go(sari, order, "proofing")
    hands.turn(hours=40)
    assert await hours_worked(order) == 3
    await go(sari, order, "design")
    hands.turn(hours=0.5)
    assert await hours_worked(order) == 3.5
    assert (await line(order)).rounds == 1


async def test_only_opening_hours_count(hands: Hands, sari: Member, order: Order) -> None:
    (branch,) = await queries.all_branches()
    await profile.save_branch(replace(branch, opening=WEEK, zone="Asia/Jakarta"), by=SYSTEM)
    await in_design(sari, order)
    hands.turn(days=1, hours=1)
    assert await hours_worked(order) == 9
    await go(sari, order, "proofing")
    assert (await line(order)).worked == 9 * 3600


async def test_a_hold_on_the_customer_stops_the_clock_and_no_other(
    hands: Hands, sari: Member, order: Order
) -> None:
    await in_design(sari, order)
    hands.turn(hours=1)
    await rest(sari, order, "customer")
    hands.turn(hours=5)
    assert await hours_worked(order) == 1
    await holds.resume(sari.viewer, order.id, rev=(await fresh(order)).rev)
    hands.turn(hours=1)
    await rest(sari, order, "machine")
    hands.turn(hours=2)
    assert await hours_worked(order) == 4


async def test_an_order_that_ends_stops_its_clocks(
    hands: Hands, sari: Member, mira: Member, order: Order
) -> None:
    await in_design(sari, order)
    hands.turn(hours=2)
    rev = (await fresh(order)).rev
    await actions.cancel(mira.viewer, order.id, rev=rev, reason="Batal")
    hands.turn(hours=2)
    assert await hours_worked(order) == 2


async def test_waiting_for_a_turn_counts_once_the_price_is_agreed(
    hands: Hands, sari: Member, order: Order
) -> None:
    await go(sari, order, "preflight")
    hands.turn(hours=1)
    assert await hours_worked(order) == 0
    await actions.claim(sari.viewer, order.id)
    hands.turn(hours=1)
    assert await hours_worked(order) == 1


async def test_a_round_that_was_a_slip_is_not_counted(
    hands: Hands, sari: Member, order: Order
) -> None:
    await in_design(sari, order)
    for stage in ("proofing", "design", "proofing", "design"):
        await go(sari, order, stage)
    assert (await line(order)).rounds == 2
    job = await line(order)
    assert (await sari.post(f"/api/jobs/{job.id}/status/undo")).status_code == 200
    assert (await line(order)).rounds == 1
    assert (await line(order)).clock_since is None


async def test_staff_read_time_and_rounds_and_customers_do_not(
    hands: Hands, ani: Member, sari: Member, order: Order
) -> None:
    await in_design(sari, order)
    hands.turn(minutes=20)
    for stage in ("proofing", "design"):
        await go(sari, order, stage)
    for path in ("/board", "/board?view=list", f"/orders/{order.id}"):
        shown = await text(sari, path)
        assert "20 menit dikerjakan" in shown, path
        assert "1 revisi" in shown, path
    seen = await text(ani, f"/orders/{order.id}")
    assert "20 menit dikerjakan" not in seen
    assert "1 revisi" not in seen


@pytest.mark.parametrize(
    ("status", "stage", "held", "is_on"),
    [
        (OrderStatus.IN_WORK, JobStatus.DESIGN, None, True),
        (OrderStatus.QUOTED, JobStatus.DESIGN, None, True),
        (OrderStatus.QUOTED, JobStatus.PREFLIGHT, None, False),
        (OrderStatus.CONFIRMED, JobStatus.PREFLIGHT, None, True),
        (OrderStatus.IN_WORK, JobStatus.PROOFING, None, False),
        (OrderStatus.IN_WORK, JobStatus.AWAITING_FILES, None, False),
        (OrderStatus.READY, JobStatus.DONE, None, False),
        (OrderStatus.IN_WORK, JobStatus.DESIGN, WaitingOn.PAYMENT, False),
        (OrderStatus.IN_WORK, JobStatus.DESIGN, WaitingOn.STOCK, True),
        (OrderStatus.CANCELLED, JobStatus.DESIGN, None, False),
    ],
)
def test_when_the_clock_runs(
    status: OrderStatus, stage: JobStatus, held: WaitingOn | None, is_on: bool
) -> None:
    assert clocks.runs(status, stage, held) is is_on


@pytest.mark.parametrize(
    ("spent", "words"),
    [(timedelta(minutes=40), "40 menit"), (timedelta(hours=53), "53 jam")],
)
def test_a_days_work_is_no_day(spent: timedelta, words: str) -> None:
    with use_locale("id"):
        assert times.work_time(spent) == words

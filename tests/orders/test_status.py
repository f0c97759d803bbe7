"""The machines by themselves: every move, every role, and what follows from the lines."""

from hypothesis import given
from hypothesis import strategies as st

from app.accounts.access import Role
from app.orders.progress import progress
from app.orders.status import (
    JOB_MOVES,
    MANAGERS,
    ORDER_MOVES,
    ROUTINE_SKIPS,
    Guard,
    JobStatus,
    OrderStatus,
    Refusal,
    derived,
    judge_job,
    judge_order,
    lowest,
    slots_filled,
)

jobs = st.sampled_from(JobStatus)
orders = st.sampled_from(OrderStatus)
roles = st.sampled_from(Role)
facts = st.frozensets(st.sampled_from(Guard))
reasons = st.sampled_from(["", "because"])
stages = st.lists(jobs, min_size=1, max_size=5)


@given(jobs, jobs, roles, facts, reasons)
def test_a_job_moves_only_as_the_table_says(
    start: JobStatus, end: JobStatus, role: Role, met: frozenset[Guard], reason: str
) -> None:
    verdict = judge_job(start, end, role=role, met=met, reason=reason)
    move = JOB_MOVES.get((start, end))
    if verdict.refusal is None:
        assert move is not None
        assert role in move.by
        assert Guard.ORDER_OPEN in met
        walls = set(verdict.skipped) - ROUTINE_SKIPS
        assert not walls or (role in MANAGERS and reason)
        assert set(verdict.skipped) == set(move.guards) - met
        assert reason or role not in move.explained_by
    if move is None:
        assert verdict.refusal is Refusal.NO_SUCH_MOVE


@given(orders, orders, roles, facts, reasons)
def test_an_order_moves_only_as_the_table_says(
    start: OrderStatus, end: OrderStatus, role: Role, met: frozenset[Guard], reason: str
) -> None:
    verdict = judge_order(start, end, role=role, met=met, reason=reason)
    move = ORDER_MOVES.get((start, end))
    if verdict.refusal is None:
        assert move is not None
        assert role in move.by
        assert set(verdict.skipped) == set(move.guards) - met
        assert not verdict.skipped or (role in MANAGERS and reason)


@given(jobs, jobs, facts, reasons)
def test_customers_marketing_and_visitors_move_no_job(
    start: JobStatus, end: JobStatus, met: frozenset[Guard], reason: str
) -> None:
    for role in (Role.CUSTOMER, Role.MARKETING, Role.VISITOR):
        assert judge_job(start, end, role=role, met=met, reason=reason).refusal is not None


@given(jobs, jobs, facts, reasons)
def test_a_designer_moves_only_own_work_between_design_and_approval(
    start: JobStatus, end: JobStatus, met: frozenset[Guard], reason: str
) -> None:
    verdict = judge_job(start, end, role=Role.DESIGNER, met=met, reason=reason)
    if verdict.refusal is None:
        assert Guard.OWN_JOB in met
        assert start in {JobStatus.DESIGN, JobStatus.PROOFING}
        assert end in {JobStatus.DESIGN, JobStatus.PROOFING, JobStatus.APPROVED}


@given(orders, roles, facts, reasons)
def test_work_states_are_never_set_by_hand(
    start: OrderStatus, role: Role, met: frozenset[Guard], reason: str
) -> None:
    for end in (OrderStatus.IN_WORK, OrderStatus.READY):
        assert judge_order(start, end, role=role, met=met, reason=reason).refusal is not None


@given(orders, stages)
def test_the_work_state_follows_from_the_lines(order: OrderStatus, lines: list[JobStatus]) -> None:
    state = derived(order, lines)
    agreed = {OrderStatus.CONFIRMED, OrderStatus.IN_WORK, OrderStatus.READY}
    if order not in agreed:
        assert state is order
    else:
        assert (state is OrderStatus.READY) == (lowest(lines) is JobStatus.DONE)
        assert derived(state, lines) is state


@given(orders, stages)
def test_the_customer_always_sees_one_of_seven_steps_and_one_turn(
    order: OrderStatus, lines: list[JobStatus]
) -> None:
    view = progress(order, lines)
    assert 0 <= view.step <= 7
    assert view.turn in {"customer", "designer", "studio", "nobody"}
    assert 0 <= view.finished <= view.lines <= len(lines)
    assert not view.over or view.turn == "nobody"


def test_nothing_leaves_an_end() -> None:
    ends = {JobStatus.DONE, JobStatus.CANCELLED}
    assert not [start for start, _ in JOB_MOVES if start in ends]


def test_files_fill_their_slots_and_nameless_files_fill_any() -> None:
    assert not slots_filled([], [])
    assert slots_filled([], [""])
    assert slots_filled(["front"], ["front"])
    assert not slots_filled(["front", "back"], ["front"])
    assert slots_filled(["front", "back"], ["front", ""])
    assert not slots_filled(["front"], ["back"])

"""The two machines, ORDER and JOB, as tables that the owner of the shop can read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.accounts.access import Role


class OrderStatus(StrEnum):
    """Where an order is, commercially."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    QUOTING = "quoting"
    QUOTED = "quoted"
    CONFIRMED = "confirmed"
    IN_WORK = "in_work"
    READY = "ready"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class JobStatus(StrEnum):
    """Where one line of an order is, from the first file to the last check; the order matters."""

    AWAITING_FILES = "awaiting_files"
    PREFLIGHT = "preflight"
    DESIGN = "design"
    PROOFING = "proofing"
    APPROVED = "approved"
    IN_PRODUCTION = "in_production"
    QUALITY_CHECK = "quality_check"
    DONE = "done"
    CANCELLED = "cancelled"


class WaitingOn(StrEnum):
    """Whom or what an order on hold waits for, wherever it is."""

    CUSTOMER = "customer"
    FILES = "files"
    PAYMENT = "payment"
    STOCK = "stock"
    VENDOR = "vendor"
    MACHINE = "machine"


class Guard(StrEnum):
    """A fact that must hold before a move."""

    ORDER_OPEN = "order_open"
    NOT_ON_HOLD = "not_on_hold"
    ORDER_CONFIRMED = "order_confirmed"
    ALL_PRICED = "all_priced"
    NO_JOB_APPROVED = "no_job_approved"
    OWN_JOB = "own_job"
    FILES_COMPLETE = "files_complete"
    DESIGNER_ASSIGNED = "designer_assigned"


class Refusal(StrEnum):
    """Why a move is refused."""

    NO_SUCH_MOVE = "no_such_move"
    ROLE = "role"
    GUARD = "guard"
    REASON = "reason"


CUSTOMER = frozenset({Role.CUSTOMER})
MANAGERS = frozenset({Role.MANAGER, Role.ADMIN})
DESK = frozenset({Role.OPERATOR}) | MANAGERS
STUDIO = DESK | {Role.DESIGNER}
RECORDERS = frozenset({Role.OPERATOR, Role.MANAGER})
ROUTINE_SKIPS = frozenset({Guard.FILES_COMPLETE, Guard.DESIGNER_ASSIGNED})
"""Guards that the desk may pass without a manager; the history still lists them."""


@dataclass(frozen=True, slots=True)
class Move:
    """Who may make a move, what must hold, and who has to say why."""

    by: frozenset[Role]
    guards: tuple[Guard, ...] = ()
    explained_by: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of a move: refused, or allowed with the guards that were skipped."""

    refusal: Refusal | None = None
    guard: Guard | None = None
    skipped: tuple[Guard, ...] = ()


_O = OrderStatus
_J = JobStatus
_EVERYONE = CUSTOMER | DESK

ORDER_MOVES: Mapping[tuple[OrderStatus, OrderStatus], Move] = {
    (_O.DRAFT, _O.SUBMITTED): Move(_EVERYONE),
    (_O.DRAFT, _O.WITHDRAWN): Move(CUSTOMER),
    (_O.SUBMITTED, _O.QUOTING): Move(DESK),
    (_O.SUBMITTED, _O.CONFIRMED): Move(DESK, (Guard.ALL_PRICED,)),
    (_O.SUBMITTED, _O.WITHDRAWN): Move(CUSTOMER),
    (_O.SUBMITTED, _O.CANCELLED): Move(MANAGERS, (), MANAGERS),
    (_O.QUOTING, _O.QUOTED): Move(DESK, (Guard.ALL_PRICED,)),
    (_O.QUOTING, _O.CANCELLED): Move(CUSTOMER | MANAGERS, (Guard.NO_JOB_APPROVED,), MANAGERS),
    (_O.QUOTED, _O.CONFIRMED): Move(CUSTOMER | RECORDERS, (), RECORDERS),
    (_O.QUOTED, _O.DECLINED): Move(CUSTOMER | RECORDERS, (), RECORDERS),
    (_O.QUOTED, _O.CANCELLED): Move(CUSTOMER | MANAGERS, (Guard.NO_JOB_APPROVED,), MANAGERS),
    (_O.CONFIRMED, _O.CANCELLED): Move(CUSTOMER | MANAGERS, (Guard.NO_JOB_APPROVED,), MANAGERS),
    (_O.IN_WORK, _O.CANCELLED): Move(CUSTOMER | MANAGERS, (Guard.NO_JOB_APPROVED,), MANAGERS),
    (_O.READY, _O.CANCELLED): Move(MANAGERS, (), MANAGERS),
    (_O.READY, _O.COMPLETED): Move(DESK),
}
"""Moves made by people; confirmed, in_work and ready follow from the jobs (see `derived`)."""

JOB_MOVES: Mapping[tuple[JobStatus, JobStatus], Move] = {
    (_J.AWAITING_FILES, _J.PREFLIGHT): Move(DESK, (Guard.FILES_COMPLETE,)),
    (_J.PREFLIGHT, _J.AWAITING_FILES): Move(DESK, (), DESK),
    (_J.PREFLIGHT, _J.DESIGN): Move(DESK, (Guard.DESIGNER_ASSIGNED,)),
    (_J.PREFLIGHT, _J.PROOFING): Move(DESK),
    (_J.DESIGN, _J.PROOFING): Move(STUDIO, (Guard.OWN_JOB,)),
    (_J.PROOFING, _J.DESIGN): Move(STUDIO, (Guard.OWN_JOB,)),
    (_J.PROOFING, _J.APPROVED): Move(STUDIO, (Guard.OWN_JOB,)),
    (_J.APPROVED, _J.IN_PRODUCTION): Move(DESK, (Guard.ORDER_CONFIRMED,)),
    (_J.IN_PRODUCTION, _J.QUALITY_CHECK): Move(DESK),
    (_J.QUALITY_CHECK, _J.IN_PRODUCTION): Move(DESK, (), DESK),
    (_J.QUALITY_CHECK, _J.DONE): Move(DESK),
    **{
        (stage, _J.CANCELLED): Move(MANAGERS, (), MANAGERS)
        for stage in JobStatus
        if stage not in {_J.DONE, _J.CANCELLED}
    },
}

CLOSED = frozenset({_O.COMPLETED, _O.WITHDRAWN, _O.DECLINED, _O.EXPIRED, _O.CANCELLED})
OPEN = frozenset(OrderStatus) - CLOSED
AGREED = frozenset({_O.CONFIRMED, _O.IN_WORK, _O.READY})
"""The price is agreed: production may start."""

ON_CUSTOMER = frozenset({WaitingOn.CUSTOMER, WaitingOn.FILES, WaitingOn.PAYMENT})
"""What the customer alone can bring; the rest is the studio's own affair."""

STAGES = tuple(stage for stage in JobStatus if stage is not _J.CANCELLED)
APPROVED_STAGES = frozenset(STAGES[STAGES.index(_J.APPROVED) :])


def judge_order(
    start: OrderStatus, end: OrderStatus, *, role: Role, met: frozenset[Guard], reason: str
) -> Verdict:
    """Judge the move of an order by a role; `met` are the guards that hold."""
    return _judge(ORDER_MOVES.get((start, end)), role, met, reason)


def judge_job(
    start: JobStatus, end: JobStatus, *, role: Role, met: frozenset[Guard], reason: str
) -> Verdict:
    """Judge the move of a job by a role; no job of a closed order moves."""
    move = JOB_MOVES.get((start, end))
    if move is not None and Guard.ORDER_OPEN not in met:
        return Verdict(Refusal.GUARD, Guard.ORDER_OPEN)
    return _judge(move, role, met, reason)


def order_moves(start: OrderStatus, role: Role) -> list[OrderStatus]:
    """Return where the role may try to bring an order."""
    return [end for (begin, end), move in ORDER_MOVES.items() if begin == start and role in move.by]


def job_moves(start: JobStatus, role: Role) -> list[JobStatus]:
    """Return where the role may try to bring a job."""
    return [end for (begin, end), move in JOB_MOVES.items() if begin == start and role in move.by]


def lowest(stages: Sequence[JobStatus]) -> JobStatus:
    """Return the stage of the job that is furthest behind; cancelled jobs do not count."""
    alive = [stage for stage in stages if stage is not _J.CANCELLED]
    return min(alive, key=STAGES.index) if alive else _J.CANCELLED


def derived(order: OrderStatus, stages: Sequence[JobStatus]) -> OrderStatus:
    """Compute the order's work state from its jobs; it is never set by hand."""
    if order not in AGREED:
        return order
    behind = lowest(stages)
    if behind is _J.CANCELLED:
        return _O.CANCELLED
    if behind is _J.DONE:
        return _O.READY
    started = any(
        stage is not _J.CANCELLED and STAGES.index(stage) > STAGES.index(_J.PREFLIGHT)
        for stage in stages
    )
    return _O.IN_WORK if started else _O.CONFIRMED


def slots_filled(required: Sequence[str], slots: Sequence[str]) -> bool:
    """Tell whether the files cover the required slots; a file without a slot covers any one."""
    missing = len(set(required) - set(slots))
    return bool(slots) and missing <= sum(1 for slot in slots if not slot)


def _judge(move: Move | None, role: Role, met: frozenset[Guard], reason: str) -> Verdict:
    if move is None:
        return Verdict(Refusal.NO_SUCH_MOVE)
    if role not in move.by:
        return Verdict(Refusal.ROLE)
    failed = tuple(guard for guard in move.guards if guard not in met)
    walls = [guard for guard in failed if guard not in ROUTINE_SKIPS]
    if walls and (role not in MANAGERS or not reason):
        return Verdict(Refusal.GUARD, walls[0])
    if role in move.explained_by and not reason:
        return Verdict(Refusal.REASON)
    return Verdict(skipped=failed)

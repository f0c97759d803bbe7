"""An order as its customer sees it: the step it has reached, and who acts next. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.orders.status import ON_CUSTOMER, JobStatus, OrderStatus, WaitingOn, lowest

STEPS = 7
_STEP_OF = {
    JobStatus.AWAITING_FILES: 2,
    JobStatus.PREFLIGHT: 3,
    JobStatus.DESIGN: 4,
    JobStatus.PROOFING: 4,
    JobStatus.APPROVED: 5,
    JobStatus.IN_PRODUCTION: 6,
    JobStatus.QUALITY_CHECK: 6,
    JobStatus.DONE: 7,
}
_TURN_OF = {
    JobStatus.AWAITING_FILES: "customer",
    JobStatus.DESIGN: "designer",
    JobStatus.PROOFING: "customer",
    JobStatus.DONE: "customer",
}
_BEFORE_PRICE = {OrderStatus.DRAFT, OrderStatus.SUBMITTED, OrderStatus.QUOTING, OrderStatus.QUOTED}
_IN_WORK = {OrderStatus.CONFIRMED, OrderStatus.IN_WORK, OrderStatus.READY, OrderStatus.DELIVERED}


@dataclass(frozen=True, slots=True)
class Progress:
    """The customer's view: step 1 to 7 (0 = closed without work), whose turn, lines finished."""

    step: int
    turn: str
    finished: int
    lines: int
    over: bool


def progress(
    status: OrderStatus,
    stages: Sequence[JobStatus],
    held: WaitingOn | None = None,
    *,
    is_delivered: bool = False,
) -> Progress:
    """Map the internal codes to the seven steps and to whoever has to act next.

    `held` is whom or what an order on hold waits for; what is delivered needs nobody to collect it.
    """
    alive = [stage for stage in stages if stage is not JobStatus.CANCELLED]
    finished = sum(stage is JobStatus.DONE for stage in alive)
    over = status not in _BEFORE_PRICE | _IN_WORK
    turn = _turn(status, alive, held)
    if status is OrderStatus.READY and is_delivered and turn == "customer" and not held:
        turn = "studio"  # brings it
    return Progress(_step(status, stages), turn, finished, len(alive), over)


def _step(status: OrderStatus, stages: Sequence[JobStatus]) -> int:
    if status in _BEFORE_PRICE:
        return 1
    if status is OrderStatus.COMPLETED:
        return STEPS
    if status in _IN_WORK:
        return _STEP_OF.get(lowest(stages), STEPS)
    return 0


def _turn(status: OrderStatus, alive: Sequence[JobStatus], held: WaitingOn | None) -> str:
    if status not in _BEFORE_PRICE | _IN_WORK or not alive:
        return "nobody"
    if held in ON_CUSTOMER or status is OrderStatus.QUOTED or JobStatus.AWAITING_FILES in alive:
        return "customer"
    if status in _BEFORE_PRICE or held:
        return "studio"
    return _TURN_OF.get(lowest(alive), "studio")

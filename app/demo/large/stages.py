"""How far an order of some age has come, in the proportions of a working studio."""

from datetime import datetime, timedelta
from random import Random

from app.orders.status import JobStatus, OrderStatus

_O = OrderStatus
AGES: tuple[tuple[float, dict[OrderStatus, float]], ...] = (
    (0.1, {_O.SUBMITTED: 8, _O.CONFIRMED: 2}),
    (1, {_O.SUBMITTED: 2, _O.QUOTING: 3, _O.QUOTED: 5, _O.CONFIRMED: 50, _O.IN_WORK: 40}),
    (4, {_O.QUOTED: 4, _O.CONFIRMED: 5, _O.IN_WORK: 80, _O.READY: 8, _O.COMPLETED: 3}),
    (8, {_O.QUOTED: 1, _O.IN_WORK: 10, _O.READY: 24, _O.COMPLETED: 65}),
    (21, {_O.READY: 2, _O.COMPLETED: 93, _O.CANCELLED: 2, _O.WITHDRAWN: 1, _O.DECLINED: 2}),
    (1e9, {_O.COMPLETED: 93, _O.CANCELLED: 3, _O.WITHDRAWN: 2, _O.DECLINED: 2}),
)
"""Up to so many days old: how many of a hundred stand where."""
WORKING = (
    (JobStatus.AWAITING_FILES, 12), (JobStatus.PREFLIGHT, 14), (JobStatus.DESIGN, 26),
    (JobStatus.PROOFING, 16), (JobStatus.APPROVED, 8), (JobStatus.IN_PRODUCTION, 18),
    (JobStatus.QUALITY_CHECK, 6),
)  # fmt: skip
DRAWN_BY_SOMEBODY = {JobStatus.DESIGN, JobStatus.PROOFING, JobStatus.APPROVED,
                     JobStatus.IN_PRODUCTION, JobStatus.QUALITY_CHECK, JobStatus.DONE}  # fmt: skip
UNCLAIMED = {_O.SUBMITTED, _O.WITHDRAWN}
PROVED = DRAWN_BY_SOMEBODY - {JobStatus.DESIGN}
OVER_WITHOUT_WORK = {_O.CANCELLED, _O.WITHDRAWN, _O.DECLINED}


def status_of(draw: Random, at: datetime, until: datetime) -> OrderStatus:
    """Draw where an order stands that came at a moment."""
    age = (until - at) / timedelta(days=1)
    shares = next(shares for most, shares in AGES if age <= most)
    return draw.choices(list(shares), list(shares.values()))[0]


def stage_of(draw: Random, status: OrderStatus) -> JobStatus:
    """Draw where a line of such an order stands."""
    if status in OVER_WITHOUT_WORK:
        return JobStatus.CANCELLED
    if status in {OrderStatus.READY, OrderStatus.COMPLETED}:
        return JobStatus.DONE
    if status is OrderStatus.IN_WORK:
        return draw.choices([s for s, _ in WORKING], [n for _, n in WORKING])[0]
    return draw.choice((JobStatus.AWAITING_FILES, JobStatus.PREFLIGHT))


def moves_of(status: OrderStatus) -> list[tuple[str, str]]:
    """Return the milestones in the history of an order that stands there."""
    reached = {
        _O.SUBMITTED: (), _O.QUOTING: ("quoting",), _O.QUOTED: ("quoting", "quoted"),
        _O.CONFIRMED: ("confirmed",), _O.IN_WORK: ("confirmed", "in_work"),
        _O.READY: ("confirmed", "in_work", "ready"),
        _O.COMPLETED: ("confirmed", "in_work", "ready", "completed"),
        _O.CANCELLED: ("confirmed", "cancelled"), _O.WITHDRAWN: ("withdrawn",),
        _O.DECLINED: ("quoting", "quoted", "declined"),
    }[status]  # fmt: skip
    return list(zip(("submitted", *reached), reached, strict=False))

"""The life of a promo: which state follows which, as a table that its owner can read."""

from enum import StrEnum


class Status(StrEnum):
    """Where a promo stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"


MOVES: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.SCHEDULED, Status.LIVE}),
    Status.SCHEDULED: frozenset({Status.DRAFT, Status.LIVE, Status.ENDED}),
    Status.LIVE: frozenset({Status.PAUSED, Status.ENDED}),
    Status.PAUSED: frozenset({Status.LIVE, Status.SCHEDULED, Status.ENDED}),
    Status.ENDED: frozenset(),
}

EDITABLE = frozenset({Status.DRAFT, Status.SCHEDULED, Status.LIVE, Status.PAUSED})
DELETABLE = frozenset({Status.DRAFT})


def may_move(here: Status, there: Status) -> bool:
    """Tell whether a promo may go from one state to the other."""
    return there in MOVES[here]

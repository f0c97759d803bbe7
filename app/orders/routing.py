"""Which branch an order goes to: rules from the top down, the distance last. Pure."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.catalogue.hours import opening_of
from app.catalogue.models import Branch
from app.catalogue.places import Place, kilometres

DESK = 1
"""The one desk takes the orders of every branch: its feed is the channel `orders:1`."""


class Reason(StrEnum):
    """Why it is this branch."""

    ONLY = "only"
    MAKES = "makes"
    OPEN = "open"
    NEAREST = "nearest"
    HOME = "home"
    CHOSEN = "chosen"
    """The customer, or who ordered for them, wanted it so."""
    STUDIO = "studio"
    """The studio gave the order to another branch later, and said why."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A branch, the rule that decided, and how far it is in a straight line, if that is known."""

    branch: Branch
    reason: Reason
    km: int | None = None


def propose(
    branches: Sequence[Branch], *, products: Set[int], place: Place | None, at: datetime
) -> Proposal:
    """Choose among branches, of which the first is the home branch; there has to be one.

    Who can make everything comes before who cannot, who is open before who is not; a rule that
    all or none of those who are left meet decides nothing. The nearest of them it is in the end,
    or the home branch while nobody knows where the customer is.
    """
    left, reason = list(branches), Reason.ONLY if len(branches) == 1 else Reason.HOME
    rules: list[tuple[Reason, Callable[[Branch], bool]]] = [
        (Reason.MAKES, lambda branch: not products & set(branch.lacks)),
        (Reason.OPEN, lambda branch: opening_of(branch).is_open(at)),
    ]
    for rule, holds in rules:
        kept = [branch for branch in left if holds(branch)]
        if 0 < len(kept) < len(left):
            left, reason = kept, rule
    known = [(_way(place, branch), at) for at, branch in enumerate(left) if branch.point]
    if len(left) > 1 and place is not None and known:
        _far, nearest = min(known)
        return Proposal(left[nearest], Reason.NEAREST, km_between(place, left[nearest]))
    if len(left) > 1 and left[0] == branches[0]:
        reason = Reason.HOME
    return Proposal(left[0], reason, km_between(place, left[0]))


def km_between(place: Place | None, branch: Branch) -> int | None:
    """Return how far a branch is in a straight line, in whole kilometres; None is unknown."""
    if place is None or branch.point is None:
        return None
    return round(_way(place, branch))


def _way(place: Place | None, branch: Branch) -> float:
    if place is None or branch.point is None:
        return 0.0
    return kilometres(place.point, branch.point)

"""The branches as an order meets them: which one is proposed, which were wanted, which is taken."""

from collections.abc import Set
from dataclasses import dataclass

from app import clock
from app.catalogue.locations import all_places, open_branches
from app.catalogue.models import Branch, Product
from app.catalogue.places import Place, place_of
from app.errors import Invalid
from app.i18n import gettext as _
from app.i18n import localized
from app.orders.delivery import Delivery
from app.orders.routing import Proposal, Reason, km_between, propose


@dataclass(frozen=True, slots=True)
class Offer:
    """One branch in the list to choose from."""

    branch: Branch
    km: int | None
    missing: tuple[str, ...]
    """What of the order it does not make."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the form offers: the proposal, every branch, and which was chosen, if one was."""

    proposal: Proposal
    offers: list[Offer]
    chosen: Branch | None
    place: Place | None
    is_unknown: bool
    """Something was written of where the customer is, and the studio does not know how far."""
    names: list[str]
    """The places that are known."""

    @property
    def taken(self) -> Branch:
        """Return where the order goes as things stand."""
        return self.chosen or self.proposal.branch


async def choice(
    delivery: Delivery, products: list[Product], branch_id: int | None = None
) -> Choice:
    """Gather what the form of an order offers, by what is written in it so far."""
    branches, places = await open_branches(), await all_places()
    place = place_of(places, delivery.city, delivery.postcode)
    proposal = propose(
        branches, products={each.id for each in products}, place=place, at=clock.now()
    )
    return Choice(
        proposal=proposal,
        offers=[
            Offer(each, km_between(place, each), _missing(each, products)) for each in branches
        ],
        chosen=next((each for each in branches if each.id == branch_id), None),
        place=place,
        is_unknown=place is None and bool(delivery.city or delivery.postcode),
        names=[each.name for each in places],
    )


async def routed(delivery: Delivery, products: list[Product], branch_id: int | None) -> Proposal:
    """Return where an order goes: to the branch that was chosen, or the one that is proposed."""
    found = await choice(delivery, products, branch_id)
    if branch_id is None or branch_id == found.proposal.branch.id:
        return found.proposal
    offer = next((each for each in found.offers if each.branch.id == branch_id), None)
    if offer is None:
        words = _("Choose one of our branches.")
        raise Invalid(words, code="unknown_branch", fields={"branch": words})
    if offer.missing:
        words = _(
            "%(branch)s does not make this: %(products)s. Choose another branch.",
            branch=offer.branch.name,
            products=", ".join(offer.missing),
        )
        raise Invalid(words, code="branch_cannot", fields={"branch": words})
    return Proposal(offer.branch, Reason.CHOSEN, offer.km)


async def way_to(branch: Branch, delivery: Delivery) -> int | None:
    """Return how far a branch is from where an order goes, in whole kilometres."""
    place = place_of(await all_places(), delivery.city, delivery.postcode)
    return km_between(place, branch)


def _missing(branch: Branch, products: list[Product]) -> tuple[str, ...]:
    lacked: Set[int] = set(branch.lacks)
    return tuple(localized(each, "name") for each in products if each.id in lacked)

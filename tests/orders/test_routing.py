"""The rule that sends an order to a branch: what it makes, whether it is open, how far it is."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.hours import opening_of
from app.catalogue.models import Branch
from app.catalogue.places import Place, kilometres
from app.orders.routing import Reason, km_between, propose

NOON = datetime(2026, 11, 30, 5, tzinfo=UTC)  # a Monday, 12.00 in Jakarta
DAY, NIGHT = ";".join(["08.00-17.00"] * 5), ";".join(["20.00-23.00"] * 5)
TOWN = Place("Yogyakarta", "", -7.7956, 110.3695)


def branch(number: int, latitude: float | None = None, **more: object) -> Branch:
    values: dict[str, object] = {"latitude": latitude, "longitude": 110.0 if latitude else None}
    texts = (f"B{number}", f"Cabang {number}", "", "", "", "", "", "")
    return Branch(number, *texts, **values | more)  # type: ignore[arg-type]


branches = st.lists(
    st.tuples(
        st.one_of(st.none(), st.floats(-11, 6)),
        st.sets(st.integers(1, 4)),
        st.sampled_from(["", DAY, NIGHT]),
    ),
    min_size=1,
    max_size=6,
).map(
    lambda rows: [
        branch(number, latitude, lacks=tuple(lacks), opening=opening)
        for number, (latitude, lacks, opening) in enumerate(rows, 1)
    ]
)
wanted = st.sets(st.integers(1, 4))
places = st.one_of(st.none(), st.just(TOWN))


@given(branches, wanted, places)
def test_a_branch_that_cannot_make_it_never_comes_before_one_that_can(
    found: list[Branch], products: set[int], place: Place | None
) -> None:
    chosen = propose(found, products=products, place=place, at=NOON).branch
    makers = [each for each in found if not products & set(each.lacks)]
    assert chosen in (makers or found)


@given(branches, wanted, places)
def test_among_those_that_make_it_an_open_one_comes_first(
    found: list[Branch], products: set[int], place: Place | None
) -> None:
    chosen = propose(found, products=products, place=place, at=NOON).branch
    left = [each for each in found if not products & set(each.lacks)] or found
    awake = [each for each in left if opening_of(each).is_open(NOON)]
    assert chosen in (awake or left)


@given(branches, wanted)
def test_the_nearest_is_the_nearest_of_those_that_are_left(
    found: list[Branch], products: set[int]
) -> None:
    proposal = propose(found, products=products, place=TOWN, at=NOON)
    left = [each for each in found if not products & set(each.lacks)] or found
    left = [each for each in left if opening_of(each).is_open(NOON)] or left
    ways = [kilometres(TOWN.point, each.point) for each in left if each.point]
    own = proposal.branch.point
    assert own is None or kilometres(TOWN.point, own) == min(ways)
    assert (own is None) == (not ways or (len(left) == 1 and left[0].point is None))


@given(branches, wanted, places)
def test_a_distance_is_told_only_when_it_is_known(
    found: list[Branch], products: set[int], place: Place | None
) -> None:
    proposal = propose(found, products=products, place=place, at=NOON)
    assert proposal.km == km_between(place, proposal.branch)
    assert (proposal.km is None) == (place is None or proposal.branch.point is None)
    assert (proposal.reason is Reason.ONLY) == (len(found) == 1)
    assert proposal.reason is not Reason.NEAREST or proposal.km is not None


@given(branches, wanted, places)
def test_the_order_of_the_other_branches_changes_nothing_but_ties(
    found: list[Branch], products: set[int], place: Place | None
) -> None:
    there = propose(found, products=products, place=place, at=NOON)
    turned = propose([found[0], *found[:0:-1]], products=products, place=place, at=NOON)
    assert turned.km == there.km


def test_the_home_branch_is_proposed_while_nobody_knows_where_the_customer_is() -> None:
    found = [branch(1, -7.0), branch(2, -7.8)]
    proposal = propose(found, products=set(), place=None, at=NOON)
    assert (proposal.branch.id, proposal.reason, proposal.km) == (1, Reason.HOME, None)


def test_each_reason_is_the_rule_that_decided() -> None:
    near, far = branch(2, -7.8), branch(1, -6.2)
    cannot = branch(2, -7.8, lacks=(7,))
    sleeps = branch(2, -7.8, opening=NIGHT)
    told = [
        propose([far, near], products=set(), place=TOWN, at=NOON),
        propose([far, cannot], products={7}, place=TOWN, at=NOON),
        propose([far, sleeps], products=set(), place=TOWN, at=NOON),
        propose([near], products={7}, place=TOWN, at=NOON),
    ]
    assert [(each.branch.id, each.reason) for each in told] == [
        (2, Reason.NEAREST),
        (1, Reason.MAKES),
        (1, Reason.OPEN),
        (2, Reason.ONLY),
    ]

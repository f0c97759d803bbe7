"""A discount applies to an order, or says why it does not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app import clock
from app.accounts.access import SYSTEM
from app.db import database, transaction
from app.errors import Invalid
from app.promos import actions
from app.promos.models import Audience, Draft, Kind, Promo, amount_off
from app.promos.status import Status
from app.promos.tables import redemptions

TEN = {"code": "HEMAT10", "kind": Kind.PERCENT, "value": 10}


async def reason(*args):
    with pytest.raises(Invalid) as refused:
        await actions.preview(*args)
    assert "code" in refused.value.fields
    return refused.value.code


async def rows():
    return await database.fetch_all(sa.select(redemptions))


async def test_a_code_takes_its_part_off_and_is_written_down(ani, flyer, live):
    promo = await live(**TEN)
    async with transaction():
        found = await actions.redeem(ani.id, " hemat10 ", [(flyer.id, 100_005)], "order:1")
    assert (found.promo_id, found.code, found.amount) == (promo.id, "HEMAT10", 10_001)
    (row,) = await rows()
    assert (row.user_id, row.subject, row.amount) == (ani.id, "order:1", 10_001)
    assert row.released_at is None


async def test_a_preview_writes_nothing(ani, flyer, live):
    await live(**TEN)
    assert (await actions.preview(ani.id, "HEMAT10", [(flyer.id, 100_000)])).amount == 10_000
    assert await rows() == []


async def test_what_an_order_used_is_given_back(ani, flyer, live):
    await live(**TEN)
    await actions.redeem(ani.id, "HEMAT10", [(flyer.id, 100_000)], "order:1")
    await actions.release("order:1")
    (row,) = await rows()
    assert row.released_at is not None


async def test_a_cap_and_the_price_itself_limit_the_discount(ani, flyer, live):
    await live(**TEN | {"cap": 5_000})
    await live(code="POTONG", kind=Kind.FIXED, value=50_000)
    lines = [(flyer.id, 30_000), (flyer.id, 70_000)]
    assert (await actions.preview(ani.id, "HEMAT10", lines)).amount == 5_000
    assert (await actions.preview(ani.id, "POTONG", lines)).amount == 50_000
    assert (await actions.preview(ani.id, "POTONG", [(flyer.id, 20_000)])).amount == 20_000


async def test_only_the_products_of_the_promo_count(ani, flyer, poster, live):
    await live(**TEN | {"products": (flyer.id,)})
    lines = [(flyer.id, 40_000), (poster.id, 60_000)]
    assert (await actions.preview(ani.id, "HEMAT10", lines)).amount == 4_000
    assert await reason(ani.id, "HEMAT10", [(poster.id, 60_000)]) == "promo_not_for_product"


async def test_without_a_code_the_best_automatic_promo_applies(ani, flyer, live):
    await live(kind=Kind.PERCENT, value=5)
    best = await live(kind=Kind.FIXED, value=9_000)
    await live(**TEN)
    await live(kind=Kind.FIXED, value=50_000, min_spend=900_000)
    assert (await actions.preview(ani.id, "", [(flyer.id, 100_000)])).promo_id == best.id


async def test_without_any_promo_there_is_no_discount(ani, flyer, live):
    await live()  # an announcement
    assert await actions.preview(ani.id, "", [(flyer.id, 100_000)]) is None
    assert await actions.redeem(ani.id, "", [(flyer.id, 100_000)], "order:1") is None


@pytest.mark.parametrize("code", ["NOTHING", "' OR 1=1", "DIAM", "KABAR"])
async def test_unknown_drafts_and_announcements_are_no_codes(ani, flyer, make, code):
    await make(**TEN | {"code": "DIAM"})
    assert await reason(ani.id, code, [(flyer.id, 100_000)]) == "promo_unknown"


async def test_before_its_time_it_has_not_started(ani, flyer, live):
    await live(**TEN | {"starts_at": clock.now() + timedelta(hours=1)})
    assert await reason(ani.id, "HEMAT10", [(flyer.id, 100_000)]) == "promo_not_started"
    with clock.shifted(timedelta(hours=2)):
        assert (await actions.preview(ani.id, "HEMAT10", [(flyer.id, 100_000)])).amount == 10_000


async def test_after_its_time_it_has_expired(ani, flyer, live):
    await live(**TEN | {"ends_at": clock.now() + timedelta(hours=1)})
    with clock.shifted(timedelta(hours=2)):
        assert await reason(ani.id, "HEMAT10", [(flyer.id, 100_000)]) == "promo_expired"


async def test_ended_by_hand_it_has_expired_too(ani, flyer, live):
    promo = await live(**TEN)
    await actions.end(promo.id, rev=promo.rev, by=SYSTEM)
    assert await reason(ani.id, "HEMAT10", [(flyer.id, 100_000)]) == "promo_expired"


async def test_a_paused_promo_says_so_and_applies_to_nobody(ani, flyer, live):
    promo = await live(**TEN)
    await actions.pause(promo.id, rev=promo.rev, by=SYSTEM)
    assert await reason(ani.id, "HEMAT10", [(flyer.id, 100_000)]) == "promo_paused"
    automatic = await live(kind=Kind.PERCENT, value=5)
    await actions.pause(automatic.id, rev=automatic.rev, by=SYSTEM)
    assert await actions.preview(ani.id, "", [(flyer.id, 100_000)]) is None


async def test_too_small_an_order_hears_how_much_is_missing(ani, flyer, live):
    await live(**TEN | {"min_spend": 150_000})
    with pytest.raises(Invalid) as refused:
        await actions.preview(ani.id, "HEMAT10", [(flyer.id, 100_000)])
    assert refused.value.code == "promo_min_spend"
    assert "Rp50.000" in refused.value.fields["code"]


async def test_members_promos_are_for_members(ani, flyer, live):
    await live(**TEN | {"audience": Audience.MEMBERS})
    assert await reason(0, "HEMAT10", [(flyer.id, 100_000)]) == "promo_members_only"
    assert (await actions.preview(ani.id, "HEMAT10", [(flyer.id, 100_000)])).amount == 10_000


async def test_a_refused_code_leaves_no_trace(ani, flyer, live):
    await live(**TEN | {"min_spend": 150_000})
    with pytest.raises(Invalid):
        await actions.redeem(ani.id, "HEMAT10", [(flyer.id, 100_000)], "order:1")
    assert await rows() == []


LINES = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 10**9)), max_size=5)


@given(
    LINES,
    st.sampled_from(Kind),
    st.integers(0, 100),
    st.none() | st.integers(1, 10**6),
    st.sets(st.integers(1, 3)),
)
def test_a_discount_is_never_negative_nor_more_than_the_lines_cost(lines, kind, value, cap, only):
    draft = Draft("a", "a", kind=kind, value=value, cap=cap, products=tuple(only))
    kept = {name: getattr(draft, name) for name in Draft.__slots__}
    now = clock.now()
    more = {"id": 1, "rev": 1, "created_by": None, "created_at": now, "published_at": now}
    promo = Promo(**kept, **more, status=Status.LIVE)
    off = amount_off(promo, lines)
    assert type(off) is int
    assert 0 <= off <= sum(amount for _product, amount in lines)

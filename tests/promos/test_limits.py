"""A promo is used as often as it may be, by all and by one person, and no oftener."""

import asyncio

import pytest

from app.errors import Invalid
from app.promos import actions, queries
from app.promos.models import Kind

FIVE = {"code": "LIMA", "kind": Kind.FIXED, "value": 5_000}


async def reason(*args):
    with pytest.raises(Invalid) as refused:
        await actions.redeem(*args)
    assert "code" in refused.value.fields
    return refused.value.code


async def test_the_last_use_is_the_last(ani, budi, flyer, live):
    promo = await live(**FIVE, quota=1)
    lines = [(flyer.id, 100_000)]
    await actions.redeem(ani.id, "LIMA", lines, "order:1")
    assert await reason(budi.id, "LIMA", lines, "order:2") == "promo_used_up"
    assert (await queries.results([promo.id]))[promo.id].used == 1
    await actions.release("order:1")
    assert (await actions.redeem(budi.id, "LIMA", lines, "order:2")).amount == 5_000


async def test_one_person_uses_it_so_often_and_others_still_may(ani, budi, flyer, live):
    await live(**FIVE, per_person=2)
    lines = [(flyer.id, 100_000)]
    for number in (1, 2):
        await actions.redeem(ani.id, "LIMA", lines, f"order:{number}")
    assert await reason(ani.id, "LIMA", lines, "order:3") == "promo_used_by_you"
    assert (await actions.redeem(budi.id, "LIMA", lines, "order:4")).amount == 5_000


async def test_fifty_who_come_at_once_take_no_more_than_there_is(ani, flyer, live):
    promo = await live(**FIVE, quota=7)
    lines = [(flyer.id, 100_000)]
    tries = (actions.redeem(ani.id, "LIMA", lines, f"order:{n}") for n in range(50))
    found = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(not isinstance(one, Exception) for one in found) == 7
    assert {one.code for one in found if isinstance(one, Invalid)} == {"promo_used_up"}
    assert (await queries.results([promo.id]))[promo.id].used == 7


async def test_of_those_that_apply_by_themselves_the_next_one_takes_over(ani, flyer, live):
    await live(kind=Kind.FIXED, value=9_000, quota=1)
    other = await live(kind=Kind.FIXED, value=4_000)
    lines = [(flyer.id, 100_000)]
    assert (await actions.redeem(ani.id, "", lines, "order:1")).amount == 9_000
    found = await actions.redeem(ani.id, "", lines, "order:2")
    assert (found.promo_id, found.amount) == (other.id, 4_000)


@pytest.mark.parametrize("wrong", [{"quota": "0"}, {"per_person": "-1"}, {"quota": "banyak"}])
async def test_a_limit_is_a_whole_number(maya, wrong):
    form = {"title_id": "Hemat", "kind": "fixed", "value": "5000", "audience": "everyone"}
    assert (await maya.post("/promos", form=form | wrong)).status_code == 422


async def test_the_list_and_the_form_say_how_often(ani, maya, flyer, live):
    promo = await live(**FIVE, quota=50, per_person=1)
    await actions.redeem(ani.id, "LIMA", [(flyer.id, 100_000)], "order:1")
    for path in ("/promos", f"/promos/{promo.id}"):
        page = await (await maya.get(path)).get_data(as_text=True)
        assert "dipakai 1 dari 50 kali" in page
    page = await (await maya.get(f"/promos/{promo.id}")).get_data(as_text=True)
    assert 'value="50"' in page


async def test_the_editor_says_whom_a_lock_screen_reaches_and_tries_it_out(maya, ani, live):
    promo = await live(**FIVE)
    page = await (await maya.get(f"/promos/{promo.id}")).get_data(as_text=True)
    assert "Di layar kunci: 0 orang yang meminta promo." in page
    answer = await maya.post(f"/promos/{promo.id}/trial")
    assert answer.headers["Location"] == f"/promos/{promo.id}?tried=0"
    page = await (await maya.get(answer.headers["Location"])).get_data(as_text=True)
    assert "/account#notifications" in page
    assert (await ani.post(f"/promos/{promo.id}/trial")).status_code == 403

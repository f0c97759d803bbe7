"""A published promo is on every open page at once, and gone at once, for its audience alone."""

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.access import SYSTEM
from app.audit import audit
from app.db import database
from app.errors import Conflict, Invalid, Refused
from app.promos import actions, jobs, queries
from app.promos.models import Audience, Draft
from app.promos.status import MOVES, Status, may_move
from app.realtime.log import position
from tests.listener import Refusal


async def page(member, path="/about"):
    return await (await member.get(path)).get_data(as_text=True)


async def test_visitors_and_members_hear_of_it_within_a_second(server, visitor, ani, make):
    promo = await make(code="hemat10", kind="percent", value=10)
    async with visitor.listening("promos") as street, ani.listening("promos") as home:
        began = time.monotonic()
        await actions.publish(promo.id, rev=promo.rev, by=SYSTEM)
        for heard in (await street.next(), await home.next()):
            assert heard.type == "promo.published"
            assert (heard.data["title_id"], heard.data["title_en"]) == (
                "Hemat akhir pekan",
                "Weekend savings",
            )
            assert heard.data["code"] == "HEMAT10"
        assert time.monotonic() - began < 1


async def test_change_pause_and_end_follow(server, visitor, live):
    promo = await live()
    async with visitor.listening("promos") as street:
        words = Draft(title_id="Hemat lagi", title_en="More savings")
        promo = await actions.change(promo.id, words, rev=promo.rev, by=SYSTEM)
        changed = await street.next()
        assert (changed.type, changed.data["title_id"]) == ("promo.changed", "Hemat lagi")
        promo = await actions.pause(promo.id, rev=promo.rev, by=SYSTEM)
        assert (await street.next()).type == "promo.withdrawn"
        promo = await actions.publish(promo.id, rev=promo.rev, by=SYSTEM)
        assert (await street.next()).type == "promo.published"
        await actions.end(promo.id, rev=promo.rev, by=SYSTEM)
        gone = await street.next()
        assert (gone.type, gone.data) == ("promo.withdrawn", {"id": promo.id})


async def test_a_members_promo_never_reaches_a_visitor(server, visitor, ani, make):
    promo = await make(audience=Audience.MEMBERS)
    async with visitor.listening("promos") as street, ani.listening("promos-members") as home:
        await actions.publish(promo.id, rev=promo.rev, by=SYSTEM)
        assert (await home.next()).type == "promo.published"
        await street.quiet(0.3)
    assert "Hemat akhir pekan" in await page(ani)
    assert "Hemat akhir pekan" not in await page(visitor)
    assert (await (await visitor.get("/api/promos")).get_json())["promos"] == []


async def test_a_visitor_may_not_listen_to_the_members_channel(server, visitor):
    with pytest.raises(Refusal) as refused:
        async with visitor.listening("promos-members"):
            pass
    assert refused.value.code == 103


@pytest.mark.parametrize("channel", ["promos:1", "promos-members:1"])
async def test_the_channels_have_no_keys(server, ani, channel):
    with pytest.raises(Refusal) as refused:
        async with ani.listening(channel):
            pass
    assert refused.value.code == 103


async def test_an_audience_that_loses_it_is_told_so(server, visitor, ani, live):
    promo = await live()
    async with visitor.listening("promos") as street, ani.listening("promos-members") as home:
        words = Draft(title_id="Khusus", title_en="Members", audience=Audience.MEMBERS)
        await actions.change(promo.id, words, rev=promo.rev, by=SYSTEM)
        assert (await street.next()).type == "promo.withdrawn"
        assert (await home.next()).type == "promo.published"


async def test_the_strip_is_on_the_first_page_with_its_position(visitor, live):
    assert "Hemat akhir pekan" not in await page(visitor)
    promo = await live()
    at = await position("promos")
    strip = await page(visitor)
    assert f'data-promo="{promo.id}"' in strip
    assert f'data-channel="promos" data-epoch="{at.epoch}" data-offset="{at.offset}"' in strip
    assert "promos-members" not in strip
    await actions.pause(promo.id, rev=promo.rev, by=SYSTEM)
    assert "Hemat akhir pekan" not in await page(visitor)


async def test_words_of_a_promo_are_shown_as_words(visitor, live):
    await live(title_id="<img src=x onerror=alert(1)>{{7*7}}", title_en="x")
    strip = await page(visitor)
    assert "&lt;img src=x onerror=alert(1)&gt;{{7*7}}" in strip
    assert "<img src=x" not in strip


async def test_a_planned_promo_begins_and_ends_by_the_clock(server, visitor, make):
    now = clock.now()
    promo = await make(starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=3))
    promo = await actions.publish(promo.id, rev=promo.rev, by=SYSTEM)
    assert promo.status is Status.SCHEDULED
    async with visitor.listening("promos") as street:
        await jobs.keep_time()
        await street.quiet(0.2)
        with clock.shifted(timedelta(hours=2)):
            await jobs.keep_time()
            await jobs.keep_time()
        assert (await street.next()).type == "promo.published"
        with clock.shifted(timedelta(hours=4)):
            await jobs.keep_time()
        assert (await street.next()).type == "promo.withdrawn"
        await street.quiet(0.2)
    assert (await queries.promo(promo.id)).status is Status.ENDED


async def test_reading_does_not_wait_for_the_job(visitor, make):
    now = clock.now()
    promo = await make(starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=3))
    await actions.publish(promo.id, rev=promo.rev, by=SYSTEM)
    seen = []
    for hours in (0, 2, 4):
        with clock.shifted(timedelta(hours=hours)):
            seen.append("Hemat akhir pekan" in await page(visitor))
    assert seen == [False, True, False]


@pytest.mark.parametrize(
    ("here", "step"),
    [
        (Status.DRAFT, actions.pause),
        (Status.DRAFT, actions.end),
        (Status.LIVE, actions.publish),
        (Status.PAUSED, actions.pause),
        (Status.ENDED, actions.publish),
        (Status.ENDED, actions.pause),
        (Status.ENDED, actions.end),
    ],
)
async def test_a_step_that_the_table_does_not_have_is_refused(make, here, step):
    promo = await make()
    route = {
        Status.DRAFT: [],
        Status.LIVE: [actions.publish],
        Status.PAUSED: [actions.publish, actions.pause],
        Status.ENDED: [actions.publish, actions.end],
    }
    for move in route[here]:
        promo = await move(promo.id, rev=promo.rev, by=SYSTEM)
    assert promo.status is here
    before = await position("promos")
    with pytest.raises(Conflict) as refused:
        await step(promo.id, rev=promo.rev, by=SYSTEM)
    assert refused.value.code == "bad_move"
    assert await queries.promo(promo.id) == promo
    assert await position("promos") == before


def test_nothing_follows_the_end_and_every_state_is_in_the_table():
    assert set(MOVES) == set(Status)
    assert not any(may_move(Status.ENDED, status) for status in Status)


async def test_a_stale_step_changes_and_sends_nothing(live):
    promo = await live()
    before = await position("promos")
    with pytest.raises(Conflict) as refused:
        await actions.pause(promo.id, rev=promo.rev - 1, by=SYSTEM)
    assert (refused.value.code, refused.value.facts["rev"]) == ("stale", promo.rev)
    assert await position("promos") == before


async def test_a_promo_whose_end_has_passed_is_not_published(make):
    promo = await make(ends_at=clock.now() - timedelta(minutes=1))
    with pytest.raises(Invalid) as refused:
        await actions.publish(promo.id, rev=promo.rev, by=SYSTEM)
    assert refused.value.code == "promo_expired"


async def test_a_draft_is_forgotten_and_a_published_promo_is_kept(make, live):
    draft, shown = await make(), await live()
    assert await actions.remove(draft.id, rev=draft.rev, by=SYSTEM) is None
    kept = await actions.remove(shown.id, rev=shown.rev, by=SYSTEM)
    assert kept is not None
    assert [promo.status for promo in await queries.all_promos()] == [Status.ENDED]


async def test_every_step_is_audited(maya, live):
    promo = await live()
    await maya.post(f"/promos/{promo.id}/end", form={"rev": str(promo.rev)})
    rows = await database.fetch_all(
        sa.select(audit.c.verb, audit.c.actor_id).where(audit.c.subject == f"promo:{promo.id}")
    )
    assert [row.verb for row in rows] == ["promo.created", "promo.live", "promo.ended"]
    assert rows[-1].actor_id == maya.id


async def test_only_those_who_manage_promos_do_so(ani, sari, dodi, live):
    promo = await live()
    for outsider in (ani, sari, dodi):
        with pytest.raises(Refused):
            await actions.end(promo.id, rev=promo.rev, by=outsider.viewer)

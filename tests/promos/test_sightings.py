"""How many customers a promo was shown to, and what was ordered with it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import database
from app.promos import actions, queries, redemptions, sightings
from app.promos.sightings import KEPT, Sightings
from app.promos.tables import promo_sightings
from tests.conftest import Member


@pytest.fixture
async def heard(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sightings]:
    """What this process hears, from nothing on, and writes when the test says so."""
    own = Sightings()
    monkeypatch.setattr(sightings, "PAUSE", 60.0)
    yield own
    await own.stop()


async def seen(promo: Any) -> int:
    return (await queries.promo(promo.id)).seen


async def until_seen(promos: list[Any], number: int) -> None:
    async with asyncio.timeout(5):
        while {await seen(promo) for promo in promos} != {number}:  # noqa: ASYNC110 (rows)
            await asyncio.sleep(0.02)


async def test_each_customer_counts_once(
    heard: Sightings, ani: Member, budi: Member, live: Any
) -> None:
    promo = await live()
    for who in (ani, ani, budi, ani):
        heard.note(who.viewer, [promo.id])
    await heard.write()
    assert await seen(promo) == 2
    heard.note(ani.viewer, [promo.id, promo.id])
    await heard.write()
    assert await seen(promo) == 2


async def test_the_studio_and_visitors_do_not_count(
    heard: Sightings, maya: Member, sari: Member, visitor: Member, live: Any
) -> None:
    promo = await live()
    for who in (maya, sari, visitor):
        heard.note(who.viewer, [promo.id])
    await heard.write()
    assert await seen(promo) == 0


async def test_what_is_a_draft_or_over_or_does_not_exist_is_left_out(
    heard: Sightings, ani: Member, maya: Member, make: Any, live: Any
) -> None:
    draft, over = await make(), await live()
    await actions.end(over.id, rev=over.rev, by=maya.viewer)
    heard.note(ani.viewer, [draft.id, over.id, 10**15])
    await heard.write()
    assert await seen(draft) == await seen(over) == 0
    assert await database.fetch_val(select(func.count()).select_from(promo_sightings)) == 0


async def test_many_reports_are_one_transaction(
    heard: Sightings, ani: Member, budi: Member, live: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    promos = [await live() for _ in range(5)]
    begun = []
    whole = sightings.transaction
    monkeypatch.setattr(sightings, "transaction", lambda: begun.append(1) or whole())
    monkeypatch.setattr(sightings, "PAUSE", 0.05)
    for promo in promos * 20:
        heard.note(ani.viewer, [promo.id])
        heard.note(budi.viewer, [promo.id])
    await until_seen(promos, 2)
    assert len(begun) == 1


async def test_a_database_that_is_away_loses_nothing(
    heard: Sightings, ani: Member, live: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    promo = await live()
    heard.note(ani.viewer, [promo.id])
    with monkeypatch.context() as away:
        away.setattr(sightings, "transaction", lambda: (_ for _ in ()).throw(OSError("away")))
        with pytest.raises(OSError, match="away"):
            await heard.write()
    await heard.stop()
    assert await seen(promo) == 1


async def test_a_page_reports_over_its_socket(
    server: Any, ani: Member, visitor: Member, live: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sightings, "PAUSE", 0.01)
    promo = await live()
    async with ani.listening("promos") as page, visitor.listening("promos") as other:
        assert await page.rpc("promos.seen", {"promos": [promo.id]}) == {}
        assert await other.rpc("promos.seen", {"promos": [promo.id]}) == {}
        await until_seen([promo], 1)


async def test_who_saw_it_is_forgotten_and_the_number_stays(
    heard: Sightings, ani: Member, maya: Member, live: Any
) -> None:
    promo, running = await live(), await live()
    heard.note(ani.viewer, [promo.id, running.id])
    await heard.write()
    await actions.end(promo.id, rev=promo.rev, by=maya.viewer)
    await sightings.forget_old()
    assert await database.fetch_val(select(func.count()).select_from(promo_sightings)) == 2
    with clock.shifted(KEPT * 2):
        await sightings.forget_old()
    rows = await database.fetch_all(select(promo_sightings.c.promo_id))
    assert [row.promo_id for row in rows] == [running.id]
    assert await seen(promo) == 1


async def test_the_list_says_who_saw_it_and_what_was_ordered(
    heard: Sightings, ani: Member, maya: Member, flyer: Any, live: Any
) -> None:
    promo = await live(code="SEPULUH", kind="percent", value=10)
    heard.note(ani.viewer, [promo.id])
    await heard.write()
    await redemptions.redeem(
        ani.id, "SEPULUH", [(flyer.id, 100_000), (flyer.id, 50_000)], "order:1"
    )
    await redemptions.redeem(ani.id, "SEPULUH", [(flyer.id, 1_000_000)], "order:2")
    await redemptions.release("order:2")
    page = await (await maya.get("/promos")).get_data(as_text=True)
    for words in ("dilihat 1 pelanggan", "dipakai 1 kali", "Rp15.000", "Rp135.000"):
        assert words in page
    assert "dilihat 1 pelanggan" in await (await maya.get(f"/promos/{promo.id}")).get_data(
        as_text=True
    )


async def test_only_the_studio_is_told_the_number(visitor: Member, maya: Member, live: Any) -> None:
    promo = await live()
    told = await (await visitor.get(f"/api/promos/{promo.id}")).get_json()
    assert "seen" not in told
    assert (await (await maya.get(f"/api/promos/{promo.id}")).get_json())["seen"] == 0

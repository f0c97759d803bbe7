"""The number of customers who saw a promo, on PostgreSQL: right beside others who count too."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from quart import Quart

from app.accounts import queries as accounts
from app.accounts.access import SYSTEM, Viewer
from app.accounts.models import Contact
from app.config import Settings
from app.db import database
from app.promos import actions, queries, redemptions, sightings
from app.promos.models import Draft
from app.promos.sightings import Sightings
from tests import cast
from tests.postgres import postgres_cluster, postgres_url

__all__ = ["postgres_cluster", "postgres_url"]


@pytest.fixture
async def customers(
    one_app: Quart, plain_settings: Settings, postgres_url: str
) -> AsyncIterator[list[Viewer]]:
    """The customers of the cast, in a database of PostgreSQL."""
    await cast.hire(replace(plain_settings, database_url=postgres_url))
    await database.open(postgres_url)
    try:
        found = [await accounts.user_with(Contact(cast.email(n), None)) for n in ("ani", "budi")]
        yield [user.as_viewer() for user in found if user is not None]
    finally:
        await database.close()


async def test_processes_that_hear_the_same_count_it_once(customers: list[Viewer]) -> None:
    made = await actions.create(Draft("Hemat", "Save"), by=SYSTEM)
    promo = await actions.publish(made.id, rev=made.rev, by=SYSTEM)
    processes = [Sightings() for _ in range(4)]
    for process in processes:
        for customer in customers:
            process.note(customer, [promo.id])
    await asyncio.gather(*(process.stop() for process in processes))
    assert (await queries.promo(promo.id)).seen == len(customers) == 2
    await actions.end(promo.id, rev=promo.rev, by=SYSTEM)
    await sightings.forget_old()
    await redemptions.release("order:1")
    assert await queries.results([promo.id]) == {}

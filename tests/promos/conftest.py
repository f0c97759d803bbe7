"""Promos made through their own actions, and two products that they may be for."""

from collections.abc import Awaitable, Callable

import pytest

from app.accounts.access import SYSTEM
from app.catalogue import actions as catalogue
from app.catalogue.models import Break, Product, ProductDraft
from app.promos import actions
from app.promos.models import Draft, Promo

Make = Callable[..., Awaitable[Promo]]


async def product(slug: str) -> Product:
    shelf = await catalogue.save_category("Promosi", "Promotion", position=0, by=SYSTEM)
    draft = ProductDraft(
        slug=slug,
        sku=slug.upper(),
        category_id=shelf,
        name_id=slug,
        name_en=slug,
        unit_id="lembar",
        unit_en="sheets",
        breaks=(Break(1, 1000),),
    )
    made = await catalogue.create_product(draft, by=SYSTEM)
    return await catalogue.publish(made.id, True, rev=made.rev, by=SYSTEM)


@pytest.fixture
async def flyer(app):
    return await product("flyer")


@pytest.fixture
async def poster(app):
    return await product("poster")


@pytest.fixture
def make(app) -> Make:
    """Make a draft: `make(title_id=…)`."""

    async def new(**more) -> Promo:
        words = {"title_id": "Hemat akhir pekan", "title_en": "Weekend savings"}
        return await actions.create(Draft(**words | more), by=SYSTEM)

    return new


@pytest.fixture
def live(make) -> Make:
    """Make a promo and publish it."""

    async def new(**more) -> Promo:
        made = await make(**more)
        return await actions.publish(made.id, rev=made.rev, by=SYSTEM)

    return new

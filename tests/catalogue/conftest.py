"""A small shelf, filled through the catalogue's own actions."""

import pytest

from app.accounts.access import SYSTEM
from app.catalogue import actions
from app.catalogue.models import Break, Kind, Option, ProductDraft, Value

SIZE = Option(
    "size",
    "Ukuran",
    "Size",
    (
        Value("a5", "A5", "A5", is_default=True),
        Value("a4", "A4", "A4", Kind.UNIT, 400),
    ),
)
SPEED = Option(
    "speed",
    "Kecepatan",
    "Speed",
    (
        Value("regular", "Reguler", "Regular", is_default=True),
        Value("express", "Kilat", "Express", Kind.PERCENT, 30),
    ),
)
DESIGN = Option(
    "design",
    "Desain",
    "Design",
    (
        Value("own", "Milik sendiri", "My own", is_default=True),
        Value("made", "Dibuatkan", "Made by us", Kind.ORDER, 150_000),
    ),
)


def draft(category_id: int, **more) -> ProductDraft:
    values = {
        "slug": "flyer",
        "sku": "FLY-A5",
        "name_id": "Flyer Café",
        "name_en": "Handbill",
        "unit_id": "lembar",
        "unit_en": "sheets",
        "min_quantity": 100,
        "accepted": ("pdf",),
        "breaks": (Break(100, 1200), Break(500, 600)),
        "options": (SIZE, SPEED, DESIGN),
        "tags": "selebaran promo",
        "turnaround_max": 3,
    }
    return ProductDraft(**values | {"category_id": category_id} | more)


@pytest.fixture
async def shelf(app):
    return await actions.save_category("Promosi", "Promotion", position=0, by=SYSTEM)


@pytest.fixture
async def flyer(shelf):
    made = await actions.create_product(draft(shelf), by=SYSTEM)
    return await actions.publish(made.id, True, rev=made.rev, by=SYSTEM)


@pytest.fixture
async def secret(shelf):
    """A product that is not published."""
    more = {"slug": "rahasia", "sku": "RHS", "name_id": "Rahasia", "name_en": "Secret"}
    return await actions.create_product(draft(shelf, **more), by=SYSTEM)

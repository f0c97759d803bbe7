"""The catalogue narrowed by price, time and theme: all of it stands in the address."""

import pytest

from app.accounts.access import SYSTEM
from app.catalogue import actions, samples
from app.catalogue.models import Break
from app.catalogue.narrowing import Wanted
from tests.catalogue.conftest import draft
from tests.catalogue.test_show import text


async def offer(shelf, slug, **more):
    facts = {"slug": slug, "sku": slug.upper(), "name_id": slug, "name_en": "", **more}
    made = await actions.create_product(draft(shelf, **facts), by=SYSTEM)
    return await actions.publish(made.id, True, rev=made.rev, by=SYSTEM)


@pytest.fixture
async def three(shelf):
    """A cheap and quick product, a dear and slow one, and one without a price."""
    cheap = await offer(shelf, "stiker", breaks=(Break(100, 500),), turnaround_max=1)
    dear = await offer(shelf, "buku", breaks=(Break(100, 9000),), turnaround_max=10)
    quoted = await offer(shelf, "film", priced=False, turnaround_max=5)
    for product, tags in ((cheap, "umkm kopi"), (dear, "umkm sekolah"), (quoted, "sekolah")):
        await samples.add_sample(
            product.id, title_id=f"Contoh {tags}", title_en="", tags=tags, image="x.svg", by=SYSTEM
        )
    return cheap, dear, quoted


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("price=low", {"stiker"}),
        ("price=high", {"buku"}),
        ("price=quote", {"film"}),
        ("days=1", {"stiker"}),
        ("days=7", {"stiker", "film"}),
        ("theme=umkm", {"stiker", "buku"}),
        ("theme=umkm&price=high", {"buku"}),
        ("theme=Sekolah&days=7", {"film"}),
        ("q=bu&theme=umkm", {"buku"}),
        ("price=none&days=99&theme=", {"stiker", "buku", "film"}),
    ],
)
async def test_the_address_narrows_the_list(visitor, three, asked, shown):
    page = await text(visitor, f"/catalogue?{asked}")
    listed = {product.slug for product in three if f'<a href="/products/{product.slug}"' in page}
    assert listed == shown


async def test_a_narrowing_that_fits_nothing_says_so_and_can_be_cleared(visitor, three):
    page = await text(visitor, "/catalogue/promosi?price=low&days=1&theme=sekolah")
    assert "Tidak ada yang cocok" in page
    assert 'href="/catalogue/promosi">' in page


async def test_a_category_keeps_what_narrows_the_list(visitor, three):
    page = await text(visitor, "/catalogue?price=low&theme=umkm")
    assert 'href="/catalogue/promosi?price=low&amp;theme=umkm"' in page
    assert '<option value="low" selected>' in page
    assert '<option value="umkm" selected>' in page


async def test_a_theme_shows_its_samples_and_is_offered_when_it_is_shared(visitor, three):
    page = await text(visitor, "/catalogue?theme=umkm")
    assert "Contoh umkm kopi" in page
    assert "Contoh sekolah" not in page
    assert '<option value="sekolah">' in page
    assert '<option value="kopi">' not in page
    assert '<option value="kopi" selected>' in await text(visitor, "/catalogue?theme=kopi")


def test_an_address_names_only_what_narrows():
    assert Wanted().address() == "/catalogue"
    assert Wanted(words="kartu", days=3).address("/catalogue/x", days=0) == "/catalogue/x?q=kartu"

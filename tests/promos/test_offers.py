"""A running promo stands beside the price on the product's page, and the price includes it."""

from datetime import timedelta

from app import clock
from app.promos.models import Kind


async def test_the_page_and_the_program_say_the_price_with_the_promo(visitor, live, flyer):
    await live(kind=Kind.PERCENT, value=10, ends_at=clock.now() + timedelta(days=2))
    html = await (await visitor.get(f"/products/{flyer.slug}?quantity=100")).get_data(as_text=True)
    offer = html.partition("data-offer=")[2].partition("</p>")[0]
    assert "Rp90.000" in offer
    assert "Hemat akhir pekan" in offer
    assert "datetime=" in offer
    path = f"/api/promos/offer?product={flyer.slug}&amount=100000"
    found = await (await visitor.get(path)).get_json()
    assert (found["amount"], found["off"], found["amount_text"]) == (90_000, 10_000, "Rp90.000")


async def test_without_a_promo_that_applies_by_itself_there_is_no_offer(visitor, live, flyer):
    await live(kind=Kind.PERCENT, value=10, code="HEMAT")
    path = f"/api/promos/offer?product={flyer.slug}&amount="
    for amount in ("100000", "0", "banyak", ""):
        response = await visitor.get(path + amount)
        assert (response.status_code, await response.get_json()) == (200, None)
    assert (await visitor.get("/api/promos/offer?product=tidak-ada&amount=1")).status_code == 404

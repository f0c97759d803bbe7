"""A running promo stands beside the price on the product's page, and the price includes it."""

from datetime import timedelta

from app import clock
from app.promos.models import Kind


async def test_the_page_and_the_program_say_the_price_with_the_promo(visitor, live, flyer):
    await live(kind=Kind.PERCENT, value=10, ends_at=clock.now() + timedelta(days=2))
    html = await (await visitor.get(f"/products/{flyer.slug}?quantity=100")).get_data(as_text=True)
    total = html.partition("data-shown>")[2].partition("</p>")[0]
    assert "Sebelum potongan: </span><s " in total
    assert ">Rp100.000</s>" in total
    assert ">Rp90.000</strong>" in total
    assert ">Rp900 per satuan</span>" in total
    offer = html.partition("data-offer=")[2].partition("</p>")[0]
    assert "Hemat akhir pekan" in offer
    assert "datetime=" in offer
    lines = html.partition("data-lines>")[2].partition("</ul>")[0]
    assert "\u2212Rp10.000" in lines
    path = f"/api/promos/offer?product={flyer.slug}&amount=100000"
    found = await (await visitor.get(path + "&quantity=100")).get_json()
    assert (found["amount"], found["off"], found["amount_text"]) == (90_000, 10_000, "Rp90.000")
    assert (found["off_text"], found["each_text"]) == ("\u2212Rp10.000", "Rp900 per satuan")
    assert (await (await visitor.get(path)).get_json())["each_text"] is None


async def test_a_piece_that_is_no_whole_rupiah_is_about_its_price_on_both_doors(
    visitor, live, flyer
):
    await live(kind=Kind.FIXED, value=10)
    html = await (await visitor.get(f"/products/{flyer.slug}?quantity=3")).get_data(as_text=True)
    assert ">Rp2.990</strong>" in html
    assert ">sekitar Rp997 per satuan</span>" in html
    path = f"/api/promos/offer?product={flyer.slug}&amount=3000&quantity=3"
    found = await (await visitor.get(path)).get_json()
    assert found["each_text"] == "sekitar Rp997 per satuan"


async def test_without_a_promo_nothing_is_struck_through(visitor, flyer):
    html = await (await visitor.get(f"/products/{flyer.slug}?quantity=100")).get_data(as_text=True)
    total = html.partition("data-shown>")[2].partition("</p>")[0]
    assert total.count(" hidden>") == 2
    assert ">Rp1.000 per satuan</span>" in total


async def test_without_a_promo_that_applies_by_itself_there_is_no_offer(visitor, live, flyer):
    await live(kind=Kind.PERCENT, value=10, code="HEMAT")
    path = f"/api/promos/offer?product={flyer.slug}&amount="
    for amount in ("100000", "0", "banyak", ""):
        response = await visitor.get(path + amount)
        assert (response.status_code, await response.get_json()) == (200, None)
    assert (await visitor.get("/api/promos/offer?product=tidak-ada&amount=1")).status_code == 404

"""A question that begins on a product's page carries the product into the room."""

from app.catalogue.models import Product
from tests.conftest import Member
from tests.orders.conftest import flyer as flyer


async def test_the_room_opens_with_the_product_in_the_composer(ani: Member, flyer: Product) -> None:
    page = await (await ani.get(f"/products/{flyer.slug}")).get_data(as_text=True)
    assert f'href="/rooms/general?product={flyer.slug}"' in page
    led = await ani.get(f"/rooms/general?product={flyer.slug}")
    assert led.status_code == 303
    html = await (await ani.get(led.headers["Location"].partition("#")[0])).get_data(as_text=True)
    assert f"http://localhost/products/{flyer.slug}" in html
    assert flyer.name_id in html


async def test_a_product_that_is_not_there_leaves_the_composer_empty(ani: Member) -> None:
    led = await ani.get("/rooms/general?product=tidak-ada")
    html = await (await ani.get(led.headers["Location"].partition("#")[0])).get_data(as_text=True)
    assert "tidak-ada" not in html.partition('id="composer-body"')[2].partition("</textarea>")[0]

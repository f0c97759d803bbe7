"""Which of the studio's links people follow: kept by a POST of our own pages, shown to editors."""

import pytest
import sqlalchemy as sa

from app.accounts.access import SYSTEM
from app.catalogue import contacts, profile, queries
from app.catalogue.models import Studio
from app.catalogue.tables import contact_clicks
from app.db import database
from app.errors import Refused

CLICK = {"channel": "whatsapp", "product": "flyer", "page": "/products/flyer"}


async def kept():
    return await database.fetch_all(sa.select(contact_clicks).order_by(contact_clicks.c.id))


@pytest.fixture
async def reachable(app):
    now = await queries.studio()
    accounts = {"facebook": "sanggar.fb", "instagram": "sanggar.ig", "whatsapp": "+6281234567890"}
    await profile.save_studio(Studio(name="Sanggar", **accounts, rev=now.rev), by=SYSTEM)


async def test_a_click_is_kept_with_product_person_and_page(visitor, ani, flyer):
    assert (await visitor.post("/contact-clicks", form=CLICK)).status_code == 204
    elsewhere = {"channel": "instagram", "page": "/about"}
    assert (await ani.post("/contact-clicks", form=elsewhere)).status_code == 204
    first, second = await kept()
    assert (first.channel, first.product_id, first.user_id) == ("whatsapp", flyer.id, None)
    assert first.page == "/products/flyer"
    assert (second.channel, second.product_id, second.user_id) == ("instagram", None, ani.id)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"channel": "telegram"}, "channel"),
        ({"channel": ""}, "channel"),
        ({"product": "tidak-ada"}, "product"),
        ({"page": "https://example.com/"}, "page"),
        ({"page": "//example.com"}, "page"),
        ({"page": ""}, "page"),
        ({"page": "/" + "x" * 200}, "page"),
    ],
)
async def test_a_click_that_cannot_be_is_refused(visitor, flyer, wrong, named):
    headers = {"Accept": "application/json"}
    answer = await visitor.post("/contact-clicks", form=CLICK | wrong, headers=headers)
    assert answer.status_code == 422
    assert set((await answer.get_json())["error"]["fields"]) == {named}
    assert not await kept()


async def test_another_site_cannot_click_for_us(visitor, flyer):
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = await visitor.post("/contact-clicks", form=CLICK, headers=headers)
    assert answer.status_code == 403
    assert not await kept()


async def test_an_unpublished_product_is_not_named(visitor, secret):
    answer = await visitor.post("/contact-clicks", form=CLICK | {"product": secret.slug})
    assert answer.status_code == 422


async def test_clicks_from_one_address_are_throttled(visitor, flyer):
    codes = [(await visitor.post("/contact-clicks", form=CLICK)).status_code for _ in range(62)]
    assert codes[0] == 204
    assert codes[-1] == 429
    assert len(await kept()) == codes.count(204)


async def test_editors_see_the_counts_and_nobody_else_does(visitor, ani, maya, flyer):
    for _ in range(2):
        await visitor.post("/contact-clicks", form=CLICK)
    await ani.post("/contact-clicks", form={"channel": "facebook", "page": "/"})
    shown = await (await maya.get("/catalogue")).get_data(as_text=True)
    assert 'id="clicks-title"' in shown
    assert [(row.way, row.name_id, row.clicks) for row in await contacts.recent_clicks(SYSTEM)] == [
        ("whatsapp", "Flyer Café", 2),
        ("facebook", "", 1),
    ]
    for other in (visitor, ani):
        assert "clicks-title" not in await (await other.get("/catalogue")).get_data(as_text=True)
    with pytest.raises(Refused):
        await contacts.recent_clicks(ani.viewer)


@pytest.mark.parametrize("path", ["/", "/about", "/catalogue", "/login", "/feedback", "/no-page"])
async def test_every_page_shows_the_studios_links(visitor, reachable, path):
    shown = await (await visitor.get(path)).get_data(as_text=True)
    for way, address in (
        ("whatsapp", "https://wa.me/6281234567890"),
        ("facebook", "https://www.facebook.com/sanggar.fb"),
        ("instagram", "https://www.instagram.com/sanggar.ig"),
    ):
        assert f'data-contact="{way}" href="{address}"' in shown

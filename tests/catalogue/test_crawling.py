"""What search engines find: every public page once, and nothing behind a door."""

from xml.etree import ElementTree

from quart import Quart

from tests.conftest import Member

PLACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


async def places(visitor: Member) -> list[str]:
    response = await visitor.get("/sitemap.xml")
    assert response.mimetype == "application/xml"
    tree = ElementTree.fromstring(await response.get_data(as_text=True))  # noqa: S314 (our own)
    return [str(place.text) for place in tree.iter(PLACE)]


async def test_every_place_of_the_map_opens_for_a_visitor(
    app: Quart, visitor: Member, flyer: object
) -> None:
    found = await places(visitor)
    assert "http://localhost/products/flyer" in found
    for place in found:
        page = await visitor.get(place.removeprefix("http://localhost"))
        html = await page.get_data(as_text=True)
        assert page.status_code == 200
        assert f'<link rel="canonical" href="{place}">' in html
        assert '<meta name="description" content="' in html


async def test_the_rules_for_robots_name_the_map(visitor: Member) -> None:
    response = await visitor.get("/robots.txt")
    assert response.mimetype == "text/plain"
    lines = (await response.get_data(as_text=True)).splitlines()
    assert "Sitemap: http://localhost/sitemap.xml" in lines
    assert "Disallow: /api/" in lines

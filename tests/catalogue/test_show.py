"""The shop window: what everybody sees, what the search finds, what stays hidden."""

import pytest

from app.accounts.access import SYSTEM
from app.catalogue import actions, samples
from tests.catalogue.conftest import draft


async def text(member, path, status=200):
    response = await member.get(path)
    assert response.status_code == status
    return await response.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/about", "/catalogue", "/catalogue/promosi"])
async def test_the_public_pages_open_for_a_visitor(visitor, flyer, path):
    assert "Sanggar" in await text(visitor, path)


@pytest.mark.parametrize("path", ["/", "/about", "/catalogue"])
async def test_an_empty_studio_has_pages_too(visitor, path):
    assert "Sanggar" in await text(visitor, path)


async def test_a_product_page_says_price_time_and_files(visitor, flyer):
    page = await text(visitor, "/products/flyer")
    for words in ("Flyer Café", "Rp120.000", "Rp600", "PDF", "FLY-A5", "Kilat"):
        assert words in page


async def test_the_page_counts_a_price_without_scripts(visitor, flyer):
    page = await text(visitor, "/products/flyer?quantity=500&size=a4")
    assert "Rp500.000" in page
    assert 'value="500"' in page


@pytest.mark.parametrize(
    "query", ["quantity=5", "quantity=many", "quantity=-1", "quantity=500&size=a0"]
)
async def test_a_wrong_choice_is_said_beside_its_field(visitor, flyer, query):
    page = await text(visitor, f"/products/flyer?{query}", 422)
    assert "field--bad" in page


async def test_ordering_takes_the_choice_along(visitor, flyer):
    page = await text(visitor, "/products/flyer")
    assert 'formaction="/orders/new"' in page
    assert 'name="product" value="flyer"' in page


@pytest.mark.parametrize(
    "words", ["fly", "CAFE", "caf%C3%A9", "hand", "fly-a5", "a5", "selebar", "pro fly"]
)
async def test_the_search_finds_words_by_their_beginning(visitor, flyer, words):
    assert "/products/flyer" in await text(visitor, f"/catalogue?q={words}")


@pytest.mark.parametrize("words", ["yer", "poster", "%", "_", "fly poster"])
async def test_the_search_finds_nothing_else(visitor, flyer, words):
    response = await visitor.get("/catalogue?q=" + words.replace("%", "%25"))
    assert "/products/flyer" not in await response.get_data(as_text=True)


async def test_the_search_finds_the_tags_of_samples(visitor, flyer):
    await samples.add_sample(
        flyer.id, title_id="Kopi", title_en="", tags="Senja", image="samples/x.svg", by=SYSTEM
    )
    assert "/products/flyer" in await text(visitor, "/catalogue?q=senj")


async def test_a_category_and_words_narrow_together(visitor, flyer):
    office = await actions.save_category("Kantor", "Office", position=1, by=SYSTEM)
    card = await actions.create_product(draft(office, slug="kartu", sku="KRT"), by=SYSTEM)
    await actions.publish(card.id, True, rev=card.rev, by=SYSTEM)
    page = await text(visitor, "/catalogue/kantor?q=flyer")
    assert "/products/kartu" in page
    assert "/products/flyer" not in page


@pytest.mark.parametrize(
    "path", ["/products/none", "/catalogue/none", "/samples/99/image", "/api/products/none"]
)
async def test_what_is_not_there_is_404(visitor, flyer, path):
    assert (await visitor.get(path)).status_code == 404


async def test_only_editors_see_what_is_not_published(visitor, ani, sari, maya, secret):
    for outsider in (visitor, ani, sari):
        assert (await outsider.get("/products/rahasia")).status_code == 404
        assert (await outsider.get("/api/products/rahasia")).status_code == 404
        assert "rahasia" not in await text(outsider, "/catalogue")
        assert (await (await outsider.get("/api/products")).get_json())["products"] == []
    assert "Rahasia" in await text(maya, "/products/rahasia")


async def test_programs_read_the_same_catalogue(visitor, flyer):
    (found,) = (await (await visitor.get("/api/products?q=fly")).get_json())["products"]
    assert (found["slug"], found["name_id"], found["from_price"]) == (
        "flyer",
        "Flyer Café",
        120_000,
    )
    assert found["breaks"][1] == {"min_quantity": 500, "unit_price": 600}
    assert found["options"][0]["values"][1]["code"] == "a4"
    assert found["category"] == "promosi"


async def test_programs_get_the_price_line_by_line(visitor, flyer):
    response = await visitor.get("/api/products/flyer/price?quantity=500&speed=express")
    counted = await response.get_json()
    assert counted["amount"] == 390_000
    assert [line["amount"] for line in counted["lines"]] == [300_000, 90_000]


async def test_programs_hear_which_field_is_wrong(visitor, flyer):
    response = await visitor.get("/api/products/flyer/price?quantity=5")
    assert response.status_code == 422
    assert "quantity" in (await response.get_json())["error"]["fields"]


async def test_english_words_for_an_english_reader(visitor, flyer):
    response = await visitor.get("/products/flyer", headers={"Accept-Language": "en"})
    page = await response.get_data(as_text=True)
    assert "Handbill" in page
    assert "Order this" in page

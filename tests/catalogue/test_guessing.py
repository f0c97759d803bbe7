"""A mistyped word finds what was meant, and says so; names are offered while one types."""

from urllib.parse import quote

import pytest

from app.accounts.access import SYSTEM
from app.catalogue import samples
from app.catalogue.actions import create_product, publish, save_category
from app.catalogue.guessing import corrected
from app.catalogue.models import Product
from tests.catalogue.conftest import draft
from tests.conftest import Member

KNOWN = {"kartu", "nama", "kalender", "brosur", "undangan"}


async def text(member: Member, path: str, language: str = "id") -> str:
    answer = await member.get(path, headers={"Accept-Language": language})
    return str(await answer.get_data(as_text=True))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kalendr", "kalender"),
        ("Brosrur", "brosur"),
        ("kartu nmaa", "kartu nama"),
        ("jartu", "kartu"),
        ("rbosur", "brosur"),
        ("artu nama", "kartu nama"),
        ("kkalender", "kalender"),
        ("kartunama", "kartu nama"),
        ("kartunam", "kartu nam"),
        ("kart", ""),
        ("xyzzy", ""),
        ("kartu xyzzy", ""),
        ("k", ""),
        ("kartu nmaa brosur nama kartu brosur nama", ""),
        ("", ""),
    ],
)
def test_unknown_words_become_their_nearest(typed: str, meant: str) -> None:
    assert corrected(typed, KNOWN) == meant


@pytest.mark.parametrize(
    ("language", "typed", "meant", "told"),
    [
        ("id", "selebarann", "selebaran", "Tidak ada yang bernama “{}”. Ini yang ada untuk “{}”."),
        ("en", "handbil1", "handbill", "Nothing is called “{}”. This is what we have for “{}”."),
        ("id", "flyercafe", "flyer cafe", "Tidak ada yang bernama “{}”. Ini yang ada untuk “{}”."),
        ("en", "promosi5", "promo", "Nothing is called “{}”. This is what we have for “{}”."),
    ],
)
async def test_the_page_shows_what_was_meant(
    visitor: Member, flyer: Product, language: str, typed: str, meant: str, told: str
) -> None:
    html = await text(visitor, f"/catalogue?q={typed}", language)
    assert told.format(typed, meant) in html
    assert f'href="/products/{flyer.slug}"' in html
    assert "<datalist" in html


@pytest.mark.parametrize(
    ("language", "told"),
    [("id", "Tidak ada yang cocok dengan “xyzzy”"), ("en", "Nothing matches “xyzzy”")],
)
async def test_what_is_near_nothing_stays_empty(
    visitor: Member, flyer: Product, language: str, told: str
) -> None:
    html = await text(visitor, "/catalogue?q=xyzzy", language)
    assert told in html
    assert f'href="/products/{flyer.slug}"' not in html


async def test_the_theme_of_a_sample_is_guessed_too(visitor: Member, flyer: Product) -> None:
    await samples.add_sample(
        flyer.id,
        title_id="Bunga",
        title_en="Flowers",
        tags="botani emas",
        image="samples/cafe.svg",
        by=SYSTEM,
    )
    assert "Ini yang ada untuk “botani”" in await text(visitor, "/catalogue?q=bottani")


async def test_words_in_brackets_are_guessed_without_them(visitor: Member, shelf: int) -> None:
    made = await create_product(draft(shelf, name_id="Brosur (lipat/tiga)"), by=SYSTEM)
    await publish(made.id, True, rev=made.rev, by=SYSTEM)
    html = await text(visitor, "/catalogue?q=brosrur+lipatt")
    assert "Ini yang ada untuk “brosur lipat”" in html
    assert 'href="/products/flyer"' in html


async def test_what_is_not_published_is_never_guessed(visitor: Member, secret: Product) -> None:
    html = await text(visitor, "/catalogue?q=rahasiaa")
    assert "Tidak ada yang cocok dengan “rahasiaa”" in html
    assert "“rahasia”" not in html


async def test_a_category_guesses_from_its_own_shelf(visitor: Member, flyer: Product) -> None:
    other = await save_category("Kantor", "Office", position=1, by=SYSTEM)
    card = await create_product(draft(other, slug="kartu", sku="KN", name_id="Kartu"), by=SYSTEM)
    await publish(card.id, True, rev=card.rev, by=SYSTEM)
    assert 'href="/products/kartu"' in await text(visitor, "/catalogue/kantor?q=kartuu")
    assert "“kartuu”" in await text(visitor, "/catalogue/promosi?q=kartuu")
    assert 'href="/products/flyer"' not in await text(visitor, "/catalogue/promosi?q=kartuu")


async def test_typed_markup_is_shown_as_text(visitor: Member, flyer: Product) -> None:
    typed = quote("flyerr<script>alert(1)</script>")
    assert "<script>alert" not in await text(visitor, f"/catalogue?q={typed}")
    html = await text(visitor, f"/catalogue?q={quote('<i>flyer')}")
    assert "“&lt;i&gt;flyer”" in html
    assert "<i>flyer" not in html


async def test_programs_get_what_was_found_and_a_hint(visitor: Member, flyer: Product) -> None:
    found = await (await visitor.get("/api/products?q=flyre")).get_json()
    assert found == {"products": [], "meant": "flyer"}
    exact = await (await visitor.get("/api/products?q=flyer")).get_json()
    assert (exact["products"][0]["slug"], exact["meant"]) == (flyer.slug, "")
    assert (await (await visitor.get("/api/products?q=xyzzy")).get_json())["meant"] == ""

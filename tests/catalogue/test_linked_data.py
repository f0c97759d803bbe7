"""What search engines read: the product with its price, the branches with their hours."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from quart import Quart

from app.accounts.access import SYSTEM
from app.catalogue import actions, profile, samples
from app.catalogue.linked_data import WEEK
from app.catalogue.models import Branch
from tests.catalogue.conftest import draft
from tests.conftest import Member

BRANCH = Branch(
    id=1,
    code="JOG",
    name="Sanggar Kotabaru",
    address="Jl. Suroto No. 14",
    city="Yogyakarta",
    phone="+62274512345",
    whatsapp="",
    hours_id="Senin–Sabtu 08.00–20.00 WIB",
    hours_en="",
    opening=";".join([*["08.00-12.00, 13.00-17.00"] * 5, "08.00-12.00"]),
)


async def facts_on(visitor: Member, path: str) -> dict[str, Any]:
    """Return the page's facts by their type."""
    html = await (await visitor.get(path)).get_data(as_text=True)
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    found = json.loads(text)
    assert found["@context"] == "https://schema.org"
    return {fact["@type"]: fact for fact in found["@graph"]}


async def test_a_product_says_its_price_in_rupiah(visitor: Member, flyer: object) -> None:
    product = (await facts_on(visitor, "/products/flyer"))["Product"]
    assert (product["name"], product["sku"]) == ("Flyer Café", "FLY-A5")
    offer = product["offers"]
    assert (offer["price"], offer["priceCurrency"]) == (120_000, "IDR")
    assert offer["eligibleQuantity"]["minValue"] == 100


async def test_a_product_shows_its_samples(visitor: Member, flyer: Any) -> None:
    await samples.add_sample(
        flyer.id, title_id="Kopi", title_en="", tags="", image="img/kawung.svg", by=SYSTEM
    )
    (picture,) = (await facts_on(visitor, "/products/flyer"))["Product"]["image"]
    assert picture.startswith("http://localhost/static/img/kawung.svg")


async def test_a_product_without_a_price_offers_none(visitor: Member, shelf: int) -> None:
    made = await actions.create_product(draft(shelf, priced=False), by=SYSTEM)
    await actions.publish(made.id, True, rev=made.rev, by=SYSTEM)
    assert "offers" not in (await facts_on(visitor, "/products/flyer"))["Product"]


async def test_a_product_says_where_it_stands(visitor: Member, flyer: object) -> None:
    trail = (await facts_on(visitor, "/products/flyer"))["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in trail] == ["Katalog", "Promosi", "Flyer Café"]
    assert [step.get("item") for step in trail] == [
        "http://localhost/catalogue",
        "http://localhost/catalogue/promosi",
        None,
    ]


async def test_a_name_ends_no_block_of_data(visitor: Member, shelf: int) -> None:
    name = "</script><script>alert(1)</script>"
    made = await actions.create_product(draft(shelf, name_id=name), by=SYSTEM)
    await actions.publish(made.id, True, rev=made.rev, by=SYSTEM)
    assert (await facts_on(visitor, "/products/flyer"))["Product"]["name"] == name


@pytest.mark.parametrize("path", ["/", "/about"])
async def test_a_branch_says_where_and_when_it_is_open(
    app: Quart, visitor: Member, path: str
) -> None:
    await profile.save_branch(BRANCH, by=SYSTEM)
    branch = (await facts_on(visitor, path))["LocalBusiness"]
    assert branch["name"] == "Sanggar Kotabaru"
    assert branch["address"]["addressLocality"] == "Yogyakarta"
    morning, afternoon = branch["openingHoursSpecification"]
    assert morning["dayOfWeek"] == list(WEEK[:6])
    assert (morning["opens"], morning["closes"]) == ("08:00", "12:00")
    assert afternoon["dayOfWeek"] == list(WEEK[:5])
    assert (afternoon["opens"], afternoon["closes"]) == ("13:00", "17:00")


async def test_a_branch_without_hours_claims_none(visitor: Member) -> None:
    await profile.save_branch(replace(BRANCH, opening=""), by=SYSTEM)
    assert "openingHoursSpecification" not in (await facts_on(visitor, "/"))["LocalBusiness"]


async def test_what_is_passed_on_shows_the_studios_sign(visitor: Member, flyer: object) -> None:
    html = await (await visitor.get("/products/flyer")).get_data(as_text=True)
    assert '<meta property="og:url" content="http://localhost/products/flyer">' in html
    assert '<meta property="og:image" content="http://localhost/static/dist/icons/icon-512' in html

"""Editors change products in the page; nobody else does, and a stale page never wins."""

import pytest
import sqlalchemy as sa

from app.accounts.access import SYSTEM, VISITOR
from app.audit import audit
from app.catalogue import actions, queries
from app.catalogue.models import Break, Option, Value
from app.db import database
from app.errors import Invalid, Refused, SignInNeeded
from tests.catalogue.conftest import SIZE, draft

FORM = {
    "name_id": "Poster",
    "sku": "pst-1",
    "unit_id": "lembar",
    "min_quantity": "1",
    "turnaround_min": "1",
    "turnaround_max": "2",
    "accepted": "PDF, .jpg",
    "priced": "y",
    "breaks-0-min_quantity": "1",
    "breaks-0-unit_price": "Rp 15.000",
    "breaks-1-min_quantity": "10",
    "breaks-1-unit_price": "12000",
    "breaks-2-min_quantity": "",
    "breaks-2-unit_price": "",
    "options-0-name_id": "Ukuran",
    "options-0-name_en": "Size",
    "options-0-values-0-name_id": "A3",
    "options-0-values-0-kind": "unit",
    "options-0-values-1-name_id": "A2",
    "options-0-values-1-kind": "unit",
    "options-0-values-1-surcharge": "17.000",
    "slots-0-name_id": "Berkas",
    "slots-0-name_en": "Artwork",
    "slots-0-required": "y",
}


async def verbs():
    rows = await database.fetch_all(sa.select(audit.c.verb).order_by(audit.c.id))
    return [row.verb for row in rows if row.verb.startswith(("product", "sample", "studio"))]


async def test_an_editor_adds_a_product_and_publishes_it(maya, visitor, shelf):
    response = await maya.post("/products", form=FORM | {"category_id": str(shelf)})
    assert (response.status_code, response.location) == (303, "/products/poster/edit")
    made = await queries.product_by_slug(SYSTEM, "poster")
    assert made.breaks == (Break(1, 15_000), Break(10, 12_000))
    assert [value.surcharge for value in made.options[0].values] == [0, 17_000]
    assert (made.options[0].code, made.slots[0]["code"], made.sku) == ("size", "artwork", "PST-1")
    assert made.accepted == ("pdf", "jpg")
    assert (await visitor.get("/products/poster")).status_code == 404
    await maya.post("/products/poster/publication", form={"rev": str(made.rev)})
    assert (await visitor.get("/products/poster")).status_code == 200
    assert await verbs() == ["product.created", "product.published"]


async def test_managers_and_admins_edit_too(mira, adi, flyer):
    for editor in (mira, adi):
        assert (await editor.get("/products/flyer/edit")).status_code == 200


async def test_a_changed_price_is_audited_with_before_and_after(maya, flyer):
    form = FORM | {"category_id": str(flyer.category_id), "rev": str(flyer.rev)}
    response = await maya.post("/products/flyer", form=form)
    assert (response.status_code, response.location) == (303, "/products/flyer")
    row = await database.fetch_one(
        sa.select(audit.c.facts, audit.c.actor_id).where(audit.c.verb == "product.changed")
    )
    assert row.actor_id == maya.id
    assert row.facts["before"]["breaks"] == [[100, 1200], [500, 600]]
    assert row.facts["after"]["breaks"] == [[1, 15_000], [10, 12_000]]
    after = await queries.product_by_slug(SYSTEM, "flyer")
    assert (after.name_id, after.slug, after.published) == ("Poster", "flyer", True)


async def test_a_stale_page_changes_nothing_and_keeps_what_was_typed(maya, flyer):
    form = FORM | {"category_id": str(flyer.category_id), "rev": str(flyer.rev - 1)}
    response = await maya.post("/products/flyer", form=form)
    assert response.status_code == 409
    assert "15000" in await response.get_data(as_text=True)
    assert (await queries.product_by_slug(SYSTEM, "flyer")).name_id == "Flyer Café"


async def test_a_stale_publication_is_refused(maya, flyer):
    response = await maya.post("/products/flyer/withdrawal", form={"rev": "1"})
    assert response.status_code == 409
    assert (await queries.product_by_slug(SYSTEM, "flyer")).published


async def test_withdrawing_hides_a_product(maya, visitor, flyer):
    await maya.post("/products/flyer/withdrawal", form={"rev": str(flyer.rev)})
    assert (await visitor.get("/products/flyer")).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"name_id": ""},
        {"sku": ""},
        {"unit_id": ""},
        {"min_quantity": "0"},
        {"min_quantity": "many"},
        {"turnaround_min": "5"},
        {"breaks-0-unit_price": "cheap"},
        {"breaks-0-unit_price": "0"},
        {"breaks-0-unit_price": "1000"},
        {"breaks-1-min_quantity": "1"},
        {"breaks-0-min_quantity": "", "breaks-0-unit_price": "", "breaks-1-min_quantity": ""},
        {"options-0-name_id": ""},
        {"options-0-values-1-name_id": "A3"},
        {"options-0-values-1-kind": "gift"},
        {"options-0-values-1-kind": "percent", "options-0-values-1-surcharge": "501"},
        {"accepted": "../etc"},
        {"setup_fee": "-5"},
        {"category_id": "999"},
    ],
)
async def test_a_wrong_product_is_refused_with_its_field(maya, shelf, wrong):
    response = await maya.post("/products", form=FORM | {"category_id": str(shelf)} | wrong)
    assert response.status_code == 422
    assert await queries.products(SYSTEM) == []


@pytest.mark.parametrize("more", [{"slug": "other"}, {"sku": "OTHER"}])
async def test_code_and_address_belong_to_one_product(flyer, more):
    with pytest.raises(Invalid):
        await actions.create_product(draft(flyer.category_id, **more), by=SYSTEM)


async def test_the_form_offers_what_is_there_and_empty_rows(maya, flyer):
    page = await (await maya.get("/products/flyer/edit")).get_data(as_text=True)
    for words in ('value="1200"', "Kecepatan", 'name="breaks-3-unit_price"', 'value="Kilat"'):
        assert words in page


@pytest.mark.parametrize("path", ["/products/new", "/products/flyer/edit", "/about/edit"])
async def test_nobody_else_sees_the_forms(ani, sari, dodi, flyer, path):
    for outsider in (ani, sari, dodi):
        assert (await outsider.get(path)).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/products",
        "/products/flyer",
        "/products/flyer/publication",
        "/products/flyer/withdrawal",
        "/products/flyer/samples",
        "/samples/1/removal",
        "/about",
    ],
)
async def test_nobody_else_edits(ani, sari, dodi, flyer, path):
    for outsider in (ani, sari, dodi):
        assert (await outsider.post(path, form=FORM)).status_code == 403
    assert (await queries.product_by_slug(SYSTEM, "flyer")) == flyer


async def test_the_actions_check_for_themselves(ani, shelf, flyer):
    with pytest.raises(Refused):
        await actions.create_product(draft(shelf, slug="x", sku="X"), by=ani.viewer)
    with pytest.raises(SignInNeeded):
        await actions.publish(flyer.id, False, rev=flyer.rev, by=VISITOR)


async def test_doubled_options_are_refused(shelf):
    twice = (SIZE, Option("size", "Ukuran", "Size", (Value("a", "A", "A"),)))
    with pytest.raises(Invalid) as refused:
        await actions.create_product(draft(shelf, options=twice), by=SYSTEM)
    assert set(refused.value.fields) == {"options"}

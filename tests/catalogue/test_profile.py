"""The studio's own profile, and its links on every page."""

import pytest

from app.catalogue import queries

FORM = {
    "name": "Sanggar Baru",
    "tagline_id": "Cetak dengan hati",
    "about_id": "Paragraf satu.\n\nParagraf dua.",
    "whatsapp": "0812 3456 7890",
    "instagram": "@sanggar.baru",
    "facebook": "sanggarbaru",
}


async def save(member, **more):
    rev = (await queries.studio()).rev
    return await member.post("/about", form=FORM | {"rev": str(rev)} | more)


async def test_the_profile_is_edited_in_the_page(maya, visitor):
    assert (await save(maya)).status_code == 303
    page = await (await visitor.get("/about")).get_data(as_text=True)
    for words in ("Sanggar Baru", "<p>Paragraf dua.</p>"):
        assert words in page
    for link in ("wa.me/6281234567890", "instagram.com/sanggar.baru", "facebook.com/sanggarbaru"):
        assert link in page


async def test_a_question_on_whatsapp_names_the_product(maya, visitor, flyer):
    await save(maya)
    page = await (await visitor.get("/products/flyer")).get_data(as_text=True)
    assert "wa.me/6281234567890?text=" in page
    assert "FLY-A5" in page.partition("wa.me/6281234567890?text=")[2][:120]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"whatsapp": "call me"},
        {"instagram": "https://evil.test/x"},
        {"facebook": "javascript:alert(1)"},
    ],
)
async def test_wrong_words_are_refused(maya, wrong):
    assert (await save(maya, **wrong)).status_code == 422
    assert (await queries.studio()).name != "Sanggar Baru"


async def test_a_stale_profile_is_refused(maya, mira):
    assert (await save(maya)).status_code == 303
    response = await mira.post("/about", form=FORM | {"rev": "0", "name": "Lain"})
    assert response.status_code == 409
    assert (await queries.studio()).name == "Sanggar Baru"

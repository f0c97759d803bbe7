"""Becoming a member, with an e-mail address or with a phone number."""

import pytest

from app.accounts import actions, queries
from app.accounts.models import Contact
from app.errors import Invalid
from tests.cast import email

GOOD = {
    "name": "Wati",
    "identifier": "wati@contoh.id",
    "password": "buku catatan biru",
    "consent": "y",
}


async def test_registering_with_mail_gives_a_membership_number_at_once(visitor):
    response = await visitor.post("/register", form=GOOD)
    assert response.status_code == 303
    page = await (await visitor.get(response.location)).get_data(as_text=True)
    user = await queries.user_with(Contact("wati@contoh.id", None))
    assert user.number == f"SG-{user.id:06d}"
    assert user.number in page


async def test_registering_with_a_phone_alone_works_throughout(visitor):
    form = GOOD | {"identifier": "0812 3456 7890"}
    assert (await visitor.post("/register", form=form)).status_code == 303
    await visitor.post("/logout")
    signed_in = await visitor.post(
        "/login", form={"email": "+62 812-3456-7890", "password": GOOD["password"]}
    )
    assert signed_in.status_code == 303
    assert (await visitor.get("/account")).status_code == 200


async def test_marketing_consent_is_separate_and_off(visitor):
    await visitor.post("/register", form=GOOD)
    user = await queries.user_with(Contact("wati@contoh.id", None))
    assert user.marketing_consent_at is None


async def test_marketing_consent_is_kept_when_given(visitor):
    await visitor.post("/register", form=GOOD | {"marketing": "y"})
    user = await queries.user_with(Contact("wati@contoh.id", None))
    assert user.marketing_consent_at is not None


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"consent": ""}, True),
        ({"name": "  \u202e "}, False),
        ({"identifier": "not-an-address"}, False),
        ({"password": "pendek7"}, False),
    ],
)
async def test_a_wrong_form_makes_no_account_and_keeps_what_was_typed(visitor, changed, missing):
    form = {name: value for name, value in (GOOD | changed).items() if value}
    response = await visitor.post("/register", form=form)
    assert response.status_code == 422
    assert GOOD["name"] in await response.get_data(as_text=True) or "name" in changed
    assert await queries.user_with(Contact("wati@contoh.id", None)) is None


async def test_an_address_that_is_taken_is_refused(visitor, ani):
    response = await visitor.post("/register", form=GOOD | {"identifier": email("ani").upper()})
    assert response.status_code == 422


async def test_nobody_makes_themselves_an_admin(visitor):
    await visitor.post("/register", form=GOOD | {"role": "admin", "number": "SG-000001"})
    user = await queries.user_with(Contact("wati@contoh.id", None))
    assert user.role == "customer"


@pytest.mark.parametrize(
    "password",
    ["password1", "sanggar2026", "Wati Lestari", "wati.lestari", "12345678", "aaaaaaaa", "x" * 129],
)
async def test_weak_passwords_are_refused_with_a_reason(app, password):
    with pytest.raises(Invalid) as refusal:
        await actions.register("wati.lestari@contoh.id", name="Wati Lestari", password=password)
    assert refusal.value.fields["password"]


@pytest.mark.parametrize(
    "password", ["8 huruf!", "🖨️ kertas 🖨️", " spasi di tepi ", "p" + "anjang" * 21]
)
async def test_long_passwords_spaces_and_emoji_count_exactly_as_typed(visitor, password):
    form = GOOD | {"password": password}
    assert (await visitor.post("/register", form=form)).status_code == 303
    await visitor.post("/logout")
    sign_in = {"email": GOOD["identifier"], "password": password}
    assert (await visitor.post("/login", form=sign_in)).status_code == 303


async def test_many_registrations_from_one_address_have_to_wait(visitor):
    for _ in range(60):
        await visitor.post("/register", form=GOOD | {"identifier": email("ani")})
    response = await visitor.post("/register", form=GOOD)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0


async def test_all_that_is_wrong_is_said_at_once(visitor):
    form = {"name": "Wati", "identifier": "bukan", "password": "password1"}
    page = await (await visitor.post("/register", form=form)).get_data(as_text=True)
    assert page.count('aria-invalid="true"') == 3

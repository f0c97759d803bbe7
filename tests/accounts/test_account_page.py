"""One's own account: profile, password, devices, language; each change with its refusal."""

import re

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import queries
from app.db import database
from app.mail import outbox
from tests.cast import PASSWORD, email
from tests.cast import sign_in as another_device

NEW = "daun jati kering"


def profile(**changed):
    form = {"name": "Ani Lestari", "email": email("ani"), "phone": "", "current": ""}
    return {f"profile-{name}": value for name, value in (form | changed).items()}


def password(current=PASSWORD, new=NEW):
    return {"password-current": current, "password-password": new}


@pytest.fixture
async def phone(app, ani):
    """Ani's other device."""
    viewer, _ = await another_device(app, "ani")
    return viewer


async def alive(session):
    found = await queries.open_sessions(session.id, session.role, clock.now())
    return session.session in {kept.id for kept in found}


async def test_the_page_shows_the_membership_number(ani):
    page = await (await ani.get("/account")).get_data(as_text=True)
    assert (await queries.user(ani.id)).number in page


async def test_a_visitor_is_sent_to_sign_in_and_back(visitor):
    response = await visitor.get("/account")
    assert response.status_code == 303
    assert response.location == "/login?next=/account"


async def test_a_new_name_needs_no_password(ani):
    response = await ani.post("/account", form=profile(name="Ani L."))
    assert response.status_code == 303
    assert (await queries.user(ani.id)).name == "Ani L."


async def test_a_new_address_needs_the_password_ends_other_sessions_and_tells_the_old(ani, phone):
    form = profile(email="baru@contoh.id", current=PASSWORD)
    assert (await ani.post("/account", form=form)).status_code == 303
    assert (await queries.user(ani.id)).email == "baru@contoh.id"
    assert not await alive(phone)
    assert (await ani.get("/account")).status_code == 200
    assert await database.fetch_val(sa.select(outbox.c.recipient)) == email("ani")


@pytest.mark.parametrize(
    "changed",
    [
        {"email": "baru@contoh.id"},
        {"email": "baru@contoh.id", "current": "salah sekali"},
        {"email": "bukan alamat", "current": PASSWORD},
        {"phone": "12", "current": PASSWORD},
        {"email": "", "current": PASSWORD},
        {"email": email("budi"), "current": PASSWORD},
        {"name": ""},
    ],
)
async def test_a_wrong_profile_changes_nothing(ani, budi, changed):
    before = await queries.user(ani.id)
    response = await ani.post("/account", form=profile(**changed))
    assert response.status_code == 422
    assert await queries.user(ani.id) == before


async def test_a_new_password_ends_the_other_sessions(ani, phone):
    assert (await ani.post("/account/password", form=password())).status_code == 303
    assert not await alive(phone)
    assert await alive(ani.viewer)


@pytest.mark.parametrize(
    ("current", "new"), [("salah sekali", NEW), (PASSWORD, "password1"), (PASSWORD, ""), ("", NEW)]
)
async def test_a_wrong_password_change_changes_nothing(ani, phone, current, new):
    kept = await queries.password_hash_of(ani.id)
    response = await ani.post("/account/password", form=password(current, new))
    assert response.status_code == 422
    assert await queries.password_hash_of(ani.id) == kept
    assert await alive(phone)


async def test_guessing_the_current_password_has_to_wait(ani):
    for _ in range(5):
        await ani.post("/account/password", form=password("salah sekali"))
    assert (await ani.post("/account/password", form=password())).status_code == 429


async def test_one_device_can_be_signed_out(ani, phone):
    response = await ani.post(f"/account/sessions/{phone.session}/end")
    assert response.status_code == 303
    assert not await alive(phone)


async def test_everywhere_else_can_be_signed_out(ani, phone):
    await ani.post("/account/sessions/end-others")
    assert not await alive(phone)
    assert await alive(ani.viewer)


async def test_nobody_ends_anothers_session(ani, budi):
    foreign = await ani.post(f"/account/sessions/{budi.viewer.session}/end")
    absent = await ani.post("/account/sessions/999999/end")
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert await alive(budi.viewer)


async def test_language_and_zone_are_kept_with_the_account(ani):
    form = {"settings-locale": "en", "settings-zone": "Asia/Makassar", "settings-marketing": "y"}
    assert (await ani.post("/account/settings", form=form)).status_code == 303
    page = await (await ani.get("/account")).get_data(as_text=True)
    assert '<html lang="en"' in page
    assert "WITA" in page
    assert (await queries.user(ani.id)).marketing_consent_at is not None


async def test_the_wish_what_enter_does_is_kept_and_other_forms_leave_it(ani):
    form = {"settings-locale": "id", "settings-zone": "Asia/Jakarta"}
    await ani.post("/account/settings", form=form | {"settings-enter": "breaks"})
    await ani.post("/account/settings", form=form)
    assert not (await queries.user(ani.id)).enter_sends
    page = await (await ani.get("/account")).get_data(as_text=True)
    assert re.search(r'<input[^>]*checked[^>]*value="breaks"', page)


async def test_the_menu_of_a_conversation_keeps_the_same_wish(ani, budi):
    assert (await ani.post("/account/enter", form={})).status_code == 204
    assert not (await queries.user(ani.id)).enter_sends
    assert (await queries.user(budi.id)).enter_sends
    assert (await ani.post("/account/enter", form={"sends": "y"})).status_code == 204
    assert (await queries.user(ani.id)).enter_sends


@pytest.mark.parametrize(
    "form",
    [
        {"settings-locale": "fr"},
        {"settings-zone": "Mars/Base"},
        {"settings-locale": "id", "settings-zone": "Asia/Jakarta", "settings-enter": "explodes"},
        {},
    ],
)
async def test_unknown_settings_are_refused(ani, form):
    before = await queries.user(ani.id)
    assert (await ani.post("/account/settings", form=form)).status_code == 422
    assert await queries.user(ani.id) == before


async def test_a_visitor_chooses_a_language_for_the_browser(visitor):
    response = await visitor.post("/locale", form={"locale": "en", "next": "/login"})
    assert (response.status_code, response.location) == (303, "/login")
    page = await (await visitor.get("/login")).get_data(as_text=True)
    assert '<html lang="en"' in page


@pytest.mark.parametrize("path", ["/locale", "/theme"])
async def test_a_wrong_choice_is_not_kept_and_leads_to_no_other_site(visitor, path):
    form = {"locale": "xx", "theme": "pink", "next": "//evil.tld"}
    response = await visitor.post(path, form=form)
    assert response.location == "/"
    kept = [c for c in response.headers.getlist("Set-Cookie") if "xx" in c or "pink" in c]
    assert kept == []


async def test_another_role_may_not_reset_by_guessing_a_path(visitor):
    for path in ("/account", "/account/password", "/account/settings", "/account/enter"):
        assert (await visitor.post(path, form={})).status_code == 401

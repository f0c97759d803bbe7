"""Ordering without an account: who gets in, what they may do, and how they keep what is theirs."""

import asyncio
import re
from html import unescape

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import actions, changes, customers, queries, sessions
from app.accounts.access import GRANTS, Role
from app.accounts.models import Contact, User
from app.accounts.tables import users
from app.audit import audit
from app.db import database
from app.errors import Conflict, Invalid, SignInNeeded
from app.mail import outbox
from tests.cast import email
from tests.conftest import Member

PHONE = "0812 3456 7890"
KEPT = "+6281234567890"
GOOD = {"name": "Wati", "identifier": PHONE, "consent": "y"}
CHOSEN = "buku catatan biru"
ORDER = "/orders/new?product=flyer&quantity=500&option=a%26b"


async def text(response) -> str:
    return str(await response.get_data(as_text=True))


async def begin(who: Member, **changed: str):
    return await who.post("/guest", form=GOOD | changed)


async def guest(identifier: str = PHONE) -> User:
    return await customers.begin_as_guest(identifier, name="Wati")


async def found() -> User:
    user = await queries.user_with(Contact(None, KEPT))
    assert user is not None
    return user


async def deeds(verb: str) -> list[str]:
    rows = await database.fetch_all(sa.select(audit.c.subject).where(audit.c.verb == verb))
    return [row.subject for row in rows]


# The way in


@pytest.mark.parametrize("path", ["/login", "/register"])
async def test_both_ways_in_show_the_third_one_with_the_choice_that_was_made(visitor, path):
    page = await text(await visitor.get(path, headers={"Accept-Language": "id"}))
    assert 'href="/guest"' in page
    asked = await visitor.get(f"{path}?next={ORDER.replace('?', '%3F').replace('&', '%26')}")
    assert re.search(r'href="/guest\?next=/orders/new[^"]*product[^"]*flyer', await text(asked))


async def test_the_order_form_leads_there_and_back_to_the_very_choice(visitor):
    led = await visitor.get(ORDER)
    assert (led.status_code, led.location[:6]) == (303, "/login")
    page = await text(await visitor.get(led.location))
    path = unescape(re.search(r'href="(/guest[^"]*)"', page)[1])
    form = await text(await visitor.get(path))
    carried = unescape(re.search(r'id="next" name="next"[^>]* value="([^"]*)"', form)[1])
    assert carried == ORDER
    assert (await begin(visitor, next=carried)).location == ORDER


@pytest.mark.parametrize(
    "going_to", ["/orders/12", "/orders/new/x", "//[", "//evil.tld/orders/new"]
)
async def test_who_came_for_something_else_is_not_offered_it(visitor, going_to):
    answer = await visitor.get(f"/login?next={going_to}")
    assert answer.status_code == 200
    assert 'href="/guest' not in await text(answer)


async def test_a_guest_is_a_customer_who_is_signed_in_here(visitor):
    answer = await begin(visitor)
    assert (answer.status_code, answer.location) == (303, "/orders/new")
    user = await found()
    assert (user.name, user.role, user.is_guest) == ("Wati", Role.CUSTOMER, True)
    assert await deeds("began_as_guest") == [f"user:{user.id}"]
    assert (await visitor.get("/account")).status_code == 200
    assert (await visitor.get("/users")).status_code == 403
    assert user.as_viewer().can("order")
    assert GRANTS[user.role] == GRANTS[Role.CUSTOMER]


async def test_an_address_works_as_well_as_a_number(visitor):
    await begin(visitor, identifier="Wati@Contoh.ID")
    assert (await queries.user_with(Contact("wati@contoh.id", None))).is_guest


async def test_no_other_site_is_led_to(visitor):
    assert (await begin(visitor, next="//evil.tld/orders/new")).location == "/home"


async def test_who_is_signed_in_needs_no_form(ani):
    assert (await ani.get("/guest?next=/orders/new")).location == "/orders/new"


@pytest.mark.parametrize(
    "changed", [{"consent": ""}, {"name": " \u202e "}, {"identifier": "bukan"}, {"identifier": ""}]
)
async def test_a_wrong_form_makes_nobody_and_keeps_what_was_typed(visitor, changed):
    form = {name: value for name, value in (GOOD | changed | {"next": ORDER}).items() if value}
    answer = await visitor.post("/guest", form=form)
    page = await text(answer)
    assert answer.status_code == 422
    assert 'value="/orders/new?product=flyer&amp;quantity=500' in page
    assert 'value="Wati"' in page or "name" in changed
    assert await queries.user_with(Contact(None, KEPT)) is None


async def test_nobody_makes_themselves_more_than_a_customer(visitor):
    await begin(visitor, role="admin", password=CHOSEN, password_hash="x")
    user = await found()
    assert (user.role, user.is_guest) == (Role.CUSTOMER, True)


async def test_many_tries_from_one_address_have_to_wait_as_registrations_do(visitor):
    taken = GOOD | {"identifier": email("ani"), "password": CHOSEN}
    for _ in range(60):
        await visitor.post("/register", form=taken)
    answer = await begin(visitor)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


# Somebody else's contact


async def test_a_members_contact_is_not_taken_over(visitor, ani):
    answer = await begin(visitor, identifier=email("ani"), next=ORDER)
    page = await text(answer)
    assert answer.status_code == 422
    assert 'value="Wati"' in page
    assert email("ani") in page
    assert re.search(r'href="/login\?next=/orders/new', page)
    assert 'href="/password-reset"' in page
    assert (await visitor.get("/account")).status_code == 303
    assert (await queries.user(ani.id)).name == "Ani Lestari"


async def test_the_refusal_is_the_same_for_members_guests_and_those_the_studio_wrote_down(
    visitor, ani, sari
):
    await guest("0811 1111 1111")
    await customers.create_customer("0822 2222 2222", name="Tuti", by=sari.viewer)
    said = set()
    for identifier in (email("ani"), "0811 1111 1111", "0822 2222 2222"):
        page = await text(await begin(visitor, identifier=identifier))
        page = re.sub(r'value="[0-9a-f]{32}"', "", page).replace(identifier, "…")
        said.add(re.sub(r"<code>[0-9a-f]+</code>|nonce[^ >]*", "", page))
    assert len(said) == 1


async def test_registering_with_a_guests_number_is_refused(visitor):
    await guest()
    answer = await visitor.post("/register", form=GOOD | {"password": CHOSEN})
    assert answer.status_code == 422
    assert (await found()).is_guest


# The same form twice


async def test_who_presses_twice_is_one_guest_and_let_in_both_times(app, visitor):
    key = "0" * 31 + "a"
    first = await begin(visitor, idempotency_key=key)
    again = Member(app, visitor.viewer, None)  # the first answer never came
    second = await begin(again, idempotency_key=key)
    assert (first.status_code, second.status_code) == (303, 303)
    assert "Wati" in await text(await again.get("/account"))


async def test_a_form_sent_twice_opens_no_other_account_and_none_later(app, monkeypatch):
    key = "0" * 31 + "b"
    made = await customers.begin_as_guest(PHONE, name="Wati", key=key)
    with pytest.raises(Conflict):
        await customers.begin_as_guest("0811 1111 1111", name="Wati", key=key)
    later = clock.now() + customers.SENT_TWICE * 2
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(Conflict):
        await customers.begin_as_guest(PHONE, name="Wati", key=key)
    assert (await found()).id == made.id


async def test_a_form_sent_twice_does_not_open_an_account_that_has_a_password(visitor):
    key = "0" * 31 + "c"
    await begin(visitor, idempotency_key=key)
    await visitor.post("/account/first-password", form={"password": CHOSEN})
    with pytest.raises(Conflict):
        await customers.begin_as_guest(PHONE, name="Wati", key=key)


async def test_a_key_that_is_not_ours_is_worth_nothing(visitor):
    assert (await begin(visitor, idempotency_key="1")).status_code == 303
    answer = await begin(visitor, idempotency_key="1")
    assert answer.status_code == 422


# No password


@pytest.mark.parametrize("password", ["", " ", "nobody has this password", "\x00"])
async def test_an_account_without_a_password_is_not_signed_into(visitor, password):
    await guest()
    answer = await visitor.post("/login", form={"email": PHONE, "password": password})
    assert answer.status_code in {401, 422}
    with pytest.raises(SignInNeeded):
        await actions.sign_in(PHONE, password, ip="127.0.0.1", user_agent="tests")
    assert (await visitor.get("/account")).status_code == 303


async def test_a_guest_sets_no_second_step_before_there_is_a_password(visitor):
    await begin(visitor)
    form = {"seed": "s" * 32, "code": "123456", "password": "x"}
    answer = await visitor.post("/account/second-step", form=form)
    assert answer.status_code == 409
    assert "buat kata sandi dulu" in await text(answer)


async def test_a_guest_corrects_their_number_without_a_password(visitor):
    await begin(visitor)
    form = {"profile-name": "Wati", "profile-phone": "0899 9999 9999"}
    assert (await visitor.post("/account", form=form)).status_code == 303
    assert await queries.user_with(Contact(None, "+6289999999999")) is not None


async def test_the_account_page_asks_a_guest_for_nothing_that_they_do_not_have(visitor):
    await begin(visitor)
    page = await text(await visitor.get("/account"))
    for name in ("profile-current", "password-current", "/account/second-step"):
        assert name not in page
    assert page.count('action="/account/first-password"') == 1
    assert "Tamu" in page


# A password of one's own


async def test_a_guest_chooses_a_password_and_is_a_member(app, visitor):
    await begin(visitor)
    user = await found()
    other = await sessions.start(user, ip="127.0.0.1", user_agent="tests")
    answer = await visitor.post("/account/first-password", form={"password": CHOSEN})
    assert (answer.status_code, answer.location) == (303, "/account?done=kept")
    page = await text(await visitor.get(answer.location))
    assert "812-3456-7890" in page
    assert "/account/first-password" not in page
    assert not (await found()).is_guest
    assert await sessions.viewer_with_token(other.token) is None
    assert await deeds("chose_password") == [f"user:{user.id}"]
    assert await deeds("changed_password") == []
    elsewhere = Member(app, visitor.viewer, None)
    signed_in = await elsewhere.post("/login", form={"email": PHONE, "password": CHOSEN})
    assert signed_in.status_code == 303


async def test_whoever_has_an_address_is_told_by_mail(visitor):
    await begin(visitor, identifier="wati@contoh.id")
    await visitor.post("/account/first-password", form={"password": CHOSEN})
    rows = await database.fetch_all(sa.select(outbox))
    assert [row.recipient for row in rows] == ["wati@contoh.id"]


@pytest.mark.parametrize("password", ["", "pendek7", "password1", "081234567890", "x" * 129])
async def test_a_password_that_is_too_weak_is_refused_and_the_guest_stays_one(visitor, password):
    await begin(visitor)
    answer = await visitor.post("/account/first-password", form={"password": password})
    page = await text(answer)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in page
    assert 'action="/account/first-password"' in page
    assert (await found()).is_guest


async def test_a_password_that_is_there_is_not_replaced_without_it(ani, visitor):
    kept = await queries.password_hash_of(ani.id)
    answer = await ani.post("/account/first-password", form={"password": CHOSEN})
    assert (answer.status_code, answer.location) == (303, "/account#password-title")
    assert kept == await queries.password_hash_of(ani.id)
    stranger = await visitor.post("/account/first-password", form={"password": CHOSEN})
    assert stranger.status_code == 401


async def test_a_second_choice_from_a_page_that_is_old_is_refused(visitor):
    await begin(visitor)
    as_guest = (await found()).as_viewer()
    await changes.change_password(as_guest, current="", password=CHOSEN)
    kept = await queries.password_hash_of(as_guest.id)
    with pytest.raises(Invalid) as refusal:
        await changes.change_password(as_guest, current="", password="kertas lain biru")
    assert refusal.value.code == "wrong_password"
    assert await queries.password_hash_of(as_guest.id) == kept


async def test_a_reset_link_makes_a_member_of_a_guest_too(app, visitor, adi):
    user = await guest()
    link = await actions.make_reset_link(user.id, by=adi.viewer, public_url="")
    await visitor.post(link, form={"password": CHOSEN})
    assert not (await found()).is_guest


async def test_who_has_a_password_is_never_shown_the_offer(ani, sari):
    for who, paths in ((ani, ("/home", "/account")), (sari, ("/account",))):
        for path in paths:
            assert "first-password" not in await text(await who.get(path))
    assert (await ani.get("/account/first-password")).location == "/account#password-title"


# Leaving


async def test_a_guest_who_signs_out_is_warned_first(visitor):
    await begin(visitor)
    warned = await visitor.post("/logout")
    assert (warned.status_code, warned.location) == (303, "/guest/leaving")
    page = await text(await visitor.get("/guest/leaving"))
    assert "Tetap keluar" in page
    assert 'action="/account/first-password"' in page
    assert (await visitor.get("/account")).status_code == 200
    assert (await visitor.post("/logout", form={"anyway": "1"})).location == "/"
    assert (await visitor.get("/account")).status_code == 303


async def test_the_warning_names_the_way_back_that_there_is(visitor, app):
    await begin(visitor)
    assert "lewat WhatsApp atau di konter" in await text(await visitor.get("/guest/leaving"))
    other = Member(app, visitor.viewer, None)
    await begin(other, identifier="wati@contoh.id")
    page = await text(await other.get("/guest/leaving"))
    assert "tautan lewat email" in page
    assert "wati@contoh.id" in page


async def test_members_and_programs_sign_out_at_once(ani, visitor):
    assert (await ani.get("/guest/leaving")).location == "/account"
    assert (await ani.post("/logout")).location == "/"
    await begin(visitor)
    answer = await visitor.post("/logout", headers={"Accept": "application/json"})
    assert answer.status_code == 204


# What the studio sees and does


async def test_the_studio_sees_who_is_a_guest(adi, ani):
    user = await guest()
    assert ">Tamu<" in await text(await adi.get(f"/users/{user.id}"))
    assert ">Tamu<" in await text(await adi.get("/users?q=wati"))
    assert ">Tamu<" not in await text(await adi.get(f"/users/{ani.id}"))


async def test_a_colleague_looks_as_a_guest_and_chooses_nothing_for_them(adi):
    user = await guest()
    await adi.post(f"/users/{user.id}/view")
    assert "Wati" in await text(await adi.get("/home"))
    answer = await adi.post("/account/first-password", form={"password": CHOSEN})
    assert answer.status_code == 403
    assert (await adi.post("/logout")).location == "/"
    assert (await found()).is_guest


async def test_a_guest_takes_their_data_and_deletes_what_is_theirs(visitor):
    await begin(visitor)
    user = await found()
    data = await visitor.post("/account/data")
    assert data.status_code == 200
    assert "Wati" in await text(data)
    page = await text(await visitor.get("/account/erasure"))
    assert 'name="password"' not in page.partition("<main")[2]
    assert (await visitor.post("/account/erasure", form={})).location == "/goodbye"
    gone = await queries.user(user.id)
    assert gone.erased_at is not None
    assert not gone.is_guest
    assert (await visitor.get("/account")).status_code == 303


async def test_members_still_give_their_password_to_delete_the_account(ani):
    answer = await ani.post("/account/erasure", form={})
    assert answer.status_code == 422
    assert (await queries.user(ani.id)).erased_at is None


async def test_two_at_once_with_one_number_are_one_guest(app):
    made = await asyncio.gather(guest(), guest(), return_exceptions=True)
    assert sorted(type(each).__name__ for each in made) == ["Invalid", "User"]
    count = await database.fetch_val(sa.select(sa.func.count()).where(users.c.phone == KEPT))
    assert count == 1

"""Signing in: sessions that rotate and end, tries that cost, and no word about who exists."""

from datetime import timedelta
from time import perf_counter

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import actions, passwords, sessions
from app.accounts.tables import sessions as session_rows
from app.accounts.tables import throttles, users
from app.db import database
from app.errors import SignInNeeded, TooMany
from tests.cast import PASSWORD, email

JSON = {"Accept": "application/json"}


def form(name="ani", password=PASSWORD, **more):
    return {"email": email(name), "password": password, **more}


@pytest.fixture
def later(monkeypatch):
    """Move the clock."""

    def move(**by):
        at = clock.now() + timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: at)

    return move


async def test_a_browser_goes_where_it_wanted_to_go(app, visitor):
    response = await visitor.post("/login", form=form(next="/account?x=1"))
    assert (response.status_code, response.location) == (303, "/account?x=1")


async def test_everybody_lands_where_their_work_begins(ani, sari, dodi, maya, mira, adi):
    landings = [(await who.get("/login")).location for who in (ani, sari, dodi, maya, mira, adi)]
    assert landings == ["/home", "/feed", "/board", "/promos", "/feed", "/feed"]


@pytest.mark.parametrize(
    "going_to", ["//evil.tld", "/\\evil.tld", "javascript:alert(1)", "http://evil.tld", "/a\nb"]
)
async def test_nobody_is_sent_to_another_site(app, visitor, going_to):
    response = await visitor.post("/login", form=form(next=going_to))
    assert response.location == "/home"


async def test_a_program_gets_json(app, visitor):
    response = await visitor.post("/login", form=form(), headers=JSON)
    assert response.status_code == 200
    body = await response.get_json()
    assert (body["name"], body["role"]) == ("Ani Lestari", "customer")
    me = await (await visitor.get("/api/me")).get_json()
    assert me["id"] == body["id"]


async def test_the_session_cookie_is_shut_to_scripts_and_other_sites(app, visitor):
    response = await visitor.post("/login", form=form())
    cookie = next(c for c in response.headers.getlist("Set-Cookie") if c.startswith("sanggar="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        (form(password="salah sekali"), 401),
        (form("nobody"), 401),
        ({"email": "ani", "password": PASSWORD}, 401),
        ({"email": email("ani")}, 422),
        ({}, 422),
    ],
)
async def test_a_wrong_sign_in_is_refused(app, visitor, wrong, status):
    for headers in ({}, JSON):
        response = await visitor.post("/login", form=wrong, headers=headers)
        assert response.status_code == status
    assert (await visitor.get("/api/me")).status_code == 401


async def test_known_and_unknown_accounts_get_the_same_answer_in_the_same_time(app, visitor):
    async def tried(name):
        began = perf_counter()
        response = await visitor.post("/login", form=form(name, "salah sekali"), headers=JSON)
        took = perf_counter() - began
        error = (await response.get_json())["error"]
        return took, (response.status_code, error["code"], error["message"])

    await tried("warm-up")
    known, unknown = [], []
    for number, name in enumerate(("ani", "budi", "sari", "maya")):
        known.append(await tried(name))
        unknown.append(await tried(f"nobody{number}"))
    assert {answer for _, answer in known} == {answer for _, answer in unknown}
    assert 0.5 < min(known)[0] / min(unknown)[0] < 2


async def test_signing_in_gives_a_new_session_and_ends_the_old_one(app, ani):
    old = ani.viewer.session
    await ani.post("/login", form=form())
    assert await sessions.viewer_of_session(old) is None
    me = await ani.get("/api/me")
    assert me.status_code == 200


async def test_a_copied_cookie_is_worthless_after_signing_out(app, ani):
    assert (await ani.get("/account")).status_code == 200
    await ani.post("/logout")
    ani.client.set_cookie("localhost", *ani._cookie)
    assert (await ani.get("/api/me")).status_code == 401


async def test_a_forged_cookie_is_nobody(app, visitor):
    visitor.client.set_cookie("localhost", "sanggar", "ImFiYyI.aaaa.bbbb")
    assert (await visitor.get("/api/me")).status_code == 401


async def test_a_foreign_page_cannot_sign_anybody_in_or_out(app, ani):
    for path in ("/login", "/logout", "/register", "/account/password"):
        response = await ani.post(path, form=form(), headers={"Sec-Fetch-Site": "cross-site"})
        assert response.status_code == 403
    assert (await ani.get("/api/me")).status_code == 200


async def test_from_the_fifth_wrong_try_an_account_waits_longer_each_time(app, visitor, later):
    for _ in range(5):
        await visitor.post("/login", form=form(password="salah sekali"), headers=JSON)
    waits = []
    for _ in range(3):
        response = await visitor.post("/login", form=form(), headers=JSON)
        assert response.status_code == 429
        waits.append(int(response.headers["Retry-After"]))
        later(seconds=waits[-1])
        await visitor.post("/login", form=form(password="salah sekali"), headers=JSON)
    assert waits == [1, 2, 4]


async def test_the_owner_gets_in_from_a_known_device_while_strangers_guess(app, visitor, ani):
    await ani.post("/login", form=form())
    for number in range(100):
        try:
            await actions.sign_in(email("ani"), "salah", ip=f"10.0.0.{number}", user_agent="")
        except (SignInNeeded, TooMany):
            continue
    assert (await visitor.post("/login", form=form(), headers=JSON)).status_code == 429
    assert (await ani.post("/login", form=form(), headers=JSON)).status_code == 200


async def test_one_address_that_tries_many_accounts_has_to_wait(app, visitor, monkeypatch):
    async def wrong(_password, _kept):
        return False

    monkeypatch.setattr(passwords, "matches", wrong)
    answers = [
        (await visitor.post("/login", form=form(f"no{n}"), headers=JSON)).status_code
        for n in range(62)
    ]
    assert answers[:60] == [401] * 60
    assert answers[-1] == 429
    kept = await database.fetch_val(sa.select(sa.func.count()).select_from(throttles))
    assert kept > 60


async def test_the_kept_hash_is_argon2id_and_an_outdated_one_is_renewed(app, visitor):
    weak = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    mine = users.c.email == email("ani")
    await database.execute(sa.update(users).where(mine).values(password_hash=weak))
    assert (await visitor.post("/login", form=form())).status_code == 303
    kept = await database.fetch_val(sa.select(users.c.password_hash).where(mine))
    assert kept.startswith("$argon2id$v=19$m=47104,t=1,p=1$")


async def test_the_token_is_not_in_the_database(app, ani):
    rows = await database.fetch_all(sa.select(session_rows.c.token_hash))
    token = app.extensions["QUART_AUTH"][0].load_token(ani._cookie[1], app)
    assert token
    assert token not in {row.token_hash for row in rows}


@pytest.mark.parametrize(
    ("who", "alive", "over"),
    [("ani", {"days": 13}, {"days": 15}), ("sari", {"minutes": 29}, {"minutes": 31})],
)
async def test_an_idle_session_ends(app, ani, sari, who, alive, over, monkeypatch):
    member = {"ani": ani, "sari": sari}[who]
    began = clock.now()
    monkeypatch.setattr(clock, "now", lambda: began + timedelta(**alive))
    assert (await member.get("/api/me")).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: began + timedelta(**alive) + timedelta(**over))
    assert (await member.get("/api/me")).status_code == 401


@pytest.mark.parametrize(("who", "hours"), [("ani", 24 * 90), ("sari", 12)])
async def test_a_busy_session_ends_at_last(app, ani, sari, who, hours, monkeypatch):
    member = {"ani": ani, "sari": sari}[who]
    began = clock.now()
    for step in range(1, 61):
        at = began + timedelta(hours=hours) * step / 60
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        expected = 200 if step < 60 else 401
        assert (await member.get("/api/me")).status_code == expected


async def test_a_disabled_account_gets_the_same_words_as_a_wrong_password(app, visitor, ani, adi):
    await actions.disable(ani.id, by=adi.viewer)
    response = await visitor.post("/login", form=form(), headers=JSON)
    assert response.status_code == 401
    assert (await response.get_json())["error"]["code"] == "wrong_credentials"


async def test_too_many_at_once_are_told_to_come_back(app, visitor, monkeypatch):
    monkeypatch.setattr(passwords, "_waiting", passwords.AT_ONCE + passwords.WAITING)
    response = await visitor.post("/login", form=form(), headers=JSON)
    assert response.status_code == 503

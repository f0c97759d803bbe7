"""The second step: an app's code after the password, each good once, and ways back without it."""

from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import codes, second_steps
from app.accounts.tables import recovery_codes
from app.accounts.tables import second_steps as rows
from app.audit import audit
from app.db import database
from app.mail import outbox
from tests import cast
from tests.cast import PASSWORD, email

JSON = {"Accept": "application/json"}
SEED = "s" * 32


@pytest.fixture
def later(monkeypatch):
    """Move the clock."""

    def move(**by):
        at = clock.now() + timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: at)

    return move


def code_of(user_id, turns=0):
    """Return the code that the person's app shows, or showed so many turns ago."""
    maker = pyotp.TOTP(codes.key_of(user_id, SEED))
    return maker.at(clock.now().timestamp() + turns * codes.PERIOD)


async def enrol(member, later):
    """Switch the second step on; returns the recovery codes. The next code is not used yet."""
    made = await second_steps.begin(
        member.viewer, seed=SEED, code=code_of(member.id), password=PASSWORD
    )
    later(seconds=90)
    return made


@pytest.fixture
async def paper(ani, later):
    """Ani's recovery codes."""
    return await enrol(ani, later)


async def password_given(visitor, name="ani", **more):
    return await visitor.post("/login", form={"email": email(name), "password": PASSWORD, **more})


async def verbs(user_id):
    query = sa.select(audit.c.verb).where(audit.c.subject == f"user:{user_id}")
    return [row.verb for row in await database.fetch_all(query.order_by(audit.c.id))]


async def test_the_page_shows_a_key_and_the_code_of_it_switches_on(ani):
    page = await (await ani.get("/account/second-step")).get_data(as_text=True)
    assert "<svg" in page
    seed = page.partition('name="seed"')[2].partition('value="')[2].partition('"')[0]
    maker = pyotp.TOTP(codes.key_of(ani.id, seed))
    form = {"seed": seed, "code": maker.at(int(clock.now().timestamp())), "password": PASSWORD}
    answer = await ani.post("/account/second-step", form=form)
    shown = await answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    kept = await database.fetch_all(sa.select(recovery_codes.c.code_hash))
    assert len(kept) == 10
    made = shown.partition("readonly>")[2].partition("</textarea>")[0].split()
    assert len(set(made)) == 10
    assert {codes.recovery_hash(ani.id, one) for one in made} == {row.code_hash for row in kept}
    assert "second_step_on" in await verbs(ani.id)
    assert await database.fetch_val(sa.select(outbox.c.recipient)) == email("ani")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "000000"}, "code"),
        ({"code": "abc"}, "code"),
        ({"code": ""}, "code"),
        ({"password": "salah sekali"}, "password"),
        ({"password": ""}, "password"),
    ],
)
async def test_without_the_code_or_the_password_it_stays_off(ani, changes, field):
    form = {"seed": SEED, "code": code_of(ani.id), "password": PASSWORD, **changes}
    answer = await ani.post("/account/second-step", form=form)
    assert answer.status_code == 422
    page = await answer.get_data(as_text=True)
    assert f'id="{field}-error"' in page
    assert f'value="{SEED}"' in page  # the key that is in the app already
    assert await second_steps.since(ani.id) is None


async def test_a_second_key_does_not_take_the_place_of_the_first(ani, paper):
    form = {"seed": "t" * 32, "code": "000000", "password": PASSWORD}
    assert (await ani.post("/account/second-step", form=form)).status_code == 422
    maker = pyotp.TOTP(codes.key_of(ani.id, "t" * 32))
    form["code"] = maker.at(int(clock.now().timestamp()))
    assert (await ani.post("/account/second-step", form=form)).status_code == 409


async def test_the_database_holds_no_key_and_no_code(ani, paper):
    seed = await database.fetch_val(sa.select(rows.c.seed))
    assert codes.key_of(ani.id, seed) not in seed
    kept = {
        row.code_hash for row in await database.fetch_all(sa.select(recovery_codes.c.code_hash))
    }
    assert not kept & set(paper)


async def test_signing_in_takes_the_password_and_then_the_code(app, visitor, ani, paper):
    answer = await password_given(visitor, next="/orders")
    assert (answer.status_code, answer.location) == (303, "/login/code?next=/orders")
    assert (await visitor.get("/api/me")).status_code == 401
    page = await (await visitor.get(answer.location)).get_data(as_text=True)
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    answer = await visitor.post("/login/code", form={"code": code_of(ani.id), "next": "/orders"})
    assert (answer.status_code, answer.location) == (303, "/orders")
    assert (await visitor.get("/api/me")).status_code == 200


async def test_a_wrong_password_looks_the_same_with_a_second_step_and_without(visitor, ani, paper):
    bodies = set()
    for name in ("ani", "budi", "nobody"):
        answer = await visitor.post("/login", form={"email": email(name), "password": "salah"})
        page = await answer.get_data(as_text=True)
        bodies.add((answer.status_code, page.count("notice--bad"), "/login/code" in page))
    assert bodies == {(401, 1, False)}


async def test_a_code_lets_in_once(app, visitor, ani, paper):
    code = code_of(ani.id)
    await password_given(visitor)
    assert (await visitor.post("/login/code", form={"code": code})).status_code == 303
    await visitor.post("/logout")
    await password_given(visitor)
    assert (await visitor.post("/login/code", form={"code": code})).status_code == 422


@pytest.mark.parametrize(("turns", "status"), [(-1, 303), (1, 303), (-2, 422), (2, 422)])
async def test_clocks_may_differ_by_one_code(app, visitor, ani, paper, turns, status):
    await password_given(visitor)
    answer = await visitor.post("/login/code", form={"code": code_of(ani.id, turns)})
    assert answer.status_code == status


async def test_an_older_code_is_worth_nothing_after_a_newer_one(app, visitor, ani, paper):
    await password_given(visitor)
    assert (await visitor.post("/login/code", form={"code": code_of(ani.id, 1)})).status_code == 303
    await visitor.post("/logout")
    await password_given(visitor)
    assert (await visitor.post("/login/code", form={"code": code_of(ani.id)})).status_code == 422


async def test_spaces_in_a_pasted_code_do_no_harm(app, visitor, ani, paper):
    await password_given(visitor)
    code = code_of(ani.id)
    answer = await visitor.post("/login/code", form={"code": f" {code[:3]} {code[3:]} "})
    assert answer.status_code == 303


async def test_a_recovery_code_lets_in_once_and_is_counted(app, visitor, ani, paper):
    typed = paper[0].upper().replace("-", " ")
    await password_given(visitor)
    assert (await visitor.post("/login/code", form={"recovery": typed})).status_code == 303
    assert await second_steps.recovery_codes_left(ani.id) == 9
    await visitor.post("/logout")
    await password_given(visitor)
    answer = await visitor.post("/login/code", form={"recovery": typed})
    assert answer.status_code == 422
    assert 'id="recovery-error"' in await answer.get_data(as_text=True)


async def test_another_persons_recovery_code_is_worth_nothing(
    app, visitor, ani, budi, paper, later
):
    theirs = await enrol(budi, later)
    await password_given(visitor)
    assert (await visitor.post("/login/code", form={"recovery": theirs[0]})).status_code == 422


async def test_guessing_codes_is_slowed_down_and_on_the_record(app, visitor, ani, paper):
    await password_given(visitor)
    for _ in range(5):
        assert (await visitor.post("/login/code", form={"code": "000000"})).status_code == 422
    answer = await visitor.post("/login/code", form={"code": code_of(ani.id)})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1
    assert (await verbs(ani.id)).count("second_step_failed") == 5


async def test_giving_the_password_again_gives_no_fresh_tries(app, visitor, ani, paper):
    for _ in range(5):
        await password_given(visitor)
        await visitor.post("/login/code", form={"code": "000000"})
    await password_given(visitor)
    answer = await visitor.post("/login/code", form={"code": code_of(ani.id)})
    assert answer.status_code == 429


async def test_the_mark_of_a_right_password_opens_nothing_by_itself_and_ends(
    app, visitor, ani, paper, later
):
    await password_given(visitor)
    assert (await visitor.post("/login/code", form={})).status_code == 422
    later(minutes=6)
    answer = await visitor.post("/login/code", form={"code": code_of(ani.id), "next": "/orders"})
    assert answer.location == "/login?next=/orders&done=late"
    assert (await visitor.get("/api/me")).status_code == 401


async def test_without_a_password_there_is_nothing_to_ask(visitor, ani, paper):
    assert (await visitor.get("/login/code?next=/orders")).location == "/login?next=/orders"
    answer = await visitor.post("/login/code", form={"code": code_of(ani.id)})
    assert answer.location == "/login?done=late"


@pytest.mark.parametrize("part", range(4))
async def test_a_forged_mark_is_worth_nothing(app, visitor, ani, budi, paper, part):
    answer = await password_given(visitor)
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("halfway="))
    assert "HttpOnly" in cookie
    assert "Path=/login" in cookie
    parts = cookie.partition(";")[0].removeprefix("halfway=").split(".")
    parts[part] = {0: str(budi.id), 2: "9999999999"}.get(part, "x" * len(parts[part]))
    visitor.client.set_cookie("localhost", "halfway", ".".join(parts), path="/login")
    answer = await visitor.post("/login/code", form={"code": code_of(ani.id)})
    assert answer.location == "/login?done=late"


async def test_a_changed_password_ends_the_mark(app, visitor, ani, paper):
    await password_given(visitor)
    form = {"password-current": PASSWORD, "password-password": "daun jati kering"}
    assert (await ani.post("/account/password", form=form)).status_code == 303
    answer = await visitor.post("/login/code", form={"code": code_of(ani.id)})
    assert answer.location == "/login?done=late"


async def test_a_new_password_by_mail_does_not_go_around_the_code(app, visitor, ani, paper):
    await visitor.post("/password-reset", form={"email": email("ani")})
    body = await database.fetch_val(
        sa.select(outbox.c.body).where(outbox.c.body.contains("/password-reset/"))
    )
    path = "/password-reset/" + body.partition("/password-reset/")[2].split()[0]
    await visitor.post(path, form={"password": "daun jati kering"})
    answer = await visitor.post(
        "/login", form={"email": email("ani"), "password": "daun jati kering"}
    )
    assert answer.location == "/login/code"
    assert (await visitor.get("/api/me")).status_code == 401


async def test_a_program_sends_both_at_once(app, visitor, ani, paper):
    form = {"email": email("ani"), "password": PASSWORD}
    answer = await visitor.post("/login", form=form, headers=JSON)
    assert answer.status_code == 401
    assert (await answer.get_json())["error"]["code"] == "code_needed"
    answer = await visitor.post("/login", form=form | {"code": code_of(ani.id)}, headers=JSON)
    assert answer.status_code == 200
    assert (await visitor.get("/api/me")).status_code == 200


async def test_a_program_with_a_wrong_code_is_refused(app, visitor, ani, paper):
    form = {"email": email("ani"), "password": PASSWORD, "code": "000000"}
    assert (await visitor.post("/login", form=form, headers=JSON)).status_code == 422


async def test_it_is_switched_off_with_password_and_code(app, visitor, ani, paper):
    form = {"password": PASSWORD, "code": code_of(ani.id)}
    answer = await ani.post("/account/second-step/removal", form=form)
    assert answer.location == "/account/second-step?done=off"
    assert (await password_given(visitor)).location == "/home"
    assert "second_step_off" in await verbs(ani.id)
    assert await database.fetch_all(sa.select(recovery_codes)) == []


async def test_a_recovery_code_switches_it_off_too(ani, paper):
    form = {"password": PASSWORD, "code": paper[3]}
    assert (await ani.post("/account/second-step/removal", form=form)).status_code == 303


@pytest.mark.parametrize("door", ["removal", "codes"])
@pytest.mark.parametrize("changes", [{"code": "000000"}, {"code": ""}, {"password": "salah"}])
async def test_nothing_changes_without_both(ani, paper, door, changes):
    form = {"password": PASSWORD, "code": code_of(ani.id), **changes}
    answer = await ani.post(f"/account/second-step/{door}", form=form)
    assert answer.status_code == 422
    assert "field__error" in await answer.get_data(as_text=True)
    assert await second_steps.since(ani.id) is not None
    assert await second_steps.recovery_codes_left(ani.id) == 10


async def test_new_recovery_codes_take_the_place_of_the_old(app, visitor, ani, paper):
    form = {"password": PASSWORD, "code": code_of(ani.id)}
    answer = await ani.post("/account/second-step/codes", form=form)
    assert answer.status_code == 200
    await password_given(visitor)
    assert (await visitor.post("/login/code", form={"recovery": paper[0]})).status_code == 422


async def test_an_administrator_takes_it_away_from_who_lost_everything(
    app, visitor, adi, ani, paper
):
    answer = await adi.post(f"/users/{ani.id}/second-step/removal")
    assert answer.location == f"/users/{ani.id}?done=second_step"
    assert (await ani.get("/api/me")).status_code == 401
    assert (await password_given(visitor)).location == "/home"
    line = await database.fetch_one(sa.select(audit).where(audit.c.verb == "second_step_reset"))
    assert (line.actor_name, line.subject) == ("Adi Nugroho", f"user:{ani.id}")


async def test_nobody_takes_away_their_own_that_way(adi, later):
    await enrol(adi, later)
    assert (await adi.post(f"/users/{adi.id}/second-step/removal")).status_code == 409
    assert await second_steps.since(adi.id) is not None


async def test_nobody_else_takes_it_away(ani, budi, sari, mira, paper):
    doors = [await who.post(f"/users/{ani.id}/second-step/removal") for who in (budi, sari, mira)]
    assert {door.status_code for door in doors} == {403}


async def test_deleting_the_account_asks_for_the_code_too(ani, paper):
    page = await (await ani.get("/account/erasure")).get_data(as_text=True)
    assert 'name="code"' in page
    answer = await ani.post("/account/erasure", form={"password": PASSWORD})
    assert answer.status_code == 422
    form = {"password": PASSWORD, "code": code_of(ani.id)}
    assert (await ani.post("/account/erasure", form=form)).location == "/goodbye"
    assert await database.fetch_all(sa.select(rows)) == []


async def test_a_shut_account_gets_no_further_than_the_code(app, visitor, adi, ani, paper):
    await password_given(visitor)
    await adi.post(f"/users/{ani.id}/disable")
    answer = await visitor.post("/login/code", form={"code": code_of(ani.id)})
    assert answer.location == "/login?done=late"


async def test_a_device_that_knows_the_account_is_not_held_up_by_strangers(app, ani, later):
    paper = await enrol(ani, later)
    viewer, _cookie = await cast.sign_in(app, "ani")
    own, stranger = app.test_client(), app.test_client()
    same_site = {"Sec-Fetch-Site": "same-origin"}
    password = {"email": email("ani"), "password": PASSWORD}
    await own.post("/login", form=password, headers=same_site)
    await own.post("/login/code", form={"recovery": paper[0]}, headers=same_site)
    await stranger.post("/login", form=password, headers=same_site)
    for _ in range(6):
        await stranger.post("/login/code", form={"code": "000000"}, headers=same_site)
    await own.post("/login", form=password, headers=same_site)
    answer = await own.post("/login/code", form={"code": code_of(viewer.id)}, headers=same_site)
    assert answer.status_code == 303

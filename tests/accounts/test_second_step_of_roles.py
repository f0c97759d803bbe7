"""A studio may ask whole roles for the second step: they set it up before they come in."""

from dataclasses import replace

import pyotp
import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import codes, second_steps
from app.accounts.tables import recovery_codes
from app.db import database
from tests.cast import PASSWORD, email

SEED = "s" * 32


@pytest.fixture
def strict(app):
    """Operators need a second step."""
    needed = frozenset({"operator"})
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], second_step_for=needed)


def first(user_id, **changes):
    code = pyotp.TOTP(codes.key_of(user_id, SEED)).at(int(clock.now().timestamp()))
    return {"seed": SEED, "code": code, "next": "/orders", **changes}


async def password_given(visitor, name, **more):
    form = {"email": email(name), "password": PASSWORD, "next": "/orders"}
    return await visitor.post("/login", form=form, **more)


async def test_they_are_led_to_it_and_come_in_with_their_first_code(visitor, sari, strict):
    answer = await password_given(visitor, "sari")
    assert answer.location == "/login/code?next=/orders"
    answer = await visitor.get(answer.location)
    assert answer.location == "/login/second-step?next=/orders"
    page = await (await visitor.get(answer.location)).get_data(as_text=True)
    assert "<svg" in page
    assert (await visitor.get("/api/me")).status_code == 401
    answer = await visitor.post("/login/second-step", form=first(sari.id))
    assert answer.status_code == 200
    assert 'href="/orders"' in await answer.get_data(as_text=True)
    assert len(await database.fetch_all(sa.select(recovery_codes))) == 10
    assert (await visitor.get("/api/me")).status_code == 200


@pytest.mark.parametrize("code", ["000000", ""])
async def test_without_the_code_nobody_comes_in(visitor, sari, strict, code):
    await password_given(visitor, "sari")
    answer = await visitor.post("/login/second-step", form=first(sari.id, code=code))
    assert answer.status_code == 422
    page = await answer.get_data(as_text=True)
    assert 'id="code-error"' in page
    assert f'value="{SEED}"' in page
    assert await second_steps.since(sari.id) is None
    assert (await visitor.get("/api/me")).status_code == 401


async def test_without_the_password_there_is_nothing_to_set_up(visitor, sari, strict):
    assert (await visitor.get("/login/second-step?next=/orders")).location == "/login?next=/orders"
    answer = await visitor.post("/login/second-step", form=first(sari.id))
    assert answer.location == "/login?next=/orders&done=late"


async def test_who_has_one_gets_no_second_one_that_way(visitor, sari, strict):
    await password_given(visitor, "sari")
    await visitor.post("/login/second-step", form=first(sari.id))
    await visitor.post("/logout")
    await password_given(visitor, "sari")
    answer = await visitor.post("/login/second-step", form=first(sari.id))
    assert answer.status_code in {409, 422}
    assert (await visitor.get("/api/me")).status_code == 401


async def test_the_other_roles_come_in_as_ever(visitor, ani, strict):
    assert (await password_given(visitor, "ani")).location == "/orders"


async def test_a_program_is_told(visitor, sari, strict):
    answer = await password_given(visitor, "sari", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert (await answer.get_json())["error"]["code"] == "code_needed"


async def test_they_cannot_switch_it_off(sari, strict):
    form = first(sari.id)
    made = await second_steps.switch_on(sari.viewer, seed=form["seed"], code=form["code"])
    page = await (await sari.get("/account/second-step")).get_data(as_text=True)
    assert "/account/second-step/removal" not in page
    proof = {"password": PASSWORD, "code": made[0]}
    assert (await sari.post("/account/second-step/removal", form=proof)).status_code == 403
    assert await second_steps.since(sari.id) is not None

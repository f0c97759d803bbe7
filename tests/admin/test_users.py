"""The studio's people: made, moved, shut out; and never without an administrator."""

import re

import pytest
import sqlalchemy as sa

from app.accounts import queries, sessions
from app.accounts.access import Role
from app.accounts.models import Contact
from app.accounts.tables import users
from app.db import database
from app.mail import outbox
from tests.cast import PASSWORD, email

NEW = {"name": "Joko Printer", "email": "joko@sanggar.test", "role": "operator"}


@pytest.fixture
def everyone(ani, sari, dodi, maya, mira, visitor):
    people = {"ani": ani, "sari": sari, "dodi": dodi}
    return people | {"maya": maya, "mira": mira, "visitor": visitor}


async def role_of(member):
    return (await queries.user(member.id)).role


async def test_an_admin_finds_people_by_name_number_mail_and_phone(adi, ani):
    number = (await queries.user(ani.id)).number
    for words in ("lestari ANI", number, "ani@sang"):
        page = await (await adi.get(f"/users?q={words}")).get_data(as_text=True)
        assert "Ani Lestari" in page
        assert "Budi Santoso" not in page


async def test_an_admin_filters_by_role(adi):
    page = await (await adi.get("/users?role=designer")).get_data(as_text=True)
    assert "Dodi Pratama" in page
    assert "Ani Lestari" not in page


async def test_a_search_for_wildcards_finds_nobody(adi):
    page = await (await adi.get("/users?q=%25%27")).get_data(as_text=True)
    assert "Ani Lestari" not in page


async def test_a_new_colleague_sets_a_password_through_the_mail(adi, visitor):
    response = await adi.post("/users", form=NEW)
    assert response.status_code == 303
    body = await database.fetch_val(sa.select(outbox.c.body))
    link = re.search(r"http://localhost(/password-reset/\S+)", body)[1]
    await visitor.post(link, form={"password": "tinta segar pagi"})
    signed_in = await visitor.post(
        "/login",
        form={"email": NEW["email"], "password": "tinta segar pagi"},
        headers={"Accept": "application/json"},
    )
    assert (await signed_in.get_json())["role"] == "operator"


@pytest.mark.parametrize(
    "changed",
    [
        {"email": "no address"},
        {"email": email("ani")},
        {"name": " "},
        {"role": "customer"},
        {"role": "owner"},
        {"role": ""},
    ],
)
async def test_a_wrong_form_makes_nobody(adi, changed):
    before = await database.fetch_val(sa.select(sa.func.count()).select_from(users))
    response = await adi.post("/users", form=NEW | changed)
    assert response.status_code == 422
    assert await database.fetch_val(sa.select(sa.func.count()).select_from(users)) == before


async def test_another_role_ends_the_sessions(adi, sari):
    response = await adi.post(f"/users/{sari.id}/role", form={"role": "designer"})
    assert response.status_code == 303
    assert await role_of(sari) is Role.DESIGNER
    assert (await sari.get("/api/me")).status_code == 401


async def test_disabling_ends_sessions_and_sockets_at_once(adi, sari, server):
    async with sari.listening(f"user:{sari.id}") as socket:
        assert (await adi.post(f"/users/{sari.id}/disable")).status_code == 303
        assert await socket.closed(timeout=2) == 3503
    assert (await sari.get("/api/me")).status_code == 401
    form = {"email": email("sari"), "password": PASSWORD}
    assert (await sari.post("/login", form=form)).status_code == 401


async def test_an_account_opens_again(adi, sari):
    await adi.post(f"/users/{sari.id}/disable")
    await adi.post(f"/users/{sari.id}/enable")
    form = {"email": email("sari"), "password": PASSWORD}
    assert (await sari.post("/login", form=form)).status_code == 303


@pytest.mark.parametrize(("path", "form"), [("role", {"role": "manager"}), ("disable", {})])
async def test_the_last_admin_stays(adi, path, form):
    response = await adi.post(f"/users/{adi.id}/{path}", form=form)
    assert response.status_code == 409
    user = await queries.user(adi.id)
    assert (user.role, user.disabled_at) == (Role.ADMIN, None)
    assert (await adi.get("/users")).status_code == 200


async def test_an_admin_may_go_when_there_is_another(adi, mira):
    await adi.post(f"/users/{mira.id}/role", form={"role": "admin"})
    response = await adi.post(f"/users/{adi.id}/role", form={"role": "manager"})
    assert response.status_code == 303
    assert await role_of(adi) is Role.MANAGER


async def test_a_link_for_somebody_without_mail_is_shown_once(adi, visitor, ani):
    page = await (await adi.post(f"/users/{ani.id}/reset-link")).get_data(as_text=True)
    link = re.search(r"http://localhost(/password-reset/[\w-]+)", page)[1]
    assert link not in await (await adi.get(f"/users/{ani.id}")).get_data(as_text=True)
    assert (await visitor.post(link, form={"password": "tinta segar pagi"})).status_code == 303


@pytest.mark.parametrize("role", ["owner", "", "visitor"])
async def test_an_unknown_role_is_refused(adi, sari, role):
    response = await adi.post(f"/users/{sari.id}/role", form={"role": role})
    assert response.status_code == 422
    assert await role_of(sari) is Role.OPERATOR


@pytest.mark.parametrize("path", ["", "/role", "/disable", "/enable", "/reset-link"])
async def test_an_absent_person_is_not_found(adi, path):
    method = "POST" if path else "GET"
    response = await adi.request(method, f"/users/999999{path}", form={"role": "manager"})
    assert response.status_code == 404


@pytest.mark.parametrize("who", ["ani", "sari", "dodi", "maya", "mira", "visitor"])
async def test_only_admins_manage_people(everyone, ani, who):
    member = everyone[who]
    before = await queries.user(ani.id)
    answers = {
        (await member.get("/users")).status_code,
        (await member.get(f"/users/{ani.id}")).status_code,
        (await member.post("/users", form=NEW)).status_code,
        (await member.post(f"/users/{ani.id}/role", form={"role": "admin"})).status_code,
        (await member.post(f"/users/{ani.id}/disable")).status_code,
        (await member.post(f"/users/{ani.id}/enable")).status_code,
        (await member.post(f"/users/{ani.id}/reset-link")).status_code,
    }
    assert answers <= {403, 401, 303}
    assert await queries.user(ani.id) == before
    assert await queries.user_with(Contact(NEW["email"], None)) is None


async def test_a_role_that_changes_loses_its_live_rights(adi, sari):
    await adi.post(f"/users/{sari.id}/role", form={"role": "customer"})
    assert await sessions.viewer_of_session(sari.viewer.session) is None


async def test_a_colleague_is_invited_by_a_link_that_is_shown_once(adi, visitor):
    answer = await adi.post("/users", form={**NEW, "way": "link"})
    page = await answer.get_data(as_text=True)
    path = re.search(r"http://localhost(/password-reset/[\w-]+)", page)
    assert path is not None
    assert await database.fetch_val(sa.select(sa.func.count()).select_from(outbox)) == 0
    made = await queries.user_with(Contact(NEW["email"], None))
    again = await (await adi.get(f"/users/{made.id}")).get_data(as_text=True)
    assert path[1] not in again
    assert (await visitor.get(path[1])).status_code == 200

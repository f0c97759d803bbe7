"""A forgotten password: one link, once, in time, to the mail address alone."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import actions, changes
from app.accounts.tables import password_resets
from app.db import database
from app.mail import outbox
from tests.cast import PASSWORD, email

NEW = "daun jati kering"


async def mails():
    rows = await database.fetch_all(sa.select(outbox).order_by(outbox.c.id))
    return [(row.recipient, row.subject, row.body) for row in rows]


async def link_for(member, who):
    response = await member.post("/password-reset", form={"email": who})
    assert response.status_code == 200
    _, _, body = (await mails())[-1]
    return re.search(r"http://localhost(/password-reset/\S+)", body)[1]


async def signs_in(member, password):
    form = {"email": email("ani"), "password": password}
    response = await member.post("/login", form=form)
    return response.status_code == 303


async def test_a_link_sets_a_new_password_and_ends_every_session(app, visitor, ani):
    link = await link_for(visitor, email("ani"))
    page = await visitor.get(link)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert (await visitor.post(link, form={"password": NEW})).status_code == 303
    assert (await ani.get("/api/me")).status_code == 401
    assert not await signs_in(visitor, PASSWORD)
    assert await signs_in(visitor, NEW)


async def test_a_link_works_once(app, visitor):
    link = await link_for(visitor, email("ani"))
    await visitor.post(link, form={"password": NEW})
    assert (await visitor.get(link)).status_code == 404
    again = await visitor.post(link, form={"password": "lain lagi panjang"})
    assert again.status_code == 404
    assert await signs_in(visitor, NEW)


async def test_a_late_link_is_refused(app, visitor, monkeypatch):
    link = await link_for(visitor, email("ani"))
    late = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert (await visitor.post(link, form={"password": NEW})).status_code == 404


async def test_a_newer_link_makes_the_older_worthless(app, visitor):
    older = await link_for(visitor, email("ani"))
    newer = await link_for(visitor, email("ani"))
    assert (await visitor.post(older, form={"password": NEW})).status_code == 404
    assert (await visitor.post(newer, form={"password": NEW})).status_code == 303


async def test_a_weak_password_is_refused_and_the_link_stays_good(app, visitor):
    link = await link_for(visitor, email("ani"))
    assert (await visitor.post(link, form={"password": "password1"})).status_code == 422
    assert (await visitor.post(link, form={"password": NEW})).status_code == 303


async def test_an_unknown_address_gets_the_same_answer_and_no_mail(app, visitor):
    async def answer(who):
        response = await visitor.post("/password-reset", form={"email": who})
        text = await response.get_data(as_text=True)
        return response.status_code, re.sub(r"\b[0-9a-f]{16}\b", "", text.replace(who, ""))

    known = await answer(email("ani"))
    before = await mails()
    assert await answer("nobody@contoh.id") == known
    assert await mails() == before


async def test_the_host_header_never_gets_into_the_mail(app, visitor):
    await visitor.post(
        "/password-reset", form={"email": email("ani")}, headers={"Host": "evil.tld"}
    )
    assert all("evil.tld" not in body for _, _, body in await mails())


async def test_the_token_is_kept_as_a_hash(app, visitor):
    link = await link_for(visitor, email("ani"))
    kept = await database.fetch_val(sa.select(password_resets.c.token_hash))
    assert kept not in link
    assert len(link.rpartition("/")[2]) >= 43


async def test_an_invented_link_is_not_found(app, visitor):
    assert (await visitor.get("/password-reset/aaaa")).status_code == 404


async def test_asking_too_often_has_to_wait(app, visitor):
    for _ in range(60):
        await visitor.post("/password-reset", form={"email": "nobody@contoh.id"})
    response = await visitor.post("/password-reset", form={"email": email("ani")})
    assert response.status_code == 429
    assert await mails() == []


async def test_a_disabled_person_cannot_use_a_link(app, visitor, ani, adi):
    link = await link_for(visitor, email("ani"))
    await actions.disable(ani.id, by=adi.viewer)
    assert (await visitor.post(link, form={"password": NEW})).status_code == 404


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_mail_speaks_the_owners_language(app, visitor, ani, language):
    await changes.choose_language(ani.viewer, locale=language)
    await link_for(visitor, email("ani"))
    _, subject, _ = (await mails())[-1]
    assert subject == {"id": "Buat kata sandi baru", "en": "Set a new password"}[language]

"""The page of the server's health: what it shows, what its buttons do, and to whom."""

import tomllib
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import backups, clock, jobs, mail
from app.accounts import throttles
from app.accounts.access import SYSTEM
from app.accounts.tables import users
from app.admin import pulse, trials
from app.admin.labels import WORKS
from app.audit import audit
from app.db import database, transaction
from app.mail import outbox
from app.storage import disk
from tests.process import ROOT


async def text(member, path="/health"):
    return await (await member.get(path)).get_data(as_text=True)


@pytest.fixture
async def dead(app):
    """A mail that was given up."""
    async with transaction():
        await mail.enqueue(
            to="ani@sanggar.test",
            subject="Pesanan Anda",
            template="orders/ready.mail",
            locale="id",
            code="SG-1",
            path="orders/1",
            link="/t/1-a",
            is_delivered=False,
        )
        await database.execute(
            outbox.update().values(state="dead", attempts=10, error="ConnectionRefusedError()")
        )
    return int(await database.fetch_val(sa.select(outbox.c.id)))


async def test_it_shows_the_parts_of_the_server(adi):
    page = await text(adi)
    for words in ("SQLite", "bebas untuk unggahan", "mail.deliver", "mengirim email"):
        assert words in page
    for job in jobs.registry:
        assert f'data-work="{job}"' in page


async def test_it_says_which_version_runs(adi):
    pulse._version.cache_clear()
    named = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"<dd>{named} · proses" in await text(adi)


async def test_it_warns_without_a_copy_and_when_the_last_one_is_old(adi, settings, tmp_path):
    assert "belum ada" in await text(adi)
    with clock.shifted(-timedelta(hours=30)):
        await backups.make(settings, tmp_path / "copies")
    page = await text(adi)
    assert "lebih dari sehari" in page
    assert str(tmp_path / "copies") in page
    await backups.make(settings, tmp_path / "copies")
    assert "lebih dari sehari" not in await text(adi)


def test_every_piece_of_timed_work_has_words(app):
    assert set(jobs.registry) == set(WORKS)


async def test_it_is_the_administrators_alone(ani, sari, mira, visitor):
    for member in (ani, sari, mira):
        assert (await member.get("/health")).status_code == 403
        for button in ("mail", "storage", "push"):
            assert (await member.post(f"/health/{button}")).status_code == 403
    assert (await visitor.get("/health")).status_code == 303


async def test_a_test_mail_goes_to_who_asks(adi):
    answer = await adi.post("/health/mail")
    assert answer.headers["Location"] == "/health?done=mail"
    (row,) = await database.fetch_all(sa.select(outbox))
    assert (row.recipient, row.state) == ("adi@sanggar.test", "waiting")
    assert "kotak surat" in await text(adi, "/health?done=mail")


async def test_the_storage_is_tried_and_left_as_it_was(adi):
    answer = await adi.post("/health/storage")
    assert answer.headers["Location"].startswith("/health?done=storage")
    assert list(disk.remains()) == []


async def test_a_storage_that_fails_is_said(adi, monkeypatch):
    async def broken(*_given, **_more):
        raise OSError("no room")

    monkeypatch.setattr(disk, "put", broken)
    assert (await adi.post("/health/storage")).headers["Location"] == "/health?done=no_storage"
    (row,) = await database.fetch_all(sa.select(audit).where(audit.c.verb == "tried"))
    assert row.facts == {"works": False}


async def test_without_a_device_the_push_says_so(adi):
    answer = await adi.post("/health/push")
    assert answer.headers["Location"] == "/health?done=push&number=0"
    assert "/account#notifications" in await text(adi, answer.headers["Location"])


async def test_a_mail_that_was_given_up_is_tried_again_once(adi, dead):
    page = await text(adi)
    assert "ConnectionRefusedError()" in page
    assert "Pesanan Anda" in page
    assert (await adi.post(f"/health/mails/{dead}/retry")).status_code == 303
    row = await database.fetch_one(sa.select(outbox))
    assert (row.state, row.attempts, row.error) == ("waiting", 0, "")
    assert (await adi.post(f"/health/mails/{dead}/retry")).status_code == 404


async def test_timed_work_is_run_now(adi):
    await jobs.run(jobs.registry["promos.jobs.keep_time"])
    job = jobs.registry["promos.jobs.keep_time"]
    assert (await adi.post("/health/jobs/promos.jobs.keep_time/run")).status_code == 303
    assert job.hurry.is_set()
    job.hurry.clear()
    assert (await adi.post("/health/jobs/nothing/run")).status_code == 404
    assert await trials.run("nothing", by=SYSTEM) is False


async def test_work_that_failed_comes_first(adi, settings):
    work = jobs.registry["promos.jobs.keep_time"]
    await jobs.run(work)
    await database.execute(jobs.timed_work.update().values(error="ValueError()"))
    first = (await pulse.pulse(adi.viewer, settings.instance)).work[0]
    assert (first.name, first.error) == (work.name, "ValueError()")


async def test_each_try_is_on_the_trail(adi):
    for button in ("mail", "storage", "push"):
        await adi.post(f"/health/{button}")
    rows = await database.fetch_all(
        sa.select(audit).where(audit.c.verb == "tried").order_by(audit.c.id)
    )
    assert [row.subject for row in rows] == ["server:mail", "server:storage", "server:push"]
    assert {row.actor_id for row in rows} == {adi.id}


@pytest.mark.parametrize("button", ["mail", "storage", "push"])
@pytest.mark.parametrize(
    ("language", "told"), [("id", "Terlalu banyak percobaan"), ("en", "Too many tries")]
)
async def test_who_tries_too_often_is_told_to_wait(adi, monkeypatch, button, language, told):
    monkeypatch.setattr(throttles, "BUCKET_SIZE", 1)
    assert (await adi.post(f"/health/{button}")).status_code == 303
    await database.execute(sa.update(users).values(locale=language))
    answer = await adi.post(f"/health/{button}")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert told in await answer.get_data(as_text=True)
    rows = await database.fetch_all(sa.select(audit).where(audit.c.verb == "tried"))
    assert len(rows) == 1

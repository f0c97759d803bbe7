"""The studio's inbox: live, for those who may see it; answered by those who may answer."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.access import VISITOR
from app.db import database
from app.feedback import actions, jobs, live, queries, upkeep
from app.feedback.models import Kind, Status, Told
from app.files.queries import folder_for
from app.mail import outbox
from tests.files.sending import JPEG


@pytest.fixture
async def told(ani):
    return await actions.give(Told(Kind.COMPLAINT, "Warnanya pudar."), by=ani.viewer)


@pytest.fixture
def everyone(ani, budi, sari, dodi, maya, mira, adi, visitor):
    people = {"ani": ani, "budi": budi, "sari": sari, "dodi": dodi}
    return people | {"maya": maya, "mira": mira, "adi": adi, "visitor": visitor}


def answer(told, to="acknowledged", note="Kami periksa.", rev=None):
    return {"to": to, "note": note, "rev": str(rev or told.rev)}


async def test_a_new_message_rings_the_inbox(ani, sari, server):
    async with sari.listening("feedback") as inbox:
        await ani.post(
            "/feedback",
            form={"kind": "praise", "body": "Bagus!", "severity": "minor", "wanted": "nothing"},
        )
        event = await inbox.next()
    assert event.type == "feedback.received"
    assert event.data["kind"] == "praise"
    assert "body" not in event.data
    assert event.data["reference"] in await (await sari.get("/feedback/inbox")).get_data(
        as_text=True
    )


async def test_an_answer_reaches_the_author_live_and_in_the_page(ani, sari, told, server):
    async with ani.listening(f"user:{ani.id}") as mine:
        response = await sari.post(f"/feedback/{told.id}/status", form=answer(told))
        assert response.status_code == 303
        event = await mine.next(type="feedback.moved")
    assert event.data["status"] == "acknowledged"
    assert "Kami periksa." in await (await ani.get(f"/feedback/{told.id}")).get_data(as_text=True)


async def test_an_answer_reaches_the_author_by_mail(sari, told):
    response = await sari.post(f"/feedback/{told.id}/status", form=answer(told))
    assert response.status_code == 303
    mails = await database.fetch_all(sa.select(outbox).order_by(outbox.c.id))
    assert "Kami periksa." in mails[-1].body


async def test_the_whole_life_is_kept(ani, sari, told):
    for rev, to in enumerate(("acknowledged", "resolved", "acknowledged", "resolved"), start=1):
        form = answer(told, to, note=f"langkah {rev}", rev=rev)
        assert (await sari.post(f"/feedback/{told.id}/status", form=form)).status_code == 303
    moves = await queries.moves_of(told.id)
    assert [move.to_status for move in moves] == [
        "received",
        "acknowledged",
        "resolved",
        "acknowledged",
        "resolved",
    ]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"to": "resolved", "note": "", "rev": "1"}, 422),
        ({"to": "received", "note": " ", "rev": "1"}, 422),
        ({"to": "lost", "note": "x", "rev": "1"}, 422),
        ({"to": "acknowledged", "note": "x", "rev": "7"}, 409),
        ({"to": "acknowledged", "note": "x"}, 422),
        ({}, 422),
    ],
)
async def test_a_wrong_answer_changes_nothing_and_tells_nobody(sari, told, form, status):
    mails = len(await database.fetch_all(sa.select(outbox)))
    response = await sari.post(f"/feedback/{told.id}/status", form=form)
    assert response.status_code == status
    assert (await queries.feedback_for(sari.viewer, told.id)).status is Status.RECEIVED
    assert len(await database.fetch_all(sa.select(outbox))) == mails


@pytest.mark.parametrize(
    ("who", "status"),
    [("ani", 403), ("budi", 403), ("dodi", 403), ("maya", 403), ("visitor", 401)],
)
async def test_who_may_not_answer(everyone, told, who, status):
    member = everyone[who]
    response = await member.post(f"/feedback/{told.id}/status", form=answer(told))
    assert response.status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("ani", 200), ("sari", 200), ("maya", 200), ("mira", 200), ("budi", 404), ("dodi", 404)],
)
async def test_who_may_read_a_message(everyone, told, who, status):
    member = everyone[who]
    assert (await member.get(f"/feedback/{told.id}")).status_code == status
    assert (await member.get("/feedback/999999")).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("sari", 200),
        ("maya", 200),
        ("mira", 200),
        ("adi", 200),
        ("ani", 403),
        ("dodi", 403),
        ("visitor", 303),
    ],
)
async def test_who_may_open_and_hear_the_inbox(everyone, who, status):
    member = everyone[who]
    assert (await member.get("/feedback/inbox?status=received")).status_code == status
    assert await live.may_listen(member.viewer, "") == (status == 200)


async def test_no_other_key_of_the_channel_exists(sari):
    assert not await live.may_listen(sari.viewer, "1")
    assert not await live.may_listen(VISITOR, "")


async def test_photographs_begin_to_age_a_month_after_the_matter_is_resolved(
    ani, sari, monkeypatch
):
    photos = [("rusak.jpg", JPEG)]
    told = await actions.give(Told(Kind.COMPLAINT, "Rusak."), by=ani.viewer, photos=photos)
    assert await upkeep.folders_over(clock.now() + timedelta(days=400)) == []
    note = answer(told, to="resolved", note="Dicetak ulang.")
    await sari.post(f"/feedback/{told.id}/status", form=note)
    moment = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: moment)
    await jobs.close_folders()
    folder = await folder_for(ani.viewer, told.folder_id)
    assert folder.closed_at == moment
    assert await upkeep.folders_over(clock.now()) == []

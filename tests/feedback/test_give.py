"""Telling the studio something: a number at once, and only about what is one's own."""

import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image
from quart.datastructures import FileStorage

from app.accounts import changes
from app.chat import actions as chat
from app.db import database, transaction
from app.feedback import queries
from app.feedback.tables import feedback
from app.mail import outbox
from tests.cast import email

TOLD = {
    "kind": "suggestion",
    "body": "Tolong sediakan kertas daur ulang.",
    "severity": "normal",
    "wanted": "answer",
}


async def rows():
    return await database.fetch_all(sa.select(feedback).order_by(feedback.c.id))


async def room_of(member):
    async with transaction():
        return await chat.general_room(member.id)


def photo():
    file = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    return FileStorage(BytesIO(file.getvalue()), filename="cacat.png", content_type="image/png")


async def test_a_member_gets_a_number_at_once_and_sees_the_message(ani):
    response = await ani.post("/feedback", form=TOLD)
    assert response.status_code == 303
    reference = response.location.rpartition("/")[2]
    assert re.fullmatch(r"FB-\d{4}-0001", reference)
    for path in (response.location, "/feedback"):
        assert reference in await (await ani.get(path)).get_data(as_text=True)


async def test_numbers_have_no_gap_though_some_are_refused(ani, budi):
    for member, form in ((ani, TOLD), (budi, TOLD | {"order": "999"}), (budi, TOLD)):
        await member.post("/feedback", form=form)
    assert [row.reference[-4:] for row in await rows()] == ["0001", "0002"]


async def test_a_visitor_may_suggest_without_a_name(visitor):
    response = await visitor.post("/feedback", form=TOLD)
    assert response.status_code == 303
    (row,) = await rows()
    assert (row.author_id, row.name, row.email, row.phone) == (None, "", None, None)


async def test_a_member_may_suggest_without_a_name(ani, sari, server):
    async with sari.listening("feedback") as inbox:
        await ani.post("/feedback", form=TOLD | {"is_anonymous": "y"})
        event = await inbox.next()
    (row,) = await rows()
    assert (row.author_id, row.name, row.email) == (None, "", None)
    assert event.actor is None
    assert "Ani" not in await (await sari.get("/feedback/inbox")).get_data(as_text=True)


async def test_the_author_gets_a_mail_with_the_number(ani):
    await ani.post("/feedback", form=TOLD)
    (row,) = await rows()
    sent = await database.fetch_one(sa.select(outbox))
    assert sent.recipient == email("ani")
    assert row.reference in sent.body


async def test_the_button_pressed_twice_counts_once(ani):
    for _ in range(2):
        response = await ani.post("/feedback", form=TOLD | {"idempotency_key": "a" * 32})
        assert response.status_code == 303
    assert len(await rows()) == 1


async def test_it_may_be_about_ones_own_room(ani):
    room = await room_of(ani)
    assert (await ani.get(f"/feedback/new?room={room}")).status_code == 200
    await ani.post("/feedback", form=TOLD | {"room": str(room)})
    (row,) = await rows()
    assert row.room_id == room


@pytest.mark.parametrize("about", ["order", "room"])
async def test_a_foreign_subject_is_as_absent_as_a_missing_one(ani, budi, about):
    foreign = {"order": "1", "room": str(await room_of(budi))}[about]
    answers = [
        await ani.post("/feedback", form=TOLD | {about: number}) for number in (foreign, "999")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert await rows() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": ""},
        {"kind": "bribe"},
        {"body": "  \u202e  "},
        {"body": "x" * 4001},
        {"severity": "deadly"},
        {"wanted": "gold"},
        {"kind": "complaint"},
        {"kind": "complaint", "contact": "not an address"},
        {"kind": "complaint", "contact": "08123456789", "is_anonymous": "y"},
    ],
)
async def test_a_wrong_message_is_refused_and_keeps_what_was_typed(visitor, changed):
    response = await visitor.post("/feedback", form=TOLD | changed)
    assert response.status_code == 422
    assert await rows() == []


async def test_nobody_sets_what_the_studio_decides(ani):
    form = TOLD | {"status": "resolved", "author_id": "1", "reference": "FB-0000-0000"}
    await ani.post("/feedback", form=form)
    (row,) = await rows()
    assert (row.status, row.author_id) == ("received", ani.id)
    assert row.reference != "FB-0000-0000"


async def test_a_photo_goes_with_it_and_the_desk_sees_it(ani, sari):
    response = await ani.post("/feedback", form=TOLD, files={"photos": photo()})
    assert response.status_code == 303
    (row,) = await rows()
    page = await (await sari.get(f"/feedback/{row.id}")).get_data(as_text=True)
    assert "cacat.png" in page


@pytest.mark.parametrize("more", [{"is_anonymous": "y"}, {}])
async def test_photos_need_a_name(ani, visitor, more):
    who = ani if more else visitor
    response = await who.post("/feedback", form=TOLD | more, files={"photos": photo()})
    assert response.status_code == 422
    assert await rows() == []


async def test_a_photo_that_is_none_is_refused(ani):
    fake = FileStorage(BytesIO(b"MZ\x90\x00" * 40), filename="a.png", content_type="image/png")
    response = await ani.post("/feedback", form=TOLD, files={"photos": fake})
    assert response.status_code == 422
    assert await rows() == []


async def test_markup_is_shown_as_text(ani):
    await ani.post("/feedback", form=TOLD | {"body": "<img src=x onerror=alert(1)> {{7*7}}"})
    page = await (await ani.get("/feedback")).get_data(as_text=True)
    assert "<img src=x" not in page
    assert "{{7*7}}" in page


async def test_an_invented_number_shows_nothing(visitor):
    assert (await visitor.get("/feedback/sent/hello")).status_code == 404


async def test_many_from_one_address_have_to_wait(visitor):
    for _ in range(60):
        await visitor.post("/feedback", form=TOLD)
    response = await visitor.post("/feedback", form=TOLD)
    assert response.status_code == 429
    assert len(await rows()) == 60


async def test_the_mail_speaks_the_authors_language(ani):
    await changes.choose_language(ani.viewer, locale="en")
    await ani.post("/feedback", form=TOLD)
    sent = await database.fetch_one(sa.select(outbox))
    assert sent.body.startswith("Hello Ani Lestari")


async def test_one_sees_only_ones_own_list(ani, budi):
    await ani.post("/feedback", form=TOLD)
    assert await queries.own(budi.viewer) == []


async def test_what_one_has_told_is_turned_page_by_page(ani, sari, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(5):
        await ani.post("/feedback", form=TOLD | {"body": f"Saran nomor {number}."})
    for member, path in ((ani, "/feedback"), (sari, "/feedback/inbox")):
        found = []
        while path:
            html = await (await member.get(path)).get_data(as_text=True)
            found += re.findall(r"Saran nomor (\d)", html)
            following = re.search(r'href="(/feedback[^"]*before=\d+)"', html)
            path = following[1].replace("&amp;", "&") if following else ""
        assert found == ["4", "3", "2", "1", "0"]

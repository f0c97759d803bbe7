"""A colleague sees what a customer sees, does nothing in their place, and stands in the trail."""

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import changes
from app.accounts.watching import COOKIE, LIFE, mark, seen_as
from app.audit import audit
from app.config import Settings
from app.db import database
from tests.conftest import Member


async def text(who: Member, path: str) -> str:
    return str(await (await who.get(path)).get_data(as_text=True))


async def look(who: Member, at: Member) -> None:
    answer = await who.post(f"/users/{at.id}/view")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/home")


async def deeds(verb: str) -> list[tuple[str, str]]:
    rows = await database.fetch_all(sa.select(audit).where(audit.c.verb == verb))
    return [(row.actor_name, row.subject) for row in rows]


async def test_the_pages_are_the_customers_with_a_way_out(adi: Member, ani: Member) -> None:
    await look(adi, ani)
    page = await text(adi, "/account")
    assert "ani@sanggar.test" in page
    assert "Anda melihat yang dilihat Ani Lestari" in page
    assert 'action="/view/end"' in page
    assert "app.js" not in page
    assert 'data-viewer="0"' in page
    assert (await adi.get("/users")).status_code == 403
    assert await deeds("viewed_as") == [("Adi Nugroho", f"user:{ani.id}")]


async def test_nothing_is_done_in_their_place(adi: Member, ani: Member) -> None:
    await look(adi, ani)
    for path in ("/orders", "/account", "/rooms/1/messages", "/locale", "/feedback"):
        answer = await adi.post(path, form={"locale": "en"})
        assert answer.status_code == 403
        assert "tidak ada yang bisa dilakukan" in await answer.get_data(as_text=True)
    assert (await adi.post("/api/live-token")).status_code == 403
    assert (await adi.get("/rooms/general")).headers["Location"] == "/rooms"
    assert "Ani Lestari" in await text(ani, "/account")


async def test_stopping_gives_ones_own_eyes_back(adi: Member, ani: Member) -> None:
    await look(adi, ani)
    assert (await adi.post("/view/end")).status_code == 303
    assert (await adi.get("/users")).status_code == 200
    assert await deeds("ended_looking") == [("Adi Nugroho", f"user:{ani.id}")]


async def test_stopping_leads_back_to_the_page_where_it_began(adi: Member, ani: Member) -> None:
    began = f"/inbox?room=7&queue=all.{ani.id}"
    await adi.post(f"/users/{ani.id}/view", form={"next": began})
    assert (await adi.post("/view/end")).headers["Location"] == began
    await adi.post(f"/users/{ani.id}/view", form={"next": "//elsewhere.test"})
    assert (await adi.post("/view/end")).headers["Location"] == "/home"
    assert (await adi.post("/view/end")).headers["Location"] == "/home"


@pytest.mark.parametrize("path", ["/users/{ani}", "/inbox?room={room}"])
async def test_the_pages_where_it_begins_say_which_they_are(
    adi: Member, ani: Member, path: str
) -> None:
    room = (await ani.get("/rooms/general")).location.rpartition("/")[2]
    path = path.format(ani=ani.id, room=room)
    assert f'<input type="hidden" name="next" value="{path}">' in await text(adi, path)


async def test_the_pages_are_in_the_customers_language_and_the_way_out_in_ones_own(
    adi: Member, ani: Member
) -> None:
    await changes.choose_language(adi.viewer, locale="en")
    await look(adi, ani)
    page = await text(adi, "/account")
    assert '<html lang="id"' in page
    assert 'lang="en" aria-label="Looking as a customer"' in page
    assert "You see what Ani Lestari sees." in page
    assert "Stop looking" in page
    assert "Keluar" in page


async def test_what_is_refused_is_said_in_ones_own_language(adi: Member, ani: Member) -> None:
    await changes.choose_language(adi.viewer, locale="en")
    await look(adi, ani)
    page = await (await adi.post("/orders")).get_data(as_text=True)
    assert '<html lang="en"' in page
    assert "here nothing can be done in their place" in page


async def test_it_ends_by_itself(
    adi: Member, ani: Member, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = mark(settings, adi.viewer, ani.id)
    seen = await seen_as(settings, adi.viewer, made)
    assert seen is not None
    assert (seen.id, seen.watcher) == (ani.id, adi.id)
    later = clock.now() + LIFE
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await seen_as(settings, adi.viewer, made) is None


async def test_only_managers_and_admins_look_and_only_as_customers(
    ani: Member, budi: Member, sari: Member, maya: Member, mira: Member, dodi: Member
) -> None:
    for person in (budi, sari, maya, dodi):
        assert (await person.post(f"/users/{ani.id}/view")).status_code == 403
    for person in (sari, dodi):
        assert (await mira.post(f"/users/{person.id}/view")).status_code == 403
    await look(mira, ani)


async def test_a_mark_is_good_for_the_session_that_made_it(
    adi: Member, ani: Member, mira: Member, budi: Member
) -> None:
    answer = await adi.post(f"/users/{ani.id}/view")
    made = answer.headers["Set-Cookie"].partition(f"{COOKIE}=")[2].partition(";")[0]
    for person in (mira, budi):
        person.client.set_cookie("localhost", COOKIE, made)
        assert "ani@sanggar.test" not in await text(person, "/account")
    other = made.replace(f"{ani.id}.", f"{budi.id}.", 1)
    adi.client.set_cookie("localhost", COOKIE, other)
    assert "budi@sanggar.test" not in await text(adi, "/account")


async def test_the_socket_stays_the_colleagues_own(
    adi: Member, ani: Member, server: object
) -> None:
    await look(adi, ani)
    async with adi.listening(f"user:{adi.id}") as own:
        assert own is not None

"""A message is looked after by somebody; its author says more, which opens it again."""

from datetime import timedelta

import pytest

from app import clock
from app.accounts.access import VISITOR
from app.errors import Conflict, Invalid, NotFound, Refused
from app.feedback import actions, handling, queries
from app.feedback.models import Kind, Status, Told
from app.files.queries import folder_files
from tests.files.sending import JPEG


@pytest.fixture
async def told(ani):
    return await actions.give(Told(Kind.COMPLAINT, "Warnanya pudar."), by=ani.viewer)


@pytest.fixture
async def resolved(told, sari):
    note = "Kami cetak ulang."
    return await actions.move(told.id, Status.RESOLVED, note=note, rev=told.rev, by=sari.viewer)


async def page(who, told):
    return await (await who.get(f"/feedback/{told.id}")).get_data(as_text=True)


async def test_somebody_looks_after_it_and_finds_it_among_theirs(ani, sari, rina, told):
    answer = await sari.post(f"/feedback/{told.id}/owner", form={"owner": str(rina.id)})
    assert answer.status_code == 303
    mine = await (await rina.get("/feedback/inbox?mine=1")).get_data(as_text=True)
    assert told.reference in mine
    other = await (await sari.get("/feedback/inbox?mine=1")).get_data(as_text=True)
    assert told.reference not in other
    assert "Rina Hapsari" in await page(ani, told)
    await sari.post(f"/feedback/{told.id}/owner", form={"owner": ""})
    assert (await queries.feedback_for(sari.viewer, told.id)).owner_id is None


async def test_only_who_answers_feedback_can_look_after_it(ani, sari, dodi, maya, told):
    for person in (ani, dodi, maya):
        with pytest.raises(Invalid):
            await handling.assign(told.id, person.id, by=sari.viewer)
    for person in (ani, maya):
        with pytest.raises(Refused):
            await handling.assign(told.id, sari.id, by=person.viewer)
    assert (await queries.feedback_for(sari.viewer, told.id)).owner_id is None


async def test_an_answer_of_the_author_opens_it_again_and_rings(ani, sari, resolved, server):
    async with sari.listening("feedback") as inbox:
        answer = await ani.post(f"/feedback/{resolved.id}/answers", form={"note": "Masih pudar."})
        assert answer.status_code == 303
        assert (await inbox.next(type="feedback.moved")).data["status"] == "acknowledged"
    assert "Masih pudar." in await page(sari, resolved)
    moves = await queries.moves_of(resolved.id)
    assert (moves[-1].from_status, moves[-1].actor_name) == ("resolved", "Ani Lestari")


async def test_an_answer_before_the_end_changes_no_state(ani, told):
    after = await handling.answer(told.id, "Fotonya menyusul.", by=ani.viewer)
    assert (after.status, after.moved_at) == (Status.RECEIVED, told.moved_at)
    assert (await queries.moves_of(told.id))[-1].is_answer


async def test_photos_come_with_the_answer(ani, sari, told):
    after = await handling.answer(
        told.id, "Ini fotonya.", by=ani.viewer, photos=[("pudar.jpg", JPEG)]
    )
    assert after.folder_id is not None
    (photo,) = await folder_files(sari.viewer, after.folder_id)
    assert photo.name == "pudar.jpg"


async def test_two_weeks_later_it_is_a_new_message(ani, resolved, monkeypatch):
    later = clock.now() + timedelta(days=14, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(Conflict) as refused:
        await handling.answer(resolved.id, "Masih pudar.", by=ani.viewer)
    assert refused.value.code == "too_late"
    assert f'action="/feedback/{resolved.id}/answers"' not in await page(ani, resolved)


async def test_nobody_answers_in_the_place_of_the_author(ani, budi, sari, told):
    for person in (budi.viewer, sari.viewer, VISITOR):
        with pytest.raises(NotFound):
            await handling.answer(told.id, "Saya ganti.", by=person)
    answer = await ani.post(f"/feedback/{told.id}/answers", form={"note": "  "})
    assert answer.status_code == 422
    assert len(await queries.moves_of(told.id)) == 1


async def test_the_studio_answers_without_moving_it(ani, sari, told):
    form = {"to": "received", "note": "Boleh kirim fotonya?", "rev": str(told.rev)}
    assert (await sari.post(f"/feedback/{told.id}/status", form=form)).status_code == 303
    assert "Boleh kirim fotonya?" in await page(ani, told)
    assert (await queries.feedback_for(sari.viewer, told.id)).status is Status.RECEIVED
    form = {"to": "received", "note": "", "rev": str(told.rev + 1)}
    assert (await sari.post(f"/feedback/{told.id}/status", form=form)).status_code == 422


async def test_a_complaint_that_was_taken_up_has_a_day_for_its_end(ani, sari, told):
    after = await actions.move(told.id, Status.ACKNOWLEDGED, note="", rev=told.rev, by=sari.viewer)
    assert after.resolve_by is not None
    assert timedelta(days=5) <= after.resolve_by - after.moved_at <= timedelta(days=6)
    assert "Selesaikan sebelum" in await page(sari, told)

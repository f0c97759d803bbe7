"""Ready answers: kept, replaced, filled for a conversation, deleted; the studio's own."""

from app.chat import replies
from app.chat.models import Room
from tests.conftest import Member

WORDS = "Halo {name}, ini {me}. Soal {order}: kami buka 08.00–20.00."


async def keep(who: Member, shortcut: str, body: str) -> int:
    form = {"shortcut": shortcut, "body": body}
    return (await who.post("/inbox/replies", form=form)).status_code


async def test_an_answer_is_offered_in_the_words_of_the_conversation(
    ani: Member, sari: Member, room: Room
) -> None:
    assert await keep(sari, "Jam Buka", WORDS) == 303
    page = await (await sari.get(f"/inbox?room={room.id}")).get_data(as_text=True)
    assert 'data-shortcut="jam-buka"' in page
    assert f"Halo Ani Lestari, ini Sari Wulandari. Soal {room.title}" in page


async def test_the_same_name_replaces_the_words(sari: Member) -> None:
    await keep(sari, "jam", "08.00")
    await keep(sari, "jam", "09.00")
    assert [reply.body for reply in await replies.replies(sari.viewer)] == ["09.00"]


async def test_an_empty_answer_is_refused_and_what_was_typed_stays(sari: Member) -> None:
    answer = await sari.post("/inbox/replies", form={"shortcut": "", "body": "Sudah diketik"})
    assert answer.status_code == 422
    assert "Sudah diketik" in await answer.get_data(as_text=True)
    assert await replies.replies(sari.viewer) == []


async def test_an_answer_is_deleted_once_and_for_all(sari: Member) -> None:
    await keep(sari, "jam", "08.00")
    (reply,) = await replies.replies(sari.viewer)
    for _ in range(2):
        path = f"/inbox/replies/{reply.id}/removal"
        assert (await sari.post(path)).status_code == 303
    assert await replies.replies(sari.viewer) == []


async def test_customers_have_no_ready_answers(ani: Member) -> None:
    assert await keep(ani, "jam", "08.00") == 403
    assert (await ani.get("/inbox/replies")).status_code == 403

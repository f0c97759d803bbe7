"""Calling colleagues in notes: whom the words mean, who hears it, and who never does."""

from uuid import uuid4

import pytest

from app.chat import notes, views
from app.chat.mentions import marked, mentioned
from app.chat.models import Room
from app.realtime.actor import Actor
from tests.conftest import Member

SARI = Actor(id=1, name="Sari", role="operator")
SARI_DEWI = Actor(id=2, name="Sari Dewi", role="operator")
DODI = Actor(id=3, name="Dodi Wijaya", role="designer")
STAFF = [SARI, SARI_DEWI, DODI]


@pytest.mark.parametrize(
    ("body", "called"),
    [
        ("@Dodi tolong cek", [DODI]),
        ("tolong, @dodi wijaya!", [DODI]),
        ("(@Dodi) dan @DODI lagi", [DODI]),
        ("@Sari Dewi saja", [SARI_DEWI]),
        ("@Sari siapa pun", [SARI, SARI_DEWI]),
        ("@Sari Dewi dan @Dodi", [SARI_DEWI, DODI]),
        ("kirim ke a@dodi.test", []),
        ("@Dodit bukan Dodi", []),
        ("@@Dodi", []),
        ("Dodi tanpa tanda", []),
        ("@", []),
        ("", []),
    ],
)
def test_the_longest_name_that_fits_is_called(body: str, called: list[Actor]) -> None:
    assert mentioned(body, STAFF) == called


def test_names_are_marked_and_the_words_stay_whole() -> None:
    parts = marked("Halo @Sari Dewi, ini dari @dodi.", STAFF)
    assert [text for text, is_name in parts if is_name] == ["@Sari Dewi", "@dodi"]
    assert "".join(text for text, _ in parts) == "Halo @Sari Dewi, ini dari @dodi."
    assert marked("Halo @Sari", []) == [("Halo @Sari", False)]


def test_names_with_signs_of_patterns_are_only_names() -> None:
    odd = Actor(id=4, name="A.+ (B)", role="operator")
    assert mentioned("@A.+ (B)", [odd]) == [odd]
    assert mentioned("@Axx", [odd]) == []


async def note(who: Member, room: Room, body: str) -> int:
    form = {"id": str(uuid4()), "body": body}
    response = await who.post(f"/rooms/{room.id}/notes", form=form)
    assert response.status_code == 303
    return response.status_code


async def inbox(who: Member) -> str:
    return str(await (await who.get("/inbox")).get_data(as_text=True))


async def test_a_called_colleague_reads_it_in_the_inbox_until_the_room_is_opened(
    ani: Member, sari: Member, dodi: Member, rina: Member, room: Room
) -> None:
    await note(sari, room, f"@{dodi.viewer.name} warnanya terlalu tua")
    page = await inbox(dodi)
    assert "warnanya terlalu tua" in page
    assert f'href="/rooms/{room.id}#note-' in page
    for other in (sari, rina):
        assert "warnanya terlalu tua" not in await inbox(other)
    html = await (await dodi.get(f"/rooms/{room.id}")).get_data(as_text=True)
    assert f'<mark class="mention">@{dodi.viewer.name}</mark>' in html
    assert "warnanya terlalu tua" not in await inbox(dodi)


async def test_a_designer_outside_the_room_is_not_called(
    sari: Member, dodi: Member, general: Room
) -> None:
    await note(sari, general, f"@{dodi.viewer.name} lihat ini")
    assert "lihat ini" not in await inbox(dodi)
    view = await views.room_view(sari.viewer, general.id)
    assert dodi.id not in [person.id for person in view.colleagues]
    (entry,) = view.entries
    assert entry.message.mentions == ()


async def test_a_colleague_taken_out_of_the_room_reads_it_no_more(
    sari: Member, dodi: Member, room: Room
) -> None:
    from app.chat import actions

    await note(sari, room, f"@{dodi.viewer.name} rahasia")
    await actions.remove_member(room.id, dodi.id)
    assert "rahasia" not in await inbox(dodi)


async def test_a_customer_is_never_called_and_sees_no_colleagues(
    ani: Member, sari: Member, room: Room
) -> None:
    await note(sari, room, f"@{ani.viewer.name} belum bayar")
    view = await views.room_view(sari.viewer, room.id)
    (entry,) = view.entries
    assert entry.message.mentions == ()
    assert ani.id not in [person.id for person in view.colleagues]
    assert (await views.room_view(ani.viewer, room.id)).colleagues == []
    html = await (await ani.get(f"/rooms/{room.id}")).get_data(as_text=True)
    assert "composer__people" not in html
    assert "belum bayar" not in html
    await notes.see_mentions(ani.viewer, room.id)


async def test_the_call_is_heard_once_by_the_called_and_never_by_the_customer(
    server: object, ani: Member, sari: Member, dodi: Member, rina: Member, room: Room
) -> None:
    async with (
        dodi.listening(f"user:{dodi.id}") as studio,
        rina.listening(f"user:{rina.id}") as desk,
        ani.listening(f"user:{ani.id}") as phone,
    ):
        form = {"id": str(uuid4()), "body": f"@{dodi.viewer.name} @{ani.viewer.name} cek"}
        for _ in range(2):
            await sari.post(f"/rooms/{room.id}/notes", form=form)
        heard = await studio.next("note.mentioned")
        assert heard.data["room"] == room.id
        assert heard.data["by"] == sari.viewer.name
        assert heard.data["url"].startswith(f"/rooms/{room.id}#note-")
        assert "cek" in heard.data["excerpt"]
        assert await studio.quiet()
        assert await desk.quiet()
        assert await phone.quiet()
        await dodi.get(f"/rooms/{room.id}")
        assert (await studio.next("mentions.seen")).data == {"room": room.id}


async def test_nobody_calls_themselves(sari: Member, room: Room) -> None:
    await note(sari, room, f"@{sari.viewer.name} jangan lupa")
    assert "jangan lupa" not in await inbox(sari)

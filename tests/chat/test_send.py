"""Sending: the same words once, however often and through whichever door they arrive."""

import asyncio
from io import BytesIO
from uuid import uuid4

import pytest
from quart.datastructures import FileStorage

from app.chat.models import Room
from tests.chat.conftest import say, shown
from tests.conftest import Member


async def test_a_message_is_answered_with_what_everyone_sees(ani: Member, room: Room) -> None:
    key = str(uuid4())
    response = await ani.post(
        f"/api/rooms/{room.id}/messages", json={"id": key, "body": "  Halo\r\nSanggar \u202e "}
    )
    assert response.status_code == 201
    facts = await response.get_json()
    assert facts["client_id"] == key
    assert facts["body"] == "Halo\nSanggar"
    assert facts["author"] == {"id": ani.id, "name": ani.viewer.name, "role": "customer"}


async def test_a_repeat_is_answered_with_the_first_message(ani: Member, room: Room) -> None:
    path, key = f"/api/rooms/{room.id}/messages", str(uuid4())
    first = await ani.post(path, json={"id": key, "body": "Halo"})
    second = await ani.post(path, json={"id": key, "body": "Halo"})
    assert (first.status_code, second.status_code) == (201, 200)
    assert await first.get_json() == await second.get_json()
    assert await shown(ani, room) == ["Halo"]


async def test_the_same_id_with_other_words_is_a_conflict(ani: Member, room: Room) -> None:
    path, key = f"/api/rooms/{room.id}/messages", str(uuid4())
    await ani.post(path, json={"id": key, "body": "Halo"})
    response = await ani.post(path, json={"id": key, "body": "Bukan halo"})
    assert response.status_code == 409
    assert (await response.get_json())["error"]["code"] == "same_id"
    assert await shown(ani, room) == ["Halo"]


async def test_two_people_may_use_the_same_id(ani: Member, sari: Member, room: Room) -> None:
    path, key = f"/api/rooms/{room.id}/messages", str(uuid4())
    for member in (ani, sari):
        assert (await member.post(path, json={"id": key, "body": "Halo"})).status_code == 201


async def test_parallel_sends_of_one_id_make_one_message(ani: Member, room: Room) -> None:
    path, body = f"/api/rooms/{room.id}/messages", {"id": str(uuid4()), "body": "Sekali saja"}
    answers = await asyncio.gather(*(ani.post(path, json=body) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert await shown(ani, room) == ["Sekali saja"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"id": str(uuid4()), "body": ""}, "empty"),
        ({"id": str(uuid4()), "body": " \n\u200f "}, "empty"),
        ({"id": str(uuid4()), "body": "x" * 4001}, "too_long"),
        ({"id": "1", "body": "Halo"}, "bad_id"),
        ({"id": 7, "body": "Halo"}, "bad_body"),
        ({"id": str(uuid4()), "body": 7}, "bad_body"),
        ({"body": "Halo"}, "bad_body"),
        ([], "bad_body"),
    ],
)
async def test_a_wrong_message_is_refused_and_nothing_changes(
    ani: Member, room: Room, body: object, code: str
) -> None:
    response = await ani.post(f"/api/rooms/{room.id}/messages", json=body)
    assert response.status_code == 422
    assert (await response.get_json())["error"]["code"] == code
    assert await shown(ani, room) == []


async def test_a_message_of_the_full_length_is_kept(ani: Member, room: Room) -> None:
    await say(ani, room, "x" * 4000)
    assert await shown(ani, room) == ["x" * 4000]


async def test_the_plain_form_sends_once_however_often_it_is_pressed(
    ani: Member, room: Room
) -> None:
    form = {"id": str(uuid4()), "body": "Dari formulir", "next": "/orders/1"}
    for _ in range(2):
        response = await ani.post(f"/rooms/{room.id}/messages", form=form)
        assert response.status_code == 303
        assert response.headers["Location"] == "/orders/1#composer"
    assert await shown(ani, room) == ["Dari formulir"]


async def test_the_plain_form_never_leads_to_another_site(ani: Member, room: Room) -> None:
    form = {"id": str(uuid4()), "body": "Halo", "next": "//evil.test/"}
    response = await ani.post(f"/rooms/{room.id}/messages", form=form)
    assert response.headers["Location"] == f"/rooms/{room.id}#composer"


async def test_a_refused_form_comes_back_with_what_was_typed(ani: Member, room: Room) -> None:
    form = {"id": "bukan-uuid", "body": "Jangan hilang"}
    response = await ani.post(f"/rooms/{room.id}/messages", form=form)
    assert response.status_code == 422
    assert ">Jangan hilang</textarea>" in await response.get_data(as_text=True)


async def test_a_file_goes_with_the_plain_form_even_without_words(ani: Member, room: Room) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes.fromhex(
        "0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0"
        "000003010100c9fe92ef0000000049454e44ae426082"
    )
    form = {"id": str(uuid4()), "body": ""}
    for _ in range(2):
        response = await ani.post(
            f"/rooms/{room.id}/messages",
            form=form,
            files={"files": FileStorage(BytesIO(picture), filename="logo.png")},
        )
        assert response.status_code == 303
    page = await (await ani.get(f"/api/rooms/{room.id}/messages")).get_json()
    (message,) = page["messages"]
    (file,) = message["files"]
    assert file["name"] == "logo.png"
    assert (await ani.get(file["url"])).status_code == 200


async def test_a_file_of_another_room_cannot_be_attached(
    ani: Member, room: Room, general: Room
) -> None:
    response = await ani.post(
        f"/rooms/{general.id}/messages",
        form={"id": str(uuid4())},
        files={"files": FileStorage(BytesIO(b"%PDF-1.4\n%%EOF\n"), filename="a.pdf")},
    )
    assert response.status_code == 303
    page = await (await ani.get(f"/api/rooms/{general.id}/messages")).get_json()
    file_id = page["messages"][0]["files"][0]["id"]
    for files in ([file_id], [999_999], ["0" * 32]):
        response = await ani.post(
            f"/api/rooms/{room.id}/messages",
            json={"id": str(uuid4()), "body": "Lihat", "files": files},
        )
        assert response.status_code == 404
    assert await shown(ani, room) == []


async def test_what_people_write_is_shown_as_text_and_links_carry_no_trust(
    ani: Member, room: Room
) -> None:
    await say(ani, room, "<img src=x onerror=alert(1)> javascript:alert(1) https://a.test/x?y=1.")
    html = await (await ani.get(f"/rooms/{room.id}")).get_data(as_text=True)
    assert "<img src=x" not in html
    assert 'href="javascript' not in html
    assert (
        '<a href="https://a.test/x?y=1" target="_blank" rel="noopener noreferrer nofollow">' in html
    )

"""Which rooms there are, and in which order people see them."""

import asyncio

from app.chat.models import Room
from tests.chat.conftest import say
from tests.conftest import Member


async def test_the_general_room_is_made_once_even_by_parallel_first_visits(ani: Member) -> None:
    answers = await asyncio.gather(*(ani.get("/rooms/general") for _ in range(8)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    listed = await (await ani.get("/api/rooms")).get_json()
    assert [room["kind"] for room in listed["rooms"]] == ["general"]


async def test_staff_are_led_from_the_general_room_to_the_inbox(sari: Member) -> None:
    assert (await sari.get("/rooms/general")).headers["Location"] == "/inbox"
    assert (await sari.get("/rooms")).headers["Location"] == "/inbox"


async def test_a_room_is_drawn_with_its_live_position(ani: Member, room: Room) -> None:
    await say(ani, room, "Halo, apakah bisa cetak hari ini?")
    html = await (await ani.get(f"/rooms/{room.id}")).get_data(as_text=True)
    assert "Halo, apakah bisa cetak hari ini?" in html
    assert f'data-channel="room:{room.id}"' in html
    assert 'data-offset="1"' in html
    assert 'role="log"' in html


async def test_the_list_counts_what_the_other_side_said(
    ani: Member, sari: Member, room: Room
) -> None:
    await say(ani, room, "Halo")
    await say(sari, room, "Selamat pagi")
    await say(sari, room, "Ada yang bisa kami bantu?")
    (row,) = (await (await ani.get("/api/rooms")).get_json())["rooms"]
    assert row["unread"] == 2
    assert row["last_message"]["body"] == "Ada yang bisa kami bantu?"
    page = await (await ani.get("/rooms")).get_data(as_text=True)
    assert 'data-unread="2"' in page


async def test_who_waits_for_an_answer_comes_first_in_the_inbox(
    ani: Member, budi: Member, sari: Member, room: Room
) -> None:
    await budi.get("/rooms/general")
    (budis,) = (await (await budi.get("/api/rooms")).get_json())["rooms"]
    await budi.post(
        f"/api/rooms/{budis['id']}/messages",
        json={"id": "6f0f2b0e-5f64-4c39-9d3c-2a2a51b3a001", "body": "Berapa harga spanduk?"},
    )
    await say(ani, room, "Halo")
    await say(sari, room, "Sudah dijawab")
    page = await (await sari.get("/inbox")).get_data(as_text=True)
    assert page.index("Berapa harga spanduk?") < page.index("Sudah dijawab")


async def test_the_badge_counts_rooms_with_news_and_for_the_desk_rooms_that_wait(
    ani: Member, sari: Member, dodi: Member, maya: Member, room: Room
) -> None:
    await say(ani, room, "Halo")
    await say(ani, room, "Ada orang?")
    for member in (sari, dodi, maya):
        page = await (await member.get("/inbox")).get_data(as_text=True)
        assert 'data-unread-rooms="1"' in page
    await say(sari, room, "Ada")
    assert 'data-unread-rooms="0"' in await (await sari.get("/inbox")).get_data(as_text=True)
    assert 'data-unread-rooms="1"' in await (await ani.get("/rooms")).get_data(as_text=True)
    assert 'data-unread-rooms="1"' in await (await dodi.get("/inbox")).get_data(as_text=True)


async def test_a_designer_sees_only_the_rooms_they_were_added_to(
    dodi: Member, room: Room, general: Room
) -> None:
    listed = (await (await dodi.get("/api/rooms")).get_json())["rooms"]
    assert [row["id"] for row in listed] == [room.id]


async def test_an_empty_list_says_what_to_do_next(budi: Member, rina: Member) -> None:
    html = await (await budi.get("/rooms")).get_data(as_text=True)
    assert "Belum ada obrolan" in html
    assert 'href="/rooms/general"' in html
    assert "Belum ada obrolan" in await (await rina.get("/inbox")).get_data(as_text=True)


async def test_a_list_follows_its_channel_from_its_own_position(
    ani: Member, sari: Member, dodi: Member, room: Room
) -> None:
    await say(ani, room, "Halo")
    desk = await (await sari.get("/inbox")).get_data(as_text=True)
    assert 'data-channel="inbox" data-epoch="' in desk
    assert 'data-offset="1"' in desk
    studio = await (await dodi.get("/inbox")).get_data(as_text=True)
    assert f'data-channel="user:{dodi.id}"' in studio


async def test_a_room_says_what_enter_does_for_whoever_writes(
    ani: Member, sari: Member, room: Room
) -> None:
    await ani.post("/account/enter", form={})
    hers, ours = [
        await (await who.get(f"/rooms/{room.id}")).get_data(as_text=True) for who in (ani, sari)
    ]
    assert 'data-enter="breaks"' in hers
    assert 'data-enter="sends"' in ours

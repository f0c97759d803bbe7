"""Two ticks: a device of the other side has got it. Each side speaks for itself alone."""

from app.chat import actions, receiving, views
from app.chat.models import Room
from tests.chat.conftest import say
from tests.conftest import Member


async def state(who: Member, room: Room) -> str:
    view = await views.room_view(who.viewer, room.id)
    return view.state_of(view.entries[-1].message)


async def test_a_message_is_delivered_once_a_device_of_the_other_side_has_it(
    server: object, ani: Member, sari: Member, room: Room
) -> None:
    message = await say(ani, room, "Halo")
    assert await state(ani, room) == "sent"
    async with ani.listening(room.channel) as page, sari.listening() as desk:
        await desk.rpc("chat.received", {"room": room.id, "message": message})
        told = await page.next("room.received")
        assert told.data == {"room": room.id, "side": "studio", "message": message}
        await desk.rpc("chat.received", {"room": room.id, "message": message})
        assert await page.quiet()
    assert await state(ani, room) == "delivered"
    await actions.mark_read(sari.viewer, room.id, message)
    assert await state(ani, room) == "read"


async def test_ones_own_side_delivers_nothing(ani: Member, room: Room) -> None:
    message = await say(ani, room, "Halo")
    await receiving.note_received(ani.viewer, room.id, message)
    assert await state(ani, room) == "sent"


async def test_nothing_is_delivered_before_it_is_sent(
    ani: Member, sari: Member, room: Room
) -> None:
    message = await say(ani, room, "Satu")
    await receiving.note_received(sari.viewer, room.id, message + 1000)
    await say(ani, room, "Dua")
    assert await state(ani, room) == "sent"


async def test_who_comes_back_has_got_all_that_waited(
    server: object, ani: Member, sari: Member, room: Room, general: Room
) -> None:
    await say(sari, room, "Satu")
    await say(sari, general, "Dua")
    async with ani.listening() as phone:
        await phone.rpc("chat.received", {})
    assert (await state(sari, room), await state(sari, general)) == ("delivered", "delivered")


async def test_the_desk_comes_back_to_the_rooms_that_wait(
    ani: Member, sari: Member, room: Room, general: Room
) -> None:
    await say(ani, room, "Halo")
    await receiving.note_all_received(sari.viewer)
    assert await state(ani, room) == "delivered"


async def test_an_outsider_delivers_nothing(
    server: object, ani: Member, budi: Member, room: Room
) -> None:
    import pytest

    from tests.listener import Refusal

    message = await say(ani, room, "Halo")
    async with budi.listening() as other:
        with pytest.raises(Refusal):
            await other.rpc("chat.received", {"room": room.id, "message": message})
        await other.rpc("chat.received", {})
    assert await state(ani, room) == "sent"

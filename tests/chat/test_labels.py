"""Labels of conversations: made by using them, chosen, filtered by, gone when nobody needs them."""

from urllib.parse import urlencode

from quart import Quart

from app.chat import lists, queues, room_labels
from app.chat.models import Room
from app.chat.standing import Queue
from tests.chat.conftest import say
from tests.conftest import Member, Server


async def label(who: Member, room: Room, *chosen: int, new: str = "") -> int:
    fields = [("do", "label"), ("queue", "all"), ("new_label", new)]
    body = urlencode([*fields, *(("labels", str(one)) for one in chosen)]).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return (await who.post(f"/rooms/{room.id}/handling", data=body, headers=kind)).status_code


async def named() -> dict[str, int]:
    return {one.name: one.id for one in await room_labels.all_labels()}


async def test_a_label_is_made_by_using_it_and_narrows_the_inbox(
    ani: Member, sari: Member, rina: Member, room: Room
) -> None:
    await say(ani, room, "Halo")
    assert await label(sari, room, new="Reklame") == 303
    made = (await named())["Reklame"]
    page = await (await rina.get(f"/inbox?label={made}")).get_data(as_text=True)
    assert f"/inbox?queue=all&amp;label={made}&amp;room={room.id}" in page
    assert 'class="rooms__label"' in page
    other = await (await rina.get(f"/inbox?label={made + 1}")).get_data(as_text=True)
    assert f"room={room.id}" not in other
    assert 'href="/inbox?queue=all">Hapus filter</a>' in other


async def test_the_same_name_is_one_label(
    ani: Member, sari: Member, room: Room, general: Room
) -> None:
    await label(sari, room, new="Reklame")
    await label(sari, general, new="  reklame ")
    assert list(await named()) == ["Reklame"]
    found = await queues.inbox(sari.viewer, Queue.ALL, None, (await named())["Reklame"])
    assert {row.room.id for row in found.listing.rooms} <= {room.id, general.id}
    assert set(await room_labels.labels_of([room.id, general.id])) == {room.id, general.id}


async def test_a_label_that_no_room_carries_is_gone(sari: Member, room: Room) -> None:
    await label(sari, room, new="Satu")
    await label(sari, room, *(await named()).values(), new="Dua")
    assert set(await named()) == {"Satu", "Dua"}
    await label(sari, room, (await named())["Dua"])
    assert list(await named()) == ["Dua"]
    await label(sari, room, 999_999)
    assert await named() == {}


async def test_a_name_that_is_too_long_is_refused(sari: Member, room: Room) -> None:
    assert await label(sari, room, new="x" * 31) == 422
    assert await named() == {}


async def test_customers_and_strange_designers_label_nothing(
    ani: Member, dodi: Member, general: Room
) -> None:
    assert await label(ani, general, new="Saya") == 403
    assert await label(dodi, general, new="Saya") == 404
    assert await named() == {}


async def test_what_is_filtered_by_stays_when_a_conversation_is_handled(
    ani: Member, sari: Member, room: Room
) -> None:
    await say(ani, room, "Halo")
    await label(sari, room, new="Reklame")
    made = (await named())["Reklame"]
    form = {"do": "take", "queue": "all", "only": str(made)}
    answer = await sari.post(f"/rooms/{room.id}/handling", form=form)
    assert answer.headers["Location"] == f"/inbox?queue=all&label={made}&room={room.id}"


async def test_colleagues_hear_of_it(
    app: Quart, server: Server, sari: Member, rina: Member, room: Room
) -> None:
    async with rina.listening("inbox") as desk:
        await label(sari, room, new="Reklame")
        assert (await desk.next()).type == "room.handled"


async def test_a_page_of_a_label_goes_on_with_the_label(sari: Member, room: Room) -> None:
    await label(sari, room, new="Reklame")
    made = (await named())["Reklame"]
    found = await queues.inbox(sari.viewer, Queue.ALL, None, made)
    assert found.address(after="w1-1") == f"/inbox?queue=all&label={made}&after=w1-1"
    assert lists.place_of("w1-1") is not None

"""How long the files of a general room stay: from the last message that carried them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app import clock
from app.chat import actions, attachments
from app.chat.models import Room
from app.files import queries
from app.storage import disk
from tests.conftest import Member
from tests.files.sending import PDF, send

MP4 = b"\x00\x00\x00\x18ftypisom" + bytes(300)


@pytest.fixture
def later(monkeypatch):
    def move_on(days: float) -> None:
        moment = clock.now() + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move_on


async def attach(who: Member, room: Room, *file_ids: int) -> None:
    await actions.post_message(who.viewer, room.id, str(uuid4()), "Ini berkasnya", file_ids)


async def names(who: Member, room: Room) -> list[str]:
    return [file.name for file in await queries.folder_files(who.viewer, room.folder_id)]


async def sent(who: Member, room: Room, content: bytes, name: str) -> int:
    told = await send(who, content, name, folder=str(room.folder_id))
    return int(told["file"])


async def test_a_file_stays_as_long_as_people_send_it(ani, sari, settings, general, later) -> None:
    logo = await sent(ani, general, PDF, "logo.pdf")
    video = await sent(ani, general, MP4, "contoh.mp4")
    await attach(ani, general, logo, video)
    later(89)
    await attach(sari, general, video)
    later(89)
    await attachments.free_unused(settings)
    assert await names(ani, general) == ["contoh.mp4", "logo.pdf"]
    key = (await queries.file_for(ani.viewer, video)).storage_key
    later(2)
    await attachments.free_unused(settings)
    assert await names(ani, general) == ["logo.pdf"]
    assert await disk.size(key) is None
    later(730)
    await attachments.free_unused(settings)
    assert await names(ani, general) == []


async def test_a_file_that_no_message_carried_counts_from_its_arrival(
    ani, settings, general, later
) -> None:
    await sent(ani, general, MP4, "lupa.mp4")
    later(91)
    await attachments.free_unused(settings)
    assert await names(ani, general) == []


async def test_the_files_of_an_order_wait_for_its_end(ani, settings, room, later) -> None:
    await sent(ani, room, MP4, "contoh.mp4")
    later(3000)
    await attachments.free_unused(settings)
    assert await names(ani, room) == ["contoh.mp4"]


async def test_what_is_no_longer_kept_is_said_where_it_was_sent(
    ani, settings, general, monkeypatch
) -> None:
    logo = await sent(ani, general, PDF, "logo.pdf")
    await attach(ani, general, logo)
    page = await (await ani.get(f"/rooms/{general.id}")).get_data(as_text=True)
    assert f'href="/files/{logo}"' in page
    with monkeypatch.context() as patched:
        moment = clock.now() + timedelta(days=731)
        patched.setattr(clock, "now", lambda: moment)
        await attachments.free_unused(settings)
    page = await (await ani.get(f"/rooms/{general.id}")).get_data(as_text=True)
    assert "logo.pdf" in page
    assert f'href="/files/{logo}"' not in page

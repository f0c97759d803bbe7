"""Finding words, days and files in one room, and taking the whole of it along."""

import re
from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest

from app import clock
from app.chat import answers, finding, sharing
from app.chat.layout import wait_words
from app.chat.models import Room
from app.chat.words import hits
from app.files.actions import add_small
from app.files.models import File
from tests.chat.conftest import say, shown
from tests.chat.test_corrections import say_with_file
from tests.conftest import Member

PLACES = ("search?q=halo", "files", "day?on=2026-11-22", "transcript", "transcript.txt")


async def text(who: Member, path: str) -> str:
    response = await who.get(path)
    assert response.status_code == 200
    return str(await response.get_data(as_text=True))


async def test_every_word_is_wanted_whatever_its_case(
    ani: Member, sari: Member, room: Room
) -> None:
    await say(ani, room, "Kartu NAMA 350 gsm")
    await say(sari, room, "Kartu undangan 100%")
    assert len((await finding.said(ani.viewer, room.id, "nama kartu")).messages) == 1
    assert len((await finding.said(ani.viewer, room.id, "100%")).messages) == 1
    assert (await finding.said(ani.viewer, room.id, "%")).messages[0].body.endswith("100%")
    assert (await finding.said(ani.viewer, room.id, "  ")).messages == []
    html = await text(ani, f"/rooms/{room.id}/search?q=NaMa")
    assert "<mark>NAMA</mark>" in html
    assert "1 pesan" in html


async def test_nothing_found_says_so_and_offers_a_way_out(ani: Member, room: Room) -> None:
    html = await text(ani, f"/rooms/{room.id}/search?q=zzz")
    assert "Tidak ada pesan dengan kata ini" in html


async def test_a_found_message_is_shown_among_its_neighbours(ani: Member, room: Room) -> None:
    ids = [await say(ani, room, f"pesan {number:02}") for number in range(60)]
    bodies = await shown(ani, room, f"?around={ids[10]}")
    assert bodies[0] == "pesan 00"
    assert "pesan 10" in bodies
    assert bodies[-1] == "pesan 29"
    html = await text(ani, f"/rooms/{room.id}?around={ids[10]}")
    assert f'id="message-{ids[10]}"' in html
    assert "pesan 59" not in html
    both = await ani.get(f"/api/rooms/{room.id}/messages?around=1&after=1")
    assert both.status_code == 422


async def test_a_day_leads_to_its_first_message_where_the_viewer_is(
    ani: Member, room: Room
) -> None:
    with clock.shifted(timedelta(days=-3)):
        old = await say(ani, room, "Tiga hari lalu")
        day = clock.now().astimezone().date()
    await say(ani, room, "Hari ini")
    response = await ani.get(f"/rooms/{room.id}/day?on={day - timedelta(days=1)}")
    assert response.headers["Location"] == f"/rooms/{room.id}?around={old}#message-{old}"
    response = await ani.get(f"/rooms/{room.id}/day?on=2099-01-01")
    assert response.headers["Location"] == f"/rooms/{room.id}"
    response = await ani.get(f"/rooms/{room.id}/day?on=kapan")
    assert response.headers["Location"] == f"/rooms/{room.id}/search"


async def test_shared_files_are_collected(ani: Member, room: Room) -> None:
    assert "Belum ada berkas" in await text(ani, f"/rooms/{room.id}/files")
    message = await say_with_file(ani, room)
    html = await text(ani, f"/rooms/{room.id}/files")
    assert "a.pdf" in html
    assert f"?around={message['id']}" in html


async def everything(who: Member, room: Room) -> sharing.Pile:
    return await sharing.shared(who.viewer, room.id, sharing.Place())


async def with_the_order(who: Member, room: Room, name: str) -> File:
    content = f"%PDF-1.4 {name}".encode()
    return await add_small(content, name=name, by=who.viewer, folder_id=room.folder_id)


async def test_the_files_of_the_order_stand_among_those_of_its_conversation(
    ani: Member, room: Room
) -> None:
    with clock.shifted(timedelta(days=-1)):
        await with_the_order(ani, room, "materi.pdf")
    await say_with_file(ani, room)
    await with_the_order(ani, room, "logo.pdf")
    found = await everything(ani, room)
    names = [(one.file.name, one.message_id is None) for one in found.files]
    assert names == [("logo.pdf", True), ("a.pdf", False), ("materi.pdf", True)]
    html = await text(ani, f"/rooms/{room.id}/files")
    assert html.count("Dikirim bersama pesanan") == 2
    assert html.count('href="/orders/1/files#file_') == 2


async def test_a_general_room_has_no_order_and_no_files_of_one(ani: Member, general: Room) -> None:
    await with_the_order(ani, general, "belum-dikirim.pdf")
    assert (await everything(ani, general)).files == []


async def test_the_files_of_the_order_are_for_who_may_open_them(
    ani: Member, dodi: Member, maya: Member, room: Room
) -> None:
    await with_the_order(ani, room, "materi.pdf")
    assert "materi.pdf" in await text(ani, f"/rooms/{room.id}/files")
    # Dodi reads the room, but its folder was not opened to him; Maya's role opens no files.
    for who in (dodi, maya):
        assert "materi.pdf" not in await text(who, f"/rooms/{room.id}/files")


async def pages_of(who: Member, room: Room) -> list[list[str]]:
    """Follow the pages as a person does, and return the names on each."""
    names, address = [], f"/rooms/{room.id}/files"
    while address:
        html = await text(who, address)
        names.append(re.findall(r"download>([^<]+)</a>", html))
        following = re.search(r'href="([^"]+)" rel="next"', html)
        address = following.group(1) if following else ""
    return names


async def test_older_files_are_on_the_next_pages_each_once(
    ani: Member, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "PAGE", 2)
    for name in ("satu.pdf", "dua.pdf"):
        await with_the_order(ani, room, name)
        await say_with_file(ani, room)
    await with_the_order(ani, room, "tiga.pdf")
    assert await pages_of(ani, room) == [["tiga.pdf", "a.pdf"], ["dua.pdf", "a.pdf"], ["satu.pdf"]]


async def test_the_files_of_one_message_stay_on_one_page(
    ani: Member, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "PAGE", 2)
    await with_the_order(ani, room, "lama.pdf")
    ids = [(await with_the_order(ani, room, f"{number}.pdf")).id for number in range(4)]
    await ani.post(
        f"/api/rooms/{room.id}/messages",
        json={"id": str(uuid4()), "body": "Empat berkas", "files": ids},
    )
    assert await pages_of(ani, room) == [["3.pdf", "2.pdf", "1.pdf", "0.pdf"], ["lama.pdf"]]


@pytest.mark.parametrize("wrong", ["kapan", "1", "-1--1", f"1-{'9' * 19}", "1-2-3", "٣-٣"])
async def test_a_wrong_place_is_before_the_latest_file(ani: Member, room: Room, wrong: str) -> None:
    await with_the_order(ani, room, "materi.pdf")
    assert "materi.pdf" in await text(ani, f"/rooms/{room.id}/files?before={quote(wrong)}")


async def test_a_message_that_is_deleted_takes_its_file_along(ani: Member, room: Room) -> None:
    message = await say_with_file(ani, room)
    await ani.delete(f"/api/messages/{message['id']}")
    assert (await everything(ani, room)).files == []


async def test_the_transcript_has_everything_said(ani: Member, sari: Member, room: Room) -> None:
    await say(ani, room, "Halo <b>Sanggar</b>")
    await say(sari, room, "Selamat pagi")
    html = await text(ani, f"/rooms/{room.id}/transcript")
    assert "Halo &lt;b&gt;Sanggar&lt;/b&gt;" in html
    response = await ani.get(f"/rooms/{room.id}/transcript.txt")
    assert response.mimetype == "text/plain"
    lines = str(await response.get_data(as_text=True)).strip().splitlines()
    assert [line.partition(" - ")[2] for line in lines if line] == [
        f"{ani.viewer.name}: Halo <b>Sanggar</b>",
        f"{sari.viewer.name}: Selamat pagi",
    ]


@pytest.mark.parametrize("place", PLACES)
async def test_an_outsider_finds_nothing(budi: Member, room: Room, place: str) -> None:
    assert (await budi.get(f"/rooms/{room.id}/{place}")).status_code == 404


async def test_a_page_opens_at_the_first_unread_message_however_many_there_are(
    ani: Member, sari: Member, room: Room
) -> None:
    for number in range(60):
        await say(sari, room, f"pesan {number:02}")
    html = await text(ani, f"/rooms/{room.id}")
    assert "60 pesan baru" in html
    assert html.index('id="unread"') < html.index("pesan 00")


def test_hits_are_marked_and_nothing_is_lost() -> None:
    assert hits("Kartu nama (a+b)", "a+b KARTU") == [
        ("Kartu", True),
        (" nama (", False),
        ("a+b", True),
        (")", False),
    ]
    assert hits("Kartu", "") == [("Kartu", False)]


def test_the_usual_wait_is_the_median_from_the_first_unanswered_word() -> None:
    start = clock.now()
    said = []
    for number, minutes in enumerate((5, 10, 15, 20, 600)):
        said.append((number, True, start))
        said.append((number, True, start + timedelta(minutes=1)))
        said.append((number, False, start + timedelta(minutes=minutes)))
        said.append((number, False, start + timedelta(minutes=minutes + 1)))
    assert answers.usual_wait(said) == timedelta(minutes=15)
    assert answers.usual_wait(said[:8]) is None


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=20), "5 menit"),
        (timedelta(minutes=12), "15 menit"),
        (timedelta(minutes=61), "2 jam"),
        (timedelta(hours=30), "2 hari"),
    ],
)
def test_a_wait_is_never_promised_shorter_than_it_is(length: timedelta, words: str) -> None:
    assert wait_words(length) == words

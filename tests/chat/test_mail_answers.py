"""An answer by mail arrives in its conversation, or its sender hears why not."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from app import clock, mailbox
from app.accounts.tables import users
from app.chat import actions, mail_answers, mail_parts
from app.chat.mail_answers import REFUSALS_A_DAY, Outcome, receive
from app.chat.models import FILES_LIMIT, Room
from app.chat.tables import received_mails
from app.db import database
from app.mail import outbox
from tests.chat.conftest import shown
from tests.conftest import Member
from tests.files.artwork import picture

BOX = "chat@melati.example"


@pytest.fixture(autouse=True)
def box() -> Iterator[None]:
    """The studio reads answers."""
    mailbox.use(BOX)
    yield
    mailbox.use("")


def answer(
    room: Room, who: Member, words: str = "Baik, lanjut saja.", sender: str = "", **headers: str
) -> EmailMessage:
    """Write an answer to a mail about a room."""
    message = EmailMessage()
    message["From"] = f"Ani Lestari <{sender or 'ani@sanggar.test'}>"
    message["To"] = f"Melati <{mailbox.answers_to(room.id, who.id)}>"
    message["Subject"] = "Re: Pesanan SG-2611-0001 siap"
    message["Message-ID"] = "<first@phone.example>"
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(words)
    return message


async def told() -> list[str]:
    """Return the subjects and words of all mails that wait."""
    return [f"{row.subject}\n{row.body}" for row in await database.fetch_all(select(outbox))]


async def test_an_answer_stands_in_the_room_as_its_senders_words(ani, sari, room):
    message = answer(room, ani, "Baik.\n\nPada Sen Melati <a@melati.example> menulis:\n> Siap?")
    assert await receive(message.as_bytes()) is Outcome.POSTED
    reply = await sari.get(f"/api/rooms/{room.id}/messages")
    (line,) = (await reply.get_json())["messages"]
    assert (line["body"], line["via"]) == ("Baik.", "mail")
    assert line["author"]["id"] == ani.id
    page = await (await sari.get(f"/rooms/{room.id}")).get_data(as_text=True)
    assert page.count('data-via="mail"') == 1
    assert await told() == []


async def test_an_open_page_hears_of_it(server, ani, sari, room):
    async with sari.listening(f"room:{room.id}") as page:
        await receive(answer(room, ani).as_bytes())
        event = await page.next()
    assert event.type == "message.posted"
    assert (event.data["body"], event.data["via"]) == ("Baik, lanjut saja.", "mail")


async def test_what_is_written_on_the_page_is_not_marked(ani, room):
    await ani.post(
        f"/api/rooms/{room.id}/messages",
        json={"id": "0b3b2b0e-93a5-4f0e-9d43-0c6f3a1f0a11", "body": "Halo"},
    )
    reply = await ani.get(f"/api/rooms/{room.id}/messages")
    assert "via" not in (await reply.get_json())["messages"][0]


async def test_a_mail_of_html_alone_is_read_too(ani, room):
    message = answer(room, ani)
    message.set_content("<p>Baik &amp; <b>lanjut</b></p><blockquote>Siap?</blockquote>", "html")
    assert await receive(message.as_bytes()) is Outcome.POSTED
    assert await shown(ani, room) == ["Baik & lanjut"]


async def test_the_address_of_the_mail_server_counts_too(ani, room):
    address = mailbox.answers_to(room.id, ani.id)
    message = answer(room, ani, To="Melati <chat@melati.example>")
    assert await receive(message.as_bytes(), recipient=address.upper()) is Outcome.POSTED


async def test_the_same_mail_twice_is_one(ani, room):
    raw = answer(room, ani).as_bytes()
    assert await receive(raw) is Outcome.POSTED
    assert await receive(raw) is Outcome.REPEATED
    assert await shown(ani, room) == ["Baik, lanjut saja."]


async def test_a_designer_answers_in_the_rooms_they_were_added_to(dodi, room):
    message = answer(room, dodi, sender="dodi@sanggar.test")
    assert await receive(message.as_bytes()) is Outcome.POSTED
    await actions.remove_member(room.id, dodi.id)
    message.replace_header("Message-ID", "<second@phone.example>")
    assert await receive(message.as_bytes()) is Outcome.REFUSED
    (mail,) = await told()
    assert "Tidak ada obrolan seperti itu" in mail or "obrolan" in mail


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"sender": "budi@sanggar.test"}, "Hanya alamat yang kami kirimi"),
        ({"sender": "stranger@example.com"}, "Hanya alamat yang kami kirimi"),
        ({"To": "chat@melati.example"}, "untuk obrolan yang mana"),
        ({"To": "chat+1-1-999999-aaaaaaaaaaaaaaaaaaaaaaaaaa@melati.example"}, "obrolan yang mana"),
        ({"words": "   "}, "Tulis"),
        ({"words": "a" * 4001}, "4000"),
    ],
)
async def test_what_cannot_be_posted_is_sent_back_with_the_reason(ani, room, change, why):
    assert await receive(answer(room, ani, **change).as_bytes()) is Outcome.REFUSED
    (mail,) = await told()
    assert mail.startswith("Email Anda tidak masuk ke obrolan kita\n")
    assert why in mail
    assert "Re: Pesanan SG-2611-0001 siap" in mail
    assert "site:/rooms" in mail
    assert await shown(ani, room) == []


async def test_a_seal_fits_one_room_and_one_person(ani, budi, room, general):
    own = mailbox.answers_to(room.id, ani.id)
    for wrong in (
        own.replace(f"+{room.id}-", f"+{general.id}-"),
        own.replace(f"-{ani.id}-", f"-{budi.id}-"),
        own.replace("@melati.", "@other."),
        own.replace("chat+", "chut+"),
    ):
        assert mailbox.place_behind(wrong) is None
    found = mailbox.place_behind(own.upper())
    assert found is not None
    assert (found.room_id, found.user_id) == (room.id, ani.id)


async def test_an_old_mail_cannot_be_answered(ani, room):
    message = answer(room, ani)
    with clock.shifted(mailbox.LASTS - timedelta(hours=1)):
        assert await receive(message.as_bytes()) is Outcome.POSTED
    message.replace_header("Message-ID", "<second@phone.example>")
    with clock.shifted(mailbox.LASTS + timedelta(days=1)):
        assert await receive(message.as_bytes()) is Outcome.REFUSED
    assert "terlalu lama" in (await told())[0]


async def test_a_closed_account_cannot_answer(ani, sari, room):
    await database.execute(
        update(users).where(users.c.id == ani.id).values(disabled_at=clock.now())
    )
    assert await receive(answer(room, ani).as_bytes()) is Outcome.REFUSED
    assert await shown(sari, room) == []


@pytest.mark.parametrize(
    "header",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.example>"},
        {"Return_Path": "<>"},
        {"From": "MAILER-DAEMON@example.com"},
        {"From": "noreply@melati.example"},
        {"From": "nobody"},
    ],
)
async def test_programs_get_no_answer(ani, room, header):
    assert await receive(answer(room, ani, **header).as_bytes()) is Outcome.AUTOMATIC
    assert await shown(ani, room) == []
    assert await told() == []


async def test_our_own_mails_are_never_answered(ani, room):
    assert mail_parts.read(
        answer(room, ani, Auto_Submitted="auto-generated").as_bytes()
    ).is_automatic


async def test_an_address_hears_of_a_few_refusals_a_day(ani, room):
    outcomes = [
        await receive(answer(room, ani, To=BOX, Message_ID=f"<{number}@phone.example>").as_bytes())
        for number in range(REFUSALS_A_DAY + 2)
    ]
    assert outcomes == [Outcome.REFUSED] * REFUSALS_A_DAY + [Outcome.IGNORED] * 2
    assert len(await told()) == REFUSALS_A_DAY


async def test_a_stranger_at_a_made_up_address_hears_nothing(ani, room):
    message = answer(room, ani, sender="stranger@example.com", To=BOX)
    assert await receive(message.as_bytes()) is Outcome.IGNORED
    assert await told() == []


async def test_files_come_along_and_those_that_do_not_are_named(ani, sari, room):
    message = answer(room, ani, "Ini berkasnya.")
    message.add_attachment(picture(40, 30), "image", "png", filename="logo warung.png")
    message.add_attachment(b"MZ\x90\x00" * 100, "application", "octet-stream", filename="tanda.exe")
    assert await receive(message.as_bytes()) is Outcome.POSTED
    reply = await sari.get(f"/api/rooms/{room.id}/messages")
    (line,) = (await reply.get_json())["messages"]
    assert [file["name"] for file in line["files"]] == ["logo warung.png"]
    (mail,) = await told()
    assert mail.startswith("Beberapa berkas dari email Anda tidak kami terima\n")
    assert "- tanda.exe: " in mail
    assert f"site:/rooms/{room.id}" in mail


async def test_a_picture_without_words_is_a_message(ani, room):
    message = answer(room, ani, "\n")
    message.add_attachment(picture(40, 30), "image", "png", filename="logo.png")
    assert await receive(message.as_bytes()) is Outcome.POSTED
    assert await shown(ani, room) == [""]


async def test_a_mail_with_nothing_but_a_bad_file_is_sent_back(ani, room):
    message = answer(room, ani, "\n")
    message.add_attachment(b"MZ\x90\x00" * 100, "application", "octet-stream", filename="tanda.exe")
    assert await receive(message.as_bytes()) is Outcome.REFUSED
    assert "tanda.exe" in (await told())[0]
    assert await shown(ani, room) == []


async def test_more_files_than_a_message_carries_are_named(ani, room):
    message = answer(room, ani)
    for number in range(FILES_LIMIT + 2):
        message.add_attachment(
            f"catatan {number}".encode(), "text", "plain", filename=f"{number}.txt"
        )
    assert await receive(message.as_bytes()) is Outcome.POSTED
    (mail,) = await told()
    assert mail.count(".txt: ") == 2


async def test_a_mail_that_is_too_large_is_sent_back_by_its_head(ani, room, monkeypatch):
    monkeypatch.setattr(mail_parts, "MOST", 2000)
    message = answer(room, ani, "a" * 3000 + "\n")
    assert await receive(message.as_bytes()) is Outcome.REFUSED
    assert "Satu email maksimal" in (await told())[0]


async def test_the_mail_speaks_its_receivers_language(ani, room):
    await database.execute(update(users).where(users.c.id == ani.id).values(locale="en"))
    assert await receive(answer(room, ani, To=BOX).as_bytes()) is Outcome.REFUSED
    assert (await told())[0].startswith("Your mail did not arrive in our conversation\n")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff" * 50,
        b"From: ani@sanggar.test\n\nHalo",
        b"From: =?x?q?=FF?= <a@b.test>\nTo: <<>\nContent-Type: text/plain; charset=no\n\n\xff",
        b"From: a@b.test\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: x\n\n",
        b"From: a@b.test\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 2000,
    ],
)
async def test_what_is_hardly_a_mail_harms_nobody(ani, room, raw):
    assert await receive(raw) in {Outcome.REFUSED, Outcome.IGNORED, Outcome.AUTOMATIC}
    assert await shown(ani, room) == []


async def test_old_mails_are_forgotten(ani, room):
    await receive(answer(room, ani).as_bytes())
    await mail_answers.forget()
    assert len(await database.fetch_all(select(received_mails))) == 1
    with clock.shifted(mail_answers.KEPT + timedelta(hours=1)):
        await mail_answers.forget()
    assert await database.fetch_all(select(received_mails)) == []


async def test_without_a_mailbox_no_mail_can_be_answered(ani, room):
    address = mailbox.answers_to(room.id, ani.id)
    mailbox.use("")
    assert mailbox.answers_to(room.id, ani.id) == ""
    assert mailbox.place_behind(address) is None

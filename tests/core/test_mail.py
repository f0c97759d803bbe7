"""The outbox: sent after the commit, tried again with the same Message-ID, dead after ten times."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from app import clock, mail
from app.config import Settings
from app.db import database, transaction

LINK = "https://studio.example/password-reset/abc"


class Postbox:
    """An SMTP server's handler that keeps what it takes, and may refuse the first ones."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.refusals = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        parsed = message_from_bytes(content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.taken.append(parsed)
        if self.refusals:
            self.refusals -= 1
            return "451 please try again"
        return "250 ok"


@pytest.fixture
async def postbox(settings: Settings) -> AsyncIterator[tuple[Postbox, Settings]]:
    box = Postbox()
    loop = asyncio.get_running_loop()
    async with await loop.create_server(lambda: SMTP(box), "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield box, replace(settings, smtp_url=f"smtp://127.0.0.1:{port}")


async def enqueue(
    to: str = "ani@sanggar.test", subject: str = "Sandi baru", answers_to: str = ""
) -> None:
    async with transaction():
        await mail.enqueue(
            to=to,
            subject=subject,
            template="accounts/reset.mail",
            locale="id",
            answers_to=answers_to,
            name="Ani",
            link=LINK,
        )


async def deliver(settings: Settings) -> None:
    for row in await mail.lease():
        await mail.attempt(row, settings)


async def make_due() -> None:
    past = clock.now() - timedelta(days=1)
    await database.execute(
        mail.outbox.update().where(mail.outbox.c.state == "waiting").values(due_at=past)
    )


async def state() -> str:
    found: str = await database.fetch_val(select(mail.outbox.c.state))
    return found


async def test_a_mail_arrives_in_the_recipients_language(
    any_database: str, postbox: tuple[Postbox, Settings]
) -> None:
    box, settings = postbox
    await enqueue(subject="Sandi baru – Ani é")
    await deliver(settings)
    assert await state() == "sent"
    (message,) = box.taken
    assert message["To"] == "ani@sanggar.test"
    assert message["Subject"] == "Sandi baru – Ani é"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    parts = {part.get_content_type(): part.get_content() for part in message.iter_parts()}
    assert list(parts) == ["text/plain", "text/html"]  # the last is what programs show
    assert LINK in parts["text/plain"]
    assert f'href="{LINK}"' in parts["text/html"]
    assert f'href="{settings.public_url}/"' in parts["text/html"]
    await deliver(settings)
    assert len(box.taken) == 1


async def test_a_mail_of_before_there_was_html_is_sent_as_it_is(
    sqlite_database: str, postbox: tuple[Postbox, Settings]
) -> None:
    box, settings = postbox
    await enqueue()
    await database.execute(mail.outbox.update().values(html=""))
    await deliver(settings)
    assert box.taken[0].get_content_type() == "text/plain"
    assert LINK in box.taken[0].get_content()


async def test_a_mail_says_where_an_answer_goes(
    sqlite_database: str, postbox: tuple[Postbox, Settings]
) -> None:
    box, settings = postbox
    await enqueue()
    await enqueue(answers_to="chat+1-2-739912-abc@melati.example")
    await deliver(settings)
    without, answered = box.taken
    assert without["Reply-To"] is None
    assert answered["Reply-To"] == "chat+1-2-739912-abc@melati.example"
    for part in without.iter_parts():
        assert "Balasan ke email ini tidak kami baca." in part.get_content()
    for part in answered.iter_parts():
        assert "Cukup balas email ini" in part.get_content()
        assert "tidak kami baca" not in part.get_content()


async def test_a_refused_mail_is_sent_again_under_the_same_message_id(
    sqlite_database: str, postbox: tuple[Postbox, Settings]
) -> None:
    box, settings = postbox
    box.refusals = 1
    await enqueue()
    await deliver(settings)
    assert await state() == "waiting"
    await deliver(settings)
    assert len(box.taken) == 1
    await make_due()
    await deliver(settings)
    assert await state() == "sent"
    assert box.taken[0]["Message-ID"] == box.taken[1]["Message-ID"]


async def test_a_mail_is_dead_after_ten_attempts(sqlite_database: str, settings: Settings) -> None:
    nowhere = replace(settings, smtp_url="smtp://127.0.0.1:1")
    await enqueue()
    for _ in range(12):
        await make_due()
        await deliver(nowhere)
    row = await database.fetch_one(select(mail.outbox))
    assert row is not None
    assert (row["state"], row["attempts"]) == ("dead", 10)
    assert "Connect" in row["error"]


async def test_a_dead_mail_is_forgotten_after_a_month(
    sqlite_database: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await enqueue()
    await database.execute(mail.outbox.update().values(state="dead"))
    await mail.forget_sent()
    assert await state() == "dead"
    later = clock.now() + mail.KEPT + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    await mail.forget_sent()
    assert await database.fetch_all(select(mail.outbox)) == []


async def test_two_processes_never_lease_the_same_mail(any_database: str) -> None:
    for number in range(30):
        await enqueue(to=f"p{number}@sanggar.test")
    batches = await asyncio.gather(*(mail.lease() for _ in range(8)))
    ids = [row["id"] for batch in batches for row in batch]
    assert sorted(ids) == sorted(set(ids))
    assert len(ids) == 30


async def test_a_lease_of_a_killed_process_ends(
    sqlite_database: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await enqueue()
    (lost,) = await mail.lease()
    assert await mail.lease() == []
    later = clock.now() + mail.LEASE + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    (again,) = await mail.lease()
    assert again["message_id"] == lost["message_id"]


async def test_a_rolled_back_deed_sends_no_mail(sqlite_database: str) -> None:
    async def fail() -> None:
        async with transaction():
            await enqueue()
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        await fail()
    assert await mail.lease() == []


async def test_without_smtp_a_mail_becomes_a_file(sqlite_database: str, settings: Settings) -> None:
    await enqueue()
    await deliver(settings)
    (path,) = (settings.instance / "mail").glob("*.eml")
    assert LINK.encode() in path.read_bytes()


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        ("ani@sanggar.test\r\nBcc: all@sanggar.test", "x"),
        ("ani@sanggar.test", "x\nBcc: all@sanggar.test"),
        ("ani@sanggar.test, budi@sanggar.test", "x"),
        ("not an address", "x"),
    ],
)
async def test_headers_cannot_be_injected(sqlite_database: str, to: str, subject: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        await enqueue(to, subject)
    assert await mail.lease() == []


def test_the_pause_doubles_up_to_six_hours() -> None:
    pauses = [mail.pause_after(attempt) for attempt in range(1, 11)]
    assert pauses[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert pauses == sorted(pauses)
    assert max(pauses) <= timedelta(hours=6)


async def test_the_words_of_a_sent_mail_are_not_kept(
    sqlite_database: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await enqueue()
    await deliver(settings)
    row = await database.fetch_one(select(mail.outbox))
    assert row is not None
    assert (row["body"], row["html"]) == ("", "")
    await mail.forget_sent()
    assert await state() == "sent"
    later = clock.now() + mail.KEPT + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    await mail.forget_sent()
    assert await database.fetch_all(select(mail.outbox)) == []

"""A mail server hands a mail to `python -m app mail-in`, and open pages hear of it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import mailbox
from app.chat.models import Room
from app.config import ROOT, Settings
from tests.chat.conftest import shown
from tests.chat.test_mail_answers import BOX, answer
from tests.conftest import Member

Pipe = subprocess.CompletedProcess[str]


@pytest.fixture(autouse=True)
def box() -> Iterator[None]:
    mailbox.use(BOX)
    yield
    mailbox.use("")


async def hand_over(settings: Settings, raw: bytes, *arguments: str, **changed: str) -> Pipe:
    """Run the command as a mail server does, with nothing of our own environment."""
    environ = {
        "PATH": os.environ["PATH"],
        "SANGGAR_INSTANCE": str(settings.instance),
        "SANGGAR_UPLOADS": str(settings.uploads),
        "SANGGAR_SECRET_KEY": settings.secret_key,
        "SANGGAR_MAILBOX": BOX,
    }
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "app", "mail-in", *arguments],
        cwd=ROOT,
        env=environ | changed,
        input=raw,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


async def test_a_page_of_another_process_shows_the_mail(
    server: object, settings: Settings, ani: Member, sari: Member, room: Room
) -> None:
    raw = answer(room, ani, To=BOX).as_bytes()
    address = mailbox.answers_to(room.id, ani.id)
    async with sari.listening(room.channel) as desk:
        done = await hand_over(settings, raw, "--to", address)
        assert (done.returncode, done.stdout) == (0, "posted\n"), done.stderr
        heard = await desk.next("message.posted")
    assert heard.data["body"] == "Baik, lanjut saja."
    again = await hand_over(settings, raw, "--to", address)
    assert (again.returncode, again.stdout) == (0, "repeated\n")
    assert await shown(sari, room) == ["Baik, lanjut saja."]


async def test_a_mail_that_cannot_be_posted_is_dealt_with_too(
    settings: Settings, ani: Member, room: Room
) -> None:
    done = await hand_over(settings, answer(room, ani, To=BOX).as_bytes())
    assert (done.returncode, done.stdout) == (0, "refused\n")


async def test_the_mail_server_tries_again_when_the_database_is_away(
    settings: Settings, ani: Member, room: Room, tmp_path: Path
) -> None:
    gone = f"sqlite:///{tmp_path / 'nowhere' / 'sanggar.db'}"
    done = await hand_over(settings, answer(room, ani).as_bytes(), SANGGAR_DATABASE_URL=gone)
    assert done.returncode == os.EX_TEMPFAIL


async def test_without_a_mailbox_the_command_says_so(
    settings: Settings, ani: Member, room: Room
) -> None:
    done = await hand_over(settings, answer(room, ani).as_bytes(), SANGGAR_MAILBOX="")
    assert done.returncode == 1
    assert "SANGGAR_MAILBOX must name the address" in done.stderr

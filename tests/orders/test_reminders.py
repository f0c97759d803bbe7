"""Orders that wait for files: their customers are reminded, once; over, their folders close."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.access import SYSTEM
from app.db import Row, database
from app.files import queries as files
from app.mail import outbox
from app.orders import actions, jobs, reminders, upkeep, work
from app.orders.models import Order
from tests.conftest import Member
from tests.orders.conftest import fresh
from tests.orders.test_channels import send_file


@pytest.fixture
def later(monkeypatch):
    def move_on(**time: float) -> None:
        moment = clock.now() + timedelta(**time)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move_on


async def mails() -> list[Row]:
    wanted = (
        sa.select(outbox)
        .where(outbox.c.body.contains("berikut belum kami terima"))
        .order_by(outbox.c.id)
    )
    return list(await database.fetch_all(wanted))


async def test_the_customer_is_reminded_once_in_the_room_and_by_mail(
    ani: Member, order: Order, later
) -> None:
    later(hours=23)
    await jobs.remind_of_files()
    assert await mails() == []
    later(hours=2)
    for _ in range(2):
        await jobs.remind_of_files()
    await reminders.remind(order.id)
    [mail] = await mails()
    assert "- Depan" in mail["body"]
    assert f"site:/orders/{order.id}" in mail["body"]
    assert order.code in mail["subject"]
    page = await (await ani.get(f"/orders/{order.id}")).get_data(as_text=True)
    assert page.count("Kami masih menunggu berkas Anda: Depan.") == 1
    assert page.count("Diingatkan tentang berkas yang kurang") == 1
    later(days=30)
    await jobs.remind_of_files()
    assert len(await mails()) == 1


async def test_who_sent_the_files_is_not_reminded(ani: Member, order: Order, later) -> None:
    await send_file(ani, order)
    later(days=2)
    await reminders.remind(order.id)
    await jobs.remind_of_files()
    assert await mails() == []


async def test_who_took_the_file_away_is(ani: Member, order: Order, later) -> None:
    await send_file(ani, order)
    [file] = await files.folder_files(ani.viewer, order.folder_id)
    await ani.post(f"{file.url}/removal")
    later(days=2)
    await jobs.remind_of_files()
    assert len(await mails()) == 1


async def test_files_that_were_sent_back_are_asked_for_again(
    ani: Member, sari: Member, order: Order, later
) -> None:
    later(hours=25)
    await jobs.remind_of_files()
    await send_file(ani, order)
    await jobs.notice_files()
    job = (await fresh(order)).jobs[0]
    why = "Gambarnya buram"
    await work.move_job(sari.viewer, job.id, "awaiting_files", rev=job.rev, reason=why)
    later(hours=23)
    await jobs.remind_of_files()
    assert len(await mails()) == 1
    later(hours=2)
    await jobs.remind_of_files()
    assert len(await mails()) == 2


async def test_an_order_that_is_over_reminds_nobody(ani: Member, order: Order, later) -> None:
    await actions.cancel(ani.viewer, order.id, rev=(await fresh(order)).rev)
    later(days=2)
    await jobs.remind_of_files()
    assert await mails() == []


async def test_a_folder_closes_a_month_after_its_order(ani: Member, order: Order, later) -> None:
    later(days=60)
    await jobs.close_folders()
    assert (await files.folder_for(SYSTEM, order.folder_id)).closed_at is None
    await actions.cancel(ani.viewer, order.id, rev=(await fresh(order)).rev)
    later(days=29)
    await jobs.close_folders()
    assert await upkeep.folders_over(clock.now()) == [order.folder_id]
    later(days=2)
    await jobs.close_folders()
    assert (await files.folder_for(SYSTEM, order.folder_id)).closed_at == clock.now()
    later(days=9)
    await jobs.close_folders()
    closed = (await files.folder_for(SYSTEM, order.folder_id)).closed_at
    assert closed == clock.now() - timedelta(days=9)

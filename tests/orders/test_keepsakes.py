"""An order on paper and in a calendar; when it reached each step; late ones say so first."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app import clock
from app.i18n import use_locale
from app.orders.calendars import calendar
from app.orders.labels import is_late
from app.orders.milestones import step_moments
from app.orders.models import Order
from app.orders.queries import order_for, timeline
from app.orders.status import OrderStatus
from tests.conftest import Member
from tests.orders.conftest import fresh
from tests.orders.test_pages import text


async def promise(sari: Member, order: Order, day: date) -> None:
    await sari.post(f"/orders/{order.id}/claim", form={})
    order = await fresh(order)
    form = {"rev": str(order.rev), "day": day.isoformat()}
    assert (await sari.post(f"/orders/{order.id}/promise", form=form)).status_code == 303


async def test_the_print_view_has_everything_and_belongs_to_its_customer(
    ani: Member, budi: Member, order: Order
) -> None:
    shown = await text(await ani.get(f"/orders/{order.id}/print"))
    for words in (order.code, order.jobs[0].product_name_id):
        assert words in shown
    assert (await budi.get(f"/orders/{order.id}/print")).status_code == 404


async def test_a_promised_day_goes_into_a_calendar(
    ani: Member, budi: Member, sari: Member, order: Order
) -> None:
    path = f"/orders/{order.id}/calendar.ics"
    assert (await ani.get(path)).status_code == 404
    day = clock.now().date() + timedelta(days=3)
    await promise(sari, order, day)
    assert path in await text(await ani.get(f"/orders/{order.id}"))
    answer = await ani.get(path)
    assert answer.mimetype == "text/calendar"
    lines = (await text(answer)).split("\r\n")
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in lines
    assert any(order.code in line for line in lines if line.startswith("SUMMARY:"))
    assert (await budi.get(path)).status_code == 404


async def test_paper_leads_back_to_the_order_by_camera(
    ani: Member, sari: Member, order: Order
) -> None:
    for page in (f"/orders/{order.id}/print", f"/orders/{order.id}/ticket"):
        assert '<svg class="qr" role="img"' in await text(await sari.get(page))
    assert (await ani.get(f"/orders/{order.id}/ticket")).status_code == 403


async def test_an_order_without_a_promise_says_how_long_it_usually_takes(
    ani: Member, sari: Member, order: Order
) -> None:
    path = f"/orders/{order.id}"
    assert "biasanya selesai dalam" in await text(await ani.get(path))
    await promise(sari, order, clock.now().date() + timedelta(days=3))
    assert "biasanya selesai dalam" not in await text(await ani.get(path))


@pytest.mark.parametrize(("zone", "late"), [("Asia/Jakarta", False), ("Asia/Jayapura", True)])
def test_an_order_is_late_when_its_day_is_over_where_the_viewer_is(
    monkeypatch: pytest.MonkeyPatch, zone: str, late: bool
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 5, 1, 15, 30, tzinfo=UTC))
    with use_locale("id", zone):
        assert is_late(date(2026, 5, 1), OrderStatus.IN_WORK) is late


def test_a_calendar_file_escapes_and_folds_what_people_write() -> None:
    written = calendar(
        uid="order-1@sanggar.test",
        day=date(2026, 12, 31),
        title="Kartu, nama; \\ dua\nbaris" + "é" * 60,
        words="x",
        place="y",
        url="https://sanggar.test/orders/1",
        at=clock.now(),
    )
    assert "SUMMARY:Kartu\\, nama\\; \\\\ dua\\nbaris" in written
    assert "DTEND;VALUE=DATE:20270101" in written
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    assert "é" * 60 in written.replace("\r\n ", "")


async def test_each_step_has_its_moment_and_steps_to_come_have_none(
    sari: Member, order: Order
) -> None:
    await sari.post(f"/orders/{order.id}/claim", form={})
    now = await order_for(sari.viewer, order.id)
    told = await timeline(order.id)
    reached = step_moments(now, told)
    assert set(reached) == set(range(1, now.progress.step + 1))
    assert reached[1] == min(entry.at for entry in told)
    assert list(reached.values()) == sorted(reached.values())


@pytest.mark.parametrize("path", ["/home", "/orders", "/orders/{id}"])
async def test_a_late_order_says_so_first(
    ani: Member, sari: Member, order: Order, path: str
) -> None:
    await promise(sari, order, clock.now().date() + timedelta(days=1))
    at = path.format(id=order.id)
    assert "Terlambat" not in await text(await ani.get(at))
    with clock.shifted(timedelta(days=3)):
        assert "erlambat" in await text(await ani.get(at))

"""The trail: what everybody did, readable by managers and admins alone."""

import csv
import io
import re

import pytest

from app import audit
from app.admin import queries
from app.admin.labels import DEEDS
from app.db import transaction
from app.promos.status import Status
from tests.cast import PASSWORD, email
from tests.orders.conftest import move
from tests.test_architecture import APP


@pytest.fixture
def everyone(ani, sari, dodi, maya, visitor):
    return {"ani": ani, "sari": sari, "dodi": dodi, "maya": maya, "visitor": visitor}


async def text(member, path="/audit"):
    response = await member.get(path)
    assert response.status_code == 200
    return await response.get_data(as_text=True)


async def test_good_and_bad_sign_ins_stand_in_the_trail(mira, visitor):
    await visitor.post("/login", form={"email": email("ani"), "password": "salah sekali"})
    await visitor.post("/login", form={"email": email("ani"), "password": PASSWORD})
    page = await text(mira)
    assert 'data-verb="sign_in_failed"' in page
    assert "gagal masuk" in page
    assert 'data-verb="signed_in"' in page
    assert "salah sekali" not in page


async def test_a_change_of_role_names_who_did_it_and_both_roles(adi, mira, sari):
    await adi.post(f"/users/{sari.id}/role", form={"role": "designer"})
    page = await text(mira, f"/audit?subject=user:{sari.id}&verb=changed_role")
    for word in ("Adi Nugroho", "mengubah peran", "sebelum: <b>Operator", "sesudah: <b>Desainer"):
        assert word in page


async def test_the_filter_leaves_out_the_rest(adi, mira):
    async with transaction():
        await audit.record(mira.viewer, "tested", "order:1")
        await audit.record(adi.viewer, "tested", "order:2")
    page = await text(mira, "/audit?actor=nugroho&verb=tested")
    assert 'data-subject="order:2"' in page
    assert 'data-subject="order:1"' not in page
    assert '<a href="/orders/2">Pesanan 2</a>' in page


async def test_only_who_may_open_a_persons_page_is_led_there(adi, mira, ani):
    async with transaction():
        await audit.record(adi.viewer, "tested", f"user:{ani.id}")
    link = f'<a href="/users/{ani.id}">'
    assert link in await text(adi, "/audit?verb=tested")
    assert link not in await text(mira, "/audit?verb=tested")


async def test_old_lines_are_on_later_pages(mira):
    async with transaction():
        for number in range(120):
            await audit.record(mira.viewer, "tested", f"thing:{number}")
    first = await text(mira, "/audit?verb=tested")
    assert "thing:119<" in first
    assert "thing:69<" not in first
    assert "before=" in first
    odd = await text(mira, "/audit?before=nonsense")
    assert "thing:119<" in odd


async def test_markup_in_the_trail_is_text(mira):
    async with transaction():
        await audit.record(mira.viewer, "tested", "x:<b>1</b>", name="<script>alert(1)</script>")
    page = await text(mira)
    assert "<b>1</b>" not in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("who", ["ani", "sari", "dodi", "maya", "visitor"])
async def test_nobody_else_reads_the_trail(everyone, who):
    response = await everyone[who].get("/audit")
    assert response.status_code == (303 if who == "visitor" else 403)


async def test_the_trail_has_no_door_that_changes_it(adi):
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert (await adi.request(method, "/audit")).status_code == 405


async def test_an_orders_code_finds_the_order_and_its_items(mira, sari, order):
    await move(sari, order, "preflight")
    page = await text(mira, f"/audit?subject={order.code.lower()}")
    assert f'data-subject="order:{order.id}"' in page
    assert f'data-subject="job:{order.jobs[0].id}"' in page
    assert "Menunggu berkas" in page
    assert "data-subject" not in await text(mira, "/audit?subject=SG-9999-0001")


def test_every_deed_that_the_code_records_has_words():
    recorded = re.compile(r'audit\.record\(\s*[\w.()\s]+,\s*"([a-z_.]+)"')
    used = {verb for path in APP.rglob("*.py") for verb in recorded.findall(path.read_text())}
    assert len(used) > 30
    assert used | {f"promo.{status}" for status in Status} <= set(DEEDS)


async def test_facts_read_as_people_write_them(mira, sari):
    async with transaction():
        await audit.record(
            mira.viewer, "tested", "order:1", designer=sari.id, total=1250000,
            before="2026-12-02", source="walk_in", deed="signed_in", standing="snoozed",
            kind="percent", value=15, starts_at="2026-12-02T01:00:00+00:00",
        )  # fmt: skip
    page = await text(mira, "/audit?verb=tested")
    for words in (
        "desainer: <b>Sari", "total: <b>Rp1.250.000", "sebelum: <b>2 Des 2026", "potongan: <b>15%",
        "lewat: <b>Di konter", "tindakan: <b>masuk", "ditunda", "mulai: <b>2 Des 2026 08.00 WIB",
    ):  # fmt: skip
        assert words in page


async def test_of_a_change_only_what_differs_is_said(mira):
    before = {"kind": "fixed", "value": 10000, "min_spend": 0, "code": None, "quota": None}
    after = before | {"value": 25000, "code": "HEMAT"}
    async with transaction():
        await audit.record(mira.viewer, "tested", "promo:1", before=before, after=after)
    page = await text(mira, "/audit?verb=tested")
    assert "potongan: <b>Rp10.000 → Rp25.000</b>" in page
    assert "kode: <b>– → HEMAT</b>" in page
    assert "mulai belanja" not in page


async def test_things_stand_there_by_their_names(mira, sari, flyer, order):
    async with transaction():
        await audit.record(mira.viewer, "tested", f"product:{flyer.id}")
        await audit.record(mira.viewer, "tested", f"room:{order.room_id}", to=sari.id)
        await audit.record(mira.viewer, "tested", "message:1", before=f"room:{order.room_id}")
    page = await text(mira, "/audit?verb=tested")
    assert f"Produk {flyer.name_id}" in page
    assert f'<a href="/inbox?room={order.room_id}">Obrolan Ani Lestari</a>' in page
    assert "ke: <b>Sari" in page
    assert "sebelum: <b>Obrolan Ani Lestari" in page


async def test_the_trail_is_a_table_for_a_spreadsheet(adi, mira):
    async with transaction():
        await audit.record(mira.viewer, "tested", "order:1", reason="=cmd|' /C calc'!A1")
        await audit.record(adi.viewer, "tested", "@order:2")
    answer = await mira.get("/audit.csv?verb=tested")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO((await answer.get_data()).decode("utf-8-sig"))))
    assert rows[0][1] == "Orang"
    assert [row[1] for row in rows[1:]] == ["Adi Nugroho", "Mira Anggraini"]
    assert [row[4] for row in rows[1:]] == ["'@order:2", "order:1"]
    assert 'data-verb="exported"' in await text(mira)


async def test_a_long_trail_comes_whole(mira):
    async with transaction():
        for number in range(queries.PAGE * 2 + 1):
            await audit.record(mira.viewer, "tested", f"order:{number}")
    lines = (await (await mira.get("/audit.csv?verb=tested")).get_data(as_text=True)).splitlines()
    assert len(lines) == queries.PAGE * 2 + 2


async def test_the_table_is_for_who_reads_the_trail(everyone):
    for name, member in everyone.items():
        expected = 303 if name == "visitor" else 403
        assert (await member.get("/audit.csv")).status_code == expected

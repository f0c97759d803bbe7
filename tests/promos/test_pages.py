"""The studio's pages of promos: list, form, steps; nobody else opens them."""

import re
from datetime import UTC, datetime

import pytest

from app.promos import queries
from app.promos.models import Audience, Kind
from app.promos.status import Status

FORM = {
    "title_id": "Hemat akhir tahun",
    "body_id": "Semua produk.",
    "kind": "percent",
    "value": "15",
    "cap": "Rp 100.000",
    "min_spend": "250.000",
    "code": "akhir15",
    "audience": "members",
    "starts_at": "2026-01-05T08:00",
    "ends_at": "2036-01-05T17:30",
}


async def text(member, path, status=200):
    response = await member.get(path)
    assert response.status_code == status
    return await response.get_data(as_text=True)


async def test_marketing_writes_a_promo_in_the_page(maya, flyer):
    response = await maya.post("/promos", form=FORM | {"products": str(flyer.id)})
    assert response.status_code == 303
    (promo,) = await queries.all_promos()
    assert (promo.kind, promo.value, promo.cap) == (Kind.PERCENT, 15, 100_000)
    assert (promo.min_spend, promo.code, promo.products) == (250_000, "AKHIR15", (flyer.id,))
    assert (promo.audience, promo.status) == (Audience.MEMBERS, Status.DRAFT)
    assert promo.starts_at.isoformat() == "2026-01-05T01:00:00+00:00"  # 08.00 WIB
    page = await text(maya, response.location)
    for words in ("Hemat akhir tahun", "AKHIR15", "2026-01-05T08:00", "WIB"):
        assert words in page


async def test_before_it_is_published_its_reach_is_said(maya, make):
    promo = await make(title_id="Hemat sekali", audience=Audience.MEMBERS)
    page = await text(maya, f"/promos/{promo.id}")
    dialog = page.partition('id="sure-publication"')[2].partition("</dialog>")[0]
    assert 'data-opens="sure-publication"' in page
    assert "Terbitkan “Hemat sekali”?" in dialog
    assert "pengunjung tidak" in dialog
    assert f'action="/promos/{promo.id}/publication"' in dialog


async def test_the_editor_writes_the_end_as_the_strip_does_in_both_languages(maya, make):
    promo = await make(ends_at=datetime(2036, 12, 13, 16, 59, tzinfo=UTC))
    page = await text(maya, f"/promos/{promo.id}")
    assert "sampai 13 Des 2036 23.59 WIB" in page
    assert "until 13 Dec 2036 23:59 WIB" in page


async def test_the_editor_shows_the_price_that_a_products_page_will_have(maya, make, poster, flyer):
    cheap = await make(kind=Kind.PERCENT, value=25, products=(flyer.id,))
    page = await text(maya, f"/promos/{cheap.id}")
    shown = page.partition('class="price__total"')[2].partition("</div>")[0]
    assert ">Rp1.000</s>" in shown
    assert ">Rp750</strong>" in shown
    assert "Harga sudah termasuk promo" in shown
    assert "untuk 1 “flyer”" in page
    for other in ({"code": "HEMAT"}, {"min_spend": 5_000}, {"kind": Kind.ANNOUNCEMENT}):
        promo = await make(**{"kind": Kind.PERCENT, "value": 25} | other)
        assert "price__offer" not in await text(maya, f"/promos/{promo.id}"), other


async def test_the_list_counts_the_states_and_narrows_by_one(maya, make, live):
    await make(title_id="Konsep saja")
    await live(title_id="Sudah tayang")
    every = await text(maya, "/promos")
    assert "Konsep saja" in every
    assert "Sudah tayang" in every
    drafts = await text(maya, "/promos?status=draft")
    table = drafts.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "Konsep saja" in table
    assert "Sudah tayang" not in table


async def test_the_page_publishes_pauses_and_ends(maya, make):
    promo = await make()
    for step, status in (
        ("publication", Status.LIVE),
        ("pause", Status.PAUSED),
        ("publication", Status.LIVE),
        ("end", Status.ENDED),
    ):
        response = await maya.post(f"/promos/{promo.id}/{step}", form={"rev": str(promo.rev)})
        assert response.status_code == 303
        promo = await queries.promo(promo.id)
        assert promo.status is status
    await text(maya, f"/promos/{promo.id}")


async def test_a_draft_is_deleted_in_the_page(maya, make):
    promo = await make()
    response = await maya.post(f"/promos/{promo.id}/removal", form={"rev": str(promo.rev)})
    assert (response.status_code, response.location) == (303, "/promos")
    assert await queries.all_promos() == []


async def test_changes_on_a_stale_page_are_refused(maya, live):
    promo = await live()
    response = await maya.post(f"/promos/{promo.id}", form=FORM | {"starts_at": "", "rev": "1"})
    assert response.status_code == 409
    assert "Hemat akhir tahun" in await response.get_data(as_text=True)
    step = await maya.post(f"/promos/{promo.id}/pause", form={"rev": "1"})
    assert step.status_code == 409
    assert (await queries.promo(promo.id)) == promo


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_id": ""},
        {"kind": "gift"},
        {"value": "a lot"},
        {"value": "0"},
        {"value": "120"},
        {"code": "a b"},
        {"audience": "nobody"},
        {"ends_at": "2025-12-31T00:00"},
        {"starts_at": "tomorrow"},
        {"products": "999"},
    ],
)
async def test_a_wrong_form_comes_back_with_what_was_typed(maya, app, wrong):
    response = await maya.post("/promos", form=FORM | wrong)
    assert response.status_code == 422
    assert "Semua produk." in await response.get_data(as_text=True)
    assert await queries.all_promos() == []


async def test_an_ended_promo_is_not_changed(maya, live):
    promo = await live()
    await maya.post(f"/promos/{promo.id}/end", form={"rev": str(promo.rev)})
    response = await maya.post(f"/promos/{promo.id}", form=FORM | {"rev": str(promo.rev + 1)})
    assert response.status_code == 409


async def test_a_running_promo_cannot_begin_later_or_have_ended(maya, live):
    promo = await live()
    for wrong in (
        {"starts_at": "2036-01-01T00:00"},
        {"starts_at": "", "ends_at": "2020-01-01T00:00"},
    ):
        form = FORM | {"rev": str(promo.rev)} | wrong
        assert (await maya.post(f"/promos/{promo.id}", form=form)).status_code == 422


@pytest.mark.parametrize("path", ["/promos", "/promos/new", "/promos/1"])
async def test_nobody_else_opens_the_pages(ani, sari, dodi, live, path):
    await live()
    for outsider in (ani, sari, dodi):
        assert (await outsider.get(path)).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["", "/1", "/1/publication", "/1/pause", "/1/end", "/1/removal"],
)
async def test_nobody_else_changes_anything(ani, sari, dodi, live, path):
    promo = await live()
    for outsider in (ani, sari, dodi):
        answer = await outsider.post(f"/promos{path}", form=FORM | {"rev": str(promo.rev)})
        assert answer.status_code == 403
    assert await queries.all_promos() == [promo]


async def test_a_promo_that_is_not_there_is_404(maya):
    await text(maya, "/promos/999", 404)


async def test_many_promos_are_turned_page_by_page(maya, make, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    made = [(await make(title_id=f"Promo {number}")).id for number in range(5)]
    found, path = [], "/promos"
    while path:
        html = await (await maya.get(path)).get_data(as_text=True)
        found += [int(number) for number in re.findall(r'href="/promos/(\d+)"', html)]
        following = re.search(r'href="(/promos\?before=\d+)"', html)
        path = following[1] if following else ""
    assert found == made[::-1]
    assert len((await (await maya.get("/api/promos")).get_json())["promos"]) == 2

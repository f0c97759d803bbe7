"""An order is collected or brought; the nearest branch is proposed, and another can be chosen."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from app.accounts.access import SYSTEM
from app.catalogue import profile
from app.catalogue.models import Product
from app.db import database
from app.orders import queries
from app.orders.models import Order
from app.orders.tables import jobs, orders
from tests.conftest import Member
from tests.orders.branches import NORTH, two_branches
from tests.orders.conftest import Place, body, fresh, move, post_order
from tests.orders.test_pages import FORM, text

HOUSE = {
    "method": "delivery",
    "recipient": "Ibu Ani",
    "recipient_phone": "0812-3456-7801",
    "street": "Jl. Kaliurang Km 8 No. 21",
    "city": "Ngaglik, Sleman",
    "postcode": "55581",
}


async def placed(who: Member, **more: Any) -> Order:
    answer = await who.post("/orders", form=FORM | {"idempotency_key": ""} | more)
    assert answer.status_code == 303, await text(answer)
    number = await database.fetch_val(select(orders.c.id).order_by(orders.c.id.desc()))
    return await queries.order_for(SYSTEM, number)


async def test_an_order_that_says_nothing_is_collected_at_the_only_branch(
    ani: Member, flyer: Product
) -> None:
    order = await placed(ani)
    assert (order.delivery.method, order.branch_reason, order.branch_km) == ("pickup", "only", None)
    assert "Diambil sendiri" in await text(await ani.get(f"/orders/{order.id}"))


async def test_an_order_is_brought_to_the_address(
    ani: Member, sari: Member, flyer: Product
) -> None:
    order = await placed(ani, **HOUSE)
    assert order.delivery.recipient_phone == "+6281234567801"
    for who, path in ((ani, ""), (sari, ""), (ani, "/print"), (sari, "/ticket")):
        shown = await text(await who.get(f"/orders/{order.id}{path}"))
        for words in ("Ibu Ani", "Jl. Kaliurang Km 8 No. 21", "Ngaglik, Sleman", "Rp1.300.000"):
            assert words in shown, (path, words)


async def test_the_address_is_for_those_who_may_know_how_to_reach_the_customer(
    ani: Member, sari: Member, dodi: Member, flyer: Product
) -> None:
    order = await placed(ani, **HOUSE)
    await sari.post(f"/jobs/{order.jobs[0].id}/designer", form={"rev": "1", "designer": dodi.id})
    for path in ("", "/ticket", "/print", "/status"):
        shown = await text(await dodi.get(f"/orders/{order.id}{path}"))
        assert "bayar di tempat" in shown
        for words in ("Jl. Kaliurang", "812-3456-7801", "Ibu Ani"):
            assert words not in shown, path


@pytest.mark.parametrize(
    ("wrong", "where", "words"),
    [
        ({"recipient": " "}, "recipient", "Siapa yang menerima"),
        ({"recipient_phone": "rumah"}, "recipient_phone", "tuliskan nomor telepon"),
        ({"street": ""}, "street", "supaya kurir menemukan Anda"),
        ({"city": ""}, "city", "kecamatan dan kotanya"),
        ({"postcode": "5558"}, "postcode", "lima angka"),
        ({"method": "drone"}, "method", "Pilih cara Anda menerimanya"),
    ],
)
async def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(
    ani: Member, flyer: Product, wrong: dict[str, str], where: str, words: str
) -> None:
    answer = await ani.post("/orders", form=FORM | HOUSE | {"notes": "Pagar hijau"} | wrong)
    assert answer.status_code == 422
    shown = await text(answer)
    beside = shown.split(f'id="{where}-error"')[1].split("</p>")[0]
    assert words in beside
    assert "Pagar hijau" in shown
    assert HOUSE["street"] in shown or "street" in wrong
    assert await database.fetch_all(select(orders.c.id)) == []


async def test_who_collects_leaves_no_address(ani: Member, flyer: Product) -> None:
    order = await placed(ani, **HOUSE | {"method": "pickup", "recipient_phone": "rumah"})
    assert (order.delivery.recipient, order.delivery.street) == ("", "")
    assert order.delivery.city == "Ngaglik, Sleman"


async def test_the_last_address_is_offered_to_its_owner_alone(
    ani: Member, budi: Member, sari: Member, flyer: Product
) -> None:
    first = await text(await ani.get("/orders/new"))
    assert f'value="{ani.viewer.name}"' in first
    await placed(ani, **HOUSE)
    again = await text(await ani.get("/orders/new"))
    for words in ("Jl. Kaliurang Km 8 No. 21", 'value="55581"', 'value="Ibu Ani"'):
        assert words in again
    for other in (budi, sari):
        assert "Kaliurang" not in await text(await other.get("/orders/new"))


async def test_the_address_is_kept_while_it_is_typed(ani: Member, flyer: Product) -> None:
    await ani.post("/orders/draft", form=FORM | HOUSE)
    shown = await text(await ani.get("/orders/new"))
    assert "Jl. Kaliurang Km 8 No. 21" in shown
    assert shown.split('value="delivery"')[0].rsplit("<input", 1)[1].count("checked") == 1


async def test_an_address_alone_is_no_draft(ani: Member, flyer: Product) -> None:
    given = {"idempotency_key": "k", "method": "pickup", "recipient": "Ani", "city": "Sleman"}
    await ani.post("/orders/draft", form=given)
    assert "Pesanan ini Anda mulai" not in await text(await ani.get("/orders/new"))


async def test_the_nearest_branch_is_proposed_with_its_distance(
    ani: Member, flyer: Product
) -> None:
    await two_branches()
    shown = await text(await ani.post("/orders/draft", form=FORM | HOUSE))
    assert "Usulan kami: Sanggar Sleman" in shown
    assert "Ini yang terdekat. Jarak: kurang dari 1 km garis lurus." in shown
    assert "Sanggar Kotabaru · ±8 km garis lurus" in shown
    order = await placed(ani, **HOUSE)
    assert (order.branch_id, order.branch_reason, order.branch_km) == (NORTH.id, "nearest", 0)
    page = await text(await ani.get(f"/orders/{order.id}"))
    assert "Ini yang terdekat." in page


async def test_without_scripts_a_button_finds_the_nearest(ani: Member, flyer: Product) -> None:
    await two_branches()
    form = FORM | HOUSE | {"change": "branch"}
    shown = await text(await ani.post("/orders/form", form=form))
    assert "Usulan kami: Sanggar Sleman" in shown
    assert "Jl. Kaliurang Km 8 No. 21" in shown


async def test_an_unknown_place_is_said_and_the_home_branch_proposed(
    ani: Member, flyer: Product
) -> None:
    await two_branches()
    far = HOUSE | {"city": "Jayapura", "postcode": "99111"}
    shown = await text(await ani.post("/orders/draft", form=FORM | far))
    assert "Usulan kami: Sanggar Kotabaru" in shown
    assert "Kami belum tahu jarak ke tempat Anda, jadi kami mengusulkan cabang utama." in shown
    order = await placed(ani, **far)
    assert (order.branch_id, order.branch_reason, order.branch_km) == (1, "home", None)


async def test_another_branch_can_be_chosen(ani: Member, flyer: Product) -> None:
    await two_branches()
    order = await placed(ani, **HOUSE, branch="1")
    assert (order.branch_id, order.branch_reason, order.branch_km) == (1, "chosen", 8)
    same = await placed(ani, **HOUSE, branch="2")
    assert (same.branch_id, same.branch_reason) == (2, "nearest")


async def test_a_branch_that_does_not_make_it_is_not_proposed_and_refused(
    ani: Member, flyer: Product
) -> None:
    await two_branches(lacks=(flyer.id,))
    shown = await text(await ani.post("/orders/draft", form=FORM | HOUSE))
    assert "Usulan kami: Sanggar Kotabaru" in shown
    assert "Semua isi pesanan ini bisa dikerjakan di sini." in shown
    answer = await ani.post("/orders", form=FORM | HOUSE | {"branch": "2"})
    assert answer.status_code == 422
    beside = (await text(answer)).split('id="branch-error"')[1].split("</p>")[0]
    assert "Sanggar Sleman tidak mengerjakan ini: Produk flyer." in beside


@pytest.mark.parametrize("branch", ["99", "2"])
async def test_only_a_branch_that_takes_orders_can_be_chosen(
    ani: Member, flyer: Product, branch: str
) -> None:
    await two_branches(active=False)
    answer = await ani.post("/orders", form=FORM | HOUSE | {"branch": branch})
    assert answer.status_code == 422
    assert "Pilih salah satu cabang kami." in await text(answer)


async def test_the_desk_sees_and_hears_the_orders_of_every_branch(
    server: object, ani: Member, sari: Member, flyer: Product
) -> None:
    await two_branches()
    async with sari.listening("orders:1") as feed:
        order = await placed(ani, **HOUSE)
        assert (await feed.next("order.submitted")).data["code"] == order.code
    shown = await text(await sari.get("/feed"))
    assert order.code in shown
    assert "Sanggar Sleman" in shown
    assert "diantar ke Ngaglik, Sleman" in shown
    assert (await (await sari.get("/api/counts")).get_json())["turns"] == 1


async def test_who_is_brought_an_order_is_not_asked_to_collect_it(
    ani: Member, sari: Member, flyer: Product
) -> None:
    order = await placed(ani, **HOUSE)
    await sari.post(f"/api/orders/{order.id}/claim")
    near = update(jobs).where(jobs.c.order_id == order.id).values(status="quality_check")
    await database.execute(near)
    assert (await move(sari, order, "done")).status_code == 200
    ready = await fresh(order)
    assert (ready.status, ready.progress.turn) == ("ready", "studio")
    shown = await text(await ani.get(f"/orders/{order.id}"))
    assert "Siap diantar" in shown
    assert "Siap diambil" not in shown
    link = shown.split('id="link-address" value="')[1].split('"')[0]
    tracked = await text(await ani.get("/t/" + link.split("/t/")[1]))
    assert "Diantar, bayar di tempat" in tracked
    for words in ("Kaliurang", "Ibu Ani", "Ngaglik"):
        assert words not in tracked


async def test_a_program_says_how_and_where(ani: Member, flyer: Product, place: Place) -> None:
    await two_branches()
    order = await place(("flyer", 500), delivery=HOUSE, branch=1)
    assert (order.delivery.city, order.branch_reason) == ("Ngaglik, Sleman", "chosen")
    answer = await (await ani.get(f"/api/orders/{order.id}")).get_json()
    assert (answer["method"], answer["branch"]) == ("delivery", 1)
    wrong = await post_order(ani, body(("flyer", 500), delivery={"method": "delivery"}))
    assert wrong.status_code == 422
    assert set((await wrong.get_json())["error"]["fields"]) == {
        "recipient",
        "recipient_phone",
        "street",
        "city",
    }


async def test_the_address_is_among_what_somebody_takes_along(ani: Member, flyer: Product) -> None:
    await placed(ani, **HOUSE)
    taken = await (await ani.post("/account/data")).get_json()
    assert taken["orders"][0]["order"]["delivery"]["street"] == HOUSE["street"]


async def test_a_branch_that_closed_keeps_its_orders(ani: Member, flyer: Product) -> None:
    await two_branches()
    order = await placed(ani, **HOUSE)
    await profile.save_branch(replace(NORTH, active=False), by=SYSTEM)
    assert "Sanggar Sleman" in await text(await ani.get(f"/orders/{order.id}"))
    assert "Sanggar Sleman" not in await text(await ani.get("/about"))

"""The short link of an order: how far it is, for whoever has it, and nothing more."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app import clock, signing
from app.audit import audit
from app.db import database
from app.mail import outbox
from app.orders import links
from app.orders.models import Order
from app.orders.tables import orders
from tests.conftest import Member
from tests.orders.conftest import fresh, move
from tests.orders.test_keepsakes import promise
from tests.orders.test_pages import text


async def seen(who: Member, order: Order) -> str:
    answer = await who.get(links.path_of(await fresh(order)))
    assert answer.status_code == 200
    return await text(answer)


async def test_without_an_account_the_steps_and_dates_are_seen(
    visitor: Member, sari: Member, order: Order
) -> None:
    day = clock.now().date() + timedelta(days=3)
    await promise(sari, order, day)
    page = await seen(visitor, order)
    for words in (
        order.code,
        'data-state="current"',
        'data-step="2"',
        "kirim berkas",
        str(day.year),
    ):
        assert words in page
    await move(sari, order, "preflight", reason="Berkas menyusul")
    assert 'data-step="3"' in await seen(visitor, order)


async def test_nothing_of_anybody_is_shown(
    visitor: Member, ani: Member, sari: Member, order: Order
) -> None:
    await sari.post(f"/orders/{order.id}/claim", form={})
    await ani.post(f"/rooms/{order.room_id}/messages", form={"body": "Rahasia dapur"})
    page = await seen(visitor, order)
    hidden = (
        ani.viewer.name.split()[0],
        sari.viewer.name,
        "Rahasia",
        "400.000",  # 500 flyers at 800
        order.jobs[0].product_name_id,
        f'data-channel="{order.channel}"',
    )
    for words in hidden:
        assert words not in page


async def test_a_late_order_says_so_and_a_ready_one_where_it_waits(
    visitor: Member, sari: Member, order: Order
) -> None:
    await promise(sari, order, clock.now().date() + timedelta(days=1))
    with clock.shifted(timedelta(days=3)):
        assert "terlambat" in await seen(visitor, order)
    await database.execute(update(orders).values(status="ready"))
    assert "Ambil di sini" in await seen(visitor, order)


async def test_the_page_is_kept_from_engines_referers_and_caches(
    visitor: Member, order: Order
) -> None:
    headers = (await visitor.get(links.path_of(order))).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Cache-Control"] == "no-store"
    assert "Disallow: /t/" in await text(await visitor.get("/robots.txt"))


def wrong(order: Order) -> list[str]:
    good = links.path_of(order)
    other = signing.seal(links.PURPOSE, f"{order.id + 1}.1")
    return [
        good[:-1],
        good + "a",
        "/t/" + good.removeprefix("/t/").upper(),
        f"/t/{order.id}",
        f"/t/{order.id}-",
        f"/t/{order.id + 1}-{other}",
        f"/t/{order.id}-{other}",
        "/t/x",
        "/t/-1-a",
        "/t/" + "9" * 400,
        "/t/%ff-%ff",
        "/t/1e3-é",
    ]


async def test_wrong_links_are_all_answered_alike(visitor: Member, order: Order) -> None:
    answers = [await visitor.get(path) for path in wrong(order)]
    assert {answer.status_code for answer in answers} == {404}
    words = "Tautan ini tidak berlaku lagi"
    assert [words in await text(answer) for answer in answers] == [True] * len(answers)


async def test_who_guesses_is_told_to_wait_and_a_good_link_still_opens(
    visitor: Member, order: Order
) -> None:
    codes = [(await visitor.get(f"/t/{order.id}-{number}")).status_code for number in range(62)]
    assert codes[0] == 404
    assert codes[-1] == 429
    await seen(visitor, order)


@pytest.mark.parametrize("name", ["ani", "sari"])
async def test_a_new_link_makes_the_old_one_worthless(
    visitor: Member, ani: Member, sari: Member, order: Order, name: str
) -> None:
    who = {"ani": ani, "sari": sari}[name]
    old = links.path_of(order)
    answer = await who.post(f"/orders/{order.id}/link", form={})
    assert answer.status_code == 303
    assert (await visitor.get(old)).status_code == 404
    new = links.path_of(await fresh(order))
    assert new in await text(await who.get(answer.headers["Location"].partition("#")[0]))
    await seen(visitor, order)
    query = select(audit.c.subject).where(audit.c.verb == "renewed_link")
    assert await database.fetch_val(query) == f"order:{order.id}"


async def test_others_cannot_make_one(
    visitor: Member, budi: Member, dodi: Member, maya: Member, order: Order
) -> None:
    path = f"/orders/{order.id}/link"
    codes = [(await who.post(path, form={})).status_code for who in (budi, dodi, maya)]
    assert codes == [404, 403, 403]
    assert (await visitor.post(path, form={})).status_code in {303, 401}
    assert (await fresh(order)).link_issue == 1


async def test_a_link_ends_a_while_after_its_order(
    visitor: Member, ani: Member, order: Order
) -> None:
    sent = {"rev": str(order.rev)}
    await ani.post(f"/orders/{order.id}/cancellation", form=sent)
    assert "Ditarik" in await seen(visitor, order)
    with clock.shifted(links.LASTS + timedelta(days=1)):
        assert (await visitor.get(links.path_of(order))).status_code == 404


async def test_it_stands_on_the_confirmation_in_the_mail_and_on_paper(
    ani: Member, sari: Member, order: Order
) -> None:
    path = links.path_of(order)
    confirmed = await text(await ani.get(f"/orders/{order.id}?placed=1"))
    assert '<details class="card fold" id="link" open>' in confirmed
    assert f'value="http://localhost{path}"' in confirmed
    assert path in str(await database.fetch_val(select(outbox.c.body)))
    assert path in await text(await sari.get(f"/orders/{order.id}/print"))
    ticket = await text(await sari.get(f"/orders/{order.id}/ticket"))
    assert path not in ticket  # it goes through the shop, not to the customer


async def test_a_designer_has_no_use_for_it(sari: Member, dodi: Member, order: Order) -> None:
    job = order.jobs[0]
    await sari.post(f"/orders/{order.id}/claim", form={})
    sent = {"rev": str(job.rev), "designer": str(dodi.id)}
    await sari.post(f"/jobs/{job.id}/designer", form=sent)
    page = await text(await dodi.get(f"/orders/{order.id}"))
    assert order.code in page
    assert "/t/" not in page


async def test_a_click_on_the_page_does_not_keep_its_address(
    visitor: Member, order: Order, app: Any
) -> None:
    from app.catalogue.tables import contact_clicks

    form = {"channel": "whatsapp", "product": "", "page": links.path_of(order)}
    assert (await visitor.post("/contact-clicks", form=form)).status_code == 204
    assert await database.fetch_val(select(contact_clicks.c.page)) == "/t/"


def test_a_seal_is_of_one_purpose_and_text() -> None:
    seals = {signing.seal(*each) for each in (("a", "b"), ("a", "c"), ("b", "b"), ("a:b", ""))}
    assert len(seals) == 4
    assert all(len(seal) == 26 and seal.isalnum() for seal in seals)

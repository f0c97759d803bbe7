"""Steps of an order and promos on the devices of those who want them."""

import pytest

from app.accounts import changes
from app.catalogue.models import Product
from app.chat import actions as chat
from app.chat import pushes, queries
from app.promos import actions as promos
from app.promos.models import Draft
from tests.conftest import Member
from tests.orders.conftest import Place, flyer, place
from tests.push.conftest import Post

__all__ = ["flyer", "place"]


async def test_a_step_of_the_order_is_told_in_the_customers_language(
    ani: Member,
    sari: Member,
    flyer: Product,
    place: Place,
    post: Post,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await changes.choose_language(ani.viewer, locale="en")
    device = await post.subscribe(ani)
    order = await place(("flyer", 500))
    assert (await sari.post(f"/orders/{order.id}/claim")).status_code == 303
    await post.deliver()
    assert post.service.received == []  # held: she may have the page open
    await post.later(monkeypatch)
    (received,) = post.service.received
    shown = device.note(received)
    assert shown["title"] == f"Order {order.code} is confirmed"
    assert (shown["url"], shown["tag"]) == (f"/orders/{order.id}", f"order:{order.id}")
    assert "Rp" not in str(shown)


async def test_a_new_order_rings_at_the_desk_until_somebody_claims_it(
    ani: Member, sari: Member, dodi: Member, flyer: Product, place: Place, post: Post
) -> None:
    device = await post.subscribe(sari)
    await post.subscribe(dodi)
    first = await place(("flyer", 500))
    await post.deliver()
    (received,) = post.service.received
    assert received.path == "/push/sari"
    assert device.note(received)["title"] == f"Pesanan baru {first.code}"
    second = await place(("flyer", 500))
    await sari.post(f"/orders/{second.id}/claim")
    await post.deliver()
    assert len(post.service.received) == 1


async def test_who_saw_the_step_on_the_page_is_not_told_again(
    ani: Member,
    sari: Member,
    flyer: Product,
    place: Place,
    post: Post,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await post.subscribe(ani)
    order = await place(("flyer", 500))
    await sari.post(f"/orders/{order.id}/claim")
    await chat.mark_read(ani.viewer, order.room_id, await queries.newest_message(order.room_id))
    await post.later(monkeypatch)
    assert post.service.received == []


async def test_a_promo_reaches_those_who_asked_for_promos(
    ani: Member, budi: Member, maya: Member, post: Post
) -> None:
    await pushes.tell_unread()
    device = await post.subscribe(ani)
    await post.subscribe(budi)
    form = {"push-chat": "y", "push-orders": "y", "push-promos": "y"}
    assert (await ani.post("/push/wishes", form=form)).status_code == 303
    draft = Draft(title_id="Diskon kalender", title_en="Calendars for less")
    made = await promos.create(draft, by=maya.viewer)
    made = await promos.publish(made.id, rev=made.rev, by=maya.viewer)
    await post.deliver()
    (received,) = post.service.received
    assert device.note(received)["title"] == "Diskon kalender"
    assert received.headers["urgency"] == "low"


async def test_a_promo_that_ends_at_once_is_taken_back(
    ani: Member, maya: Member, post: Post
) -> None:
    await post.subscribe(ani)
    await ani.post("/push/wishes", form={"push-promos": "y"})
    made = await promos.create(Draft(title_id="Salah", title_en="Wrong"), by=maya.viewer)
    made = await promos.publish(made.id, rev=made.rev, by=maya.viewer)
    await promos.end(made.id, rev=made.rev, by=maya.viewer)
    await post.deliver()
    assert post.service.received == []


async def test_who_takes_back_the_consent_to_marketing_hears_no_promos(
    ani: Member, maya: Member, post: Post
) -> None:
    await post.subscribe(ani)
    await ani.post("/push/wishes", form={"push-promos": "y"})
    await changes.consent_to_marketing(ani.viewer, False)
    made = await promos.create(Draft(title_id="Promo", title_en="Promo"), by=maya.viewer)
    await promos.publish(made.id, rev=made.rev, by=maya.viewer)
    await post.deliver()
    assert post.service.received == []

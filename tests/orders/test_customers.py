"""A customer's orders beside a conversation: all for the desk, their own for designers."""

from app.catalogue.models import Product
from app.orders.customers import LATEST, custom_of
from app.orders.models import Order
from tests.conftest import Member
from tests.orders.conftest import Place, fresh


async def test_the_desk_sees_how_much_and_what_it_was_worth(
    ani: Member, sari: Member, order: Order, place: Place
) -> None:
    second = await place(("flyer", 100))
    custom = await custom_of(sari.viewer, ani.id)
    assert [summary.order.id for summary in custom.latest] == [second.id, order.id]
    assert (custom.count, custom.worth) == (2, order.total + second.total)


async def test_what_came_to_nothing_does_not_count(ani: Member, sari: Member, order: Order) -> None:
    await ani.post(f"/orders/{order.id}/cancellation", form={"rev": "1"})
    custom = await custom_of(sari.viewer, ani.id)
    assert (len(custom.latest), custom.count, custom.worth) == (1, 0, 0)


async def test_only_the_latest_are_listed(
    ani: Member, sari: Member, flyer: Product, place: Place
) -> None:
    for _ in range(LATEST + 1):
        await place(("flyer", 100))
    custom = await custom_of(sari.viewer, ani.id)
    assert (len(custom.latest), custom.count) == (LATEST, LATEST + 1)


async def test_a_designer_sees_their_own_and_no_worth(
    ani: Member, sari: Member, dodi: Member, order: Order, place: Place
) -> None:
    await place(("flyer", 100))
    job = (await fresh(order)).jobs[0]
    form = {"designer": str(dodi.id), "rev": str(job.rev)}
    await sari.post(f"/jobs/{job.id}/designer", form=form)
    custom = await custom_of(dodi.viewer, ani.id)
    assert [summary.order.id for summary in custom.latest] == [order.id]
    assert (custom.count, custom.worth) == (1, None)


async def test_the_inbox_shows_them_beside_the_conversation(sari: Member, order: Order) -> None:
    page = await (await sari.get(f"/inbox?room={order.room_id}")).get_data(as_text=True)
    card = page.partition("inbox__card")[2]
    assert order.code in card
    assert "Rp" in card

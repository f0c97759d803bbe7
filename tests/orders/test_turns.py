"""The number of things that wait for somebody, in the navigation and for scripts."""

from app.orders.models import Order
from tests.conftest import Member, Server
from tests.orders.conftest import fresh, move


async def turns(who: Member) -> int:
    counted = await (await who.get("/api/counts")).get_json()
    return int(counted["turns"])


async def test_the_desk_counts_orders_that_nobody_has(
    sari: Member, rina: Member, order: Order, quote: Order
) -> None:
    assert await turns(sari) == 2
    await sari.post(f"/api/orders/{order.id}/claim")
    assert await turns(rina) == 1


async def test_a_customer_counts_the_orders_that_wait_for_them(
    ani: Member, budi: Member, sari: Member, order: Order, quote: Order
) -> None:
    assert await turns(ani) == 2  # both lack their files
    assert await turns(budi) == 0
    await ani.post(f"/orders/{quote.id}/cancellation", form={"rev": "1"})
    assert await turns(ani) == 1
    await move(sari, order, "preflight")
    assert await turns(ani) == 0


async def test_the_number_is_the_same_as_on_the_customers_page(ani: Member, order: Order) -> None:
    page = await (await ani.get("/home")).get_data(as_text=True)
    assert 'data-turns="1"' in page


async def test_a_designer_counts_their_jobs_in_design(
    server: Server, sari: Member, dodi: Member, order: Order
) -> None:
    await move(sari, order, "preflight")
    job = (await fresh(order)).jobs[0]
    await sari.post(
        f"/jobs/{job.id}/designer", form={"designer": str(dodi.id), "rev": str(job.rev)}
    )
    assert await turns(dodi) == 0
    async with dodi.listening(f"user:{dodi.id}") as notices:
        await move(sari, order, "design")
        assert (await notices.next("job.state_changed")).data["job"] == job.id
    assert await turns(dodi) == 1


async def test_marketing_has_no_turn(maya: Member, order: Order) -> None:
    assert await turns(maya) == 0


async def test_each_page_names_the_channels_that_change_its_numbers(
    ani: Member, sari: Member, dodi: Member
) -> None:
    for who, path, channels in (
        (ani, "/home", f"user:{ani.id}"),
        (sari, "/feed", f"user:{sari.id} inbox orders:1"),
        (dodi, "/board", f"user:{dodi.id}"),
    ):
        assert f'data-counts="{channels}"' in await (await who.get(path)).get_data(as_text=True)

"""Finding an order: by its number, however much of it is typed, or through its customer."""

import pytest

from app.orders import queries
from app.orders.models import Filter, Order
from tests.conftest import Member


async def found(who: Member, typed: str) -> list[int]:
    page = await queries.orders_page(who.viewer, Filter(search=typed))
    return [summary.order.id for summary in page]


async def typed_forms(order: Order) -> list[str]:
    series, month, number = order.code.split("-")
    whole = f"{series}-{month}-{number}"
    return [whole, whole.lower(), f"{month}-{number}", number, number.lstrip("0"),
            f"{series}-{month}", f"{series}-{month}-00", f"{series} {month} {number}"]  # fmt: skip


async def test_every_way_to_type_the_number_finds_the_order(sari: Member, order: Order) -> None:
    for typed in await typed_forms(order):
        assert await found(sari, typed) == [order.id], typed


@pytest.mark.parametrize("typed", ["SG-2001-0001", "9999", "%", "'", "0042x"])
async def test_another_number_finds_nothing(sari: Member, order: Order, typed: str) -> None:
    assert await found(sari, typed) == []


@pytest.mark.parametrize("typed", ["ani", "LESTARI", "lest ani", "ani@sanggar.test"])
async def test_the_studio_finds_it_through_its_customer(
    sari: Member, order: Order, typed: str
) -> None:
    assert await found(sari, typed) == [order.id]
    assert await found(sari, f"{typed} budi") == []


async def test_a_customer_finds_only_their_own(ani: Member, budi: Member, order: Order) -> None:
    assert await found(ani, order.code) == [order.id]
    assert await found(budi, order.code) == []
    assert await found(ani, "budi") == []


async def test_a_designer_finds_nothing_that_was_not_handed_over(
    dodi: Member, order: Order
) -> None:
    assert await found(dodi, order.code) == []
    assert await queries.orders_page(dodi.viewer, Filter()) == []


@pytest.mark.parametrize("typed", ["produk", "PRODUCT fly", "flyer produk"])
async def test_a_customer_finds_an_order_by_what_it_is_in_either_language(
    ani: Member, budi: Member, sari: Member, order: Order, typed: str
) -> None:
    assert await found(ani, typed) == [order.id]
    assert await found(ani, f"{typed} spanduk") == []
    assert await found(budi, typed) == []
    assert await found(sari, typed) == []

"""Orders without a catalogue price: the studio prices, the customer answers."""

from app.orders import queries
from app.orders.models import Order
from tests.conftest import Member
from tests.orders.conftest import fresh


async def priced(sari: Member, quote: Order, amount: str = "1.500.000") -> Order:
    await sari.post(f"/api/orders/{quote.id}/claim")
    now = await fresh(quote)
    form = {"rev": str(now.rev), f"amount-{quote.jobs[0].id}": amount}
    answer = await sari.post(f"/orders/{quote.id}/prices", form=form)
    assert answer.status_code == 303, await answer.get_data(as_text=True)
    return await fresh(quote)


async def test_the_last_price_sends_the_quote_and_the_customer_accepts(
    ani: Member, sari: Member, quote: Order
) -> None:
    quoted = await priced(sari, quote)
    assert (quoted.status, quoted.total, quoted.progress.turn) == ("quoted", 1_500_000, "customer")
    form = {"rev": str(quoted.rev), "to": "confirmed"}
    assert (await ani.post(f"/orders/{quote.id}/answer", form=form)).status_code == 303
    assert (await fresh(quote)).status == "confirmed"


async def test_the_customer_declines_and_the_lines_end(
    ani: Member, sari: Member, quote: Order
) -> None:
    quoted = await priced(sari, quote)
    form = {"rev": str(quoted.rev), "to": "declined", "reason": "Terlalu mahal"}
    await ani.post(f"/orders/{quote.id}/answer", form=form)
    declined = await fresh(quote)
    assert declined.status == "declined"
    assert [job.status for job in declined.jobs] == ["cancelled"]
    assert "Terlalu mahal" in {entry.reason for entry in await queries.timeline(quote.id)}


async def test_staff_record_an_answer_only_with_where_it_was_given(
    sari: Member, quote: Order
) -> None:
    quoted = await priced(sari, quote)
    form = {"rev": str(quoted.rev), "to": "confirmed"}
    assert (await sari.post(f"/orders/{quote.id}/answer", form=form)).status_code == 422
    told = form | {"reason": "Lewat telepon"}
    assert (await sari.post(f"/orders/{quote.id}/answer", form=told)).status_code == 303


async def test_wrong_prices_are_refused(sari: Member, quote: Order) -> None:
    await sari.post(f"/api/orders/{quote.id}/claim")
    now = await fresh(quote)
    for text in ("gratis", "-5", "0", "1,5", "9" * 20):
        form = {"rev": str(now.rev), f"amount-{quote.jobs[0].id}": text}
        assert (await sari.post(f"/orders/{quote.id}/prices", form=form)).status_code == 422
    assert await fresh(quote) == now


async def test_a_priced_order_gets_no_other_price(sari: Member, order: Order) -> None:
    await sari.post(f"/api/orders/{order.id}/claim")
    form = {"rev": "2", f"amount-{order.jobs[0].id}": "1"}
    assert (await sari.post(f"/orders/{order.id}/prices", form=form)).status_code == 409
    assert (await fresh(order)).total == order.total


async def test_an_answer_to_an_older_price_is_refused(
    ani: Member, sari: Member, quote: Order
) -> None:
    quoted = await priced(sari, quote)
    form = {"rev": str(quoted.rev - 1), "to": "confirmed"}
    assert (await ani.post(f"/orders/{quote.id}/answer", form=form)).status_code == 409
    assert (await fresh(quote)).status == "quoted"

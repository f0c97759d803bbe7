"""An order with very many files stays a short page; all of them are listed page by page."""

import pytest
import sqlalchemy as sa

from app.db import database
from app.files.tables import files
from app.orders.models import Order
from app.orders.pages import FILES
from tests.conftest import Member
from tests.orders.test_channels import send_file

ROW = '<li class="file" id="file_'


@pytest.fixture
async def crowded(ani: Member, order: Order) -> Order:
    """An order with two pages of files and ten more."""
    await send_file(ani, order)
    row = await database.fetch_one(sa.select(files))
    assert row is not None
    known = {name: value for name, value in row._mapping.items() if name != "id"}
    for number in range(2 * FILES + 9):
        own = f"{number:032x}"
        changed = {"upload_id": own, "storage_key": own, "name": f"{number:03}.pdf"}
        await database.execute(sa.insert(files).values(**known | changed))
    return order


async def page(who: Member, path: str) -> str:
    answer = await who.get(path)
    assert answer.status_code == 200
    return str(await answer.get_data(as_text=True))


async def test_the_orders_page_lists_the_first_and_leads_to_all(
    ani: Member, crowded: Order
) -> None:
    for path in (f"/orders/{crowded.id}", f"/orders/{crowded.id}/status"):
        shown = await page(ani, path)
        assert shown.count(ROW) == FILES
        assert f'href="/orders/{crowded.id}/files"' in shown
        assert f"{2 * FILES + 10} berkas" in shown


async def test_every_file_is_on_one_of_the_pages(ani: Member, budi: Member, crowded: Order) -> None:
    path = f"/orders/{crowded.id}/files"
    pages = [await page(ani, f"{path}?page={number}") for number in range(1, 5)]
    assert [each.count(ROW) for each in pages] == [FILES, FILES, 10, 0]
    assert ['rel="next"' in each for each in pages] == [True, True, False, False]
    assert ['rel="prev"' in each for each in pages] == [False, True, True, True]
    for name in ("000.pdf", "050.pdf", f"{2 * FILES + 8:03}.pdf"):
        assert sum(f'title="{name}"' in each for each in pages) == 1
    assert (await budi.get(path)).status_code == 404
    for number in ("0", "-3", "x"):
        assert (await page(ani, f"{path}?page={number}")).count(ROW) == FILES

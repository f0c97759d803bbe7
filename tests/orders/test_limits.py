"""The limits of the board: who sets them, what they say, and that nothing is ever refused."""

import pytest

from app.orders import boards
from app.orders.models import Order
from tests.conftest import Member
from tests.orders.conftest import Place, move
from tests.orders.test_hold import text


async def test_a_fuller_stage_is_said_in_words_and_refuses_nothing(
    mira: Member, sari: Member, order: Order, place: Place
) -> None:
    answer = await mira.post("/settings/board", form={"preflight": "1"})
    assert answer.headers["Location"] == "/settings/board?done=1"
    await move(sari, order, "preflight")
    assert "1 dari 1</p>" in await text(sari, "/board")
    second = await place(("flyer", 500))
    assert (await move(sari, second, "preflight")).status_code == 200
    assert "2 dari 1: terlalu banyak" in await text(sari, "/board")


async def test_a_limit_counts_the_whole_studio_on_every_part_of_the_board(
    mira: Member,
    sari: Member,
    dodi: Member,
    order: Order,
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await place(("flyer", 500))
    await mira.post("/settings/board", form={"awaiting_files": "1"})
    monkeypatch.setattr(boards, "SHOWN", 1)
    assert "2 dari 1" in await text(sari, "/board")
    assert "2 dari 1" in await text(dodi, "/board/stages")


async def test_without_a_number_there_is_no_limit(mira: Member, order: Order) -> None:
    await mira.post("/settings/board", form={"awaiting_files": "1"})
    await mira.post("/settings/board", form={"awaiting_files": ""})
    assert "board__limit" not in await text(mira, "/board")


@pytest.mark.parametrize("typed", ["0", "1000", "banyak", "-3"])
async def test_a_limit_is_a_whole_number(mira: Member, typed: str) -> None:
    answer = await mira.post("/settings/board", form={"design": typed, "preflight": "4"})
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'value="{typed}"' in page
    assert 'value="4"' in page


async def test_only_managers_agree_on_limits(
    sari: Member, dodi: Member, maya: Member, ani: Member
) -> None:
    for who in (sari, dodi, maya, ani):
        assert (await who.get("/settings/board")).status_code == 403
        assert (await who.post("/settings/board", form={"design": "1"})).status_code == 403

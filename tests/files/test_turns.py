"""Uploads wait while somebody waits for a page, and pages cannot hold them back for ever."""

import asyncio
import time

from app.files import turns
from tests.files.raw import connected
from tests.files.sending import PDF, declare, push


async def test_without_pages_nobody_waits() -> None:
    await asyncio.wait_for(turns.give_way(), 0.01)


async def test_a_piece_waits_until_the_last_page_is_made() -> None:
    with turns.page():
        with turns.page():
            waiting = [asyncio.ensure_future(turns.give_way()) for _ in range(3)]
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not any(turn.done() for turn in waiting)
    await asyncio.wait_for(asyncio.gather(*waiting), 0.05)
    assert not turns._waiting


async def test_pages_without_end_hold_a_piece_back_for_a_moment_only(monkeypatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 0.05)
    began = time.monotonic()
    with turns.page():
        await turns.give_way()
    assert 0.05 <= time.monotonic() - began < 1
    assert not turns._waiting


async def test_an_answer_that_has_begun_holds_nothing_back(ani, monkeypatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 60)
    location = (await declare(ani, PDF)).headers["Location"]
    for path in ("/orders", "/nowhere", "/healthz"):
        await ani.get(path)
    async with asyncio.timeout(20):
        assert (await push(ani, location, PDF)).status_code == 204
    assert turns._pages == 0


async def test_a_form_that_comes_slowly_holds_nothing_back(server, ani, monkeypatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 60)
    location = (await declare(ani, PDF)).headers["Location"]
    async with connected(server.url) as slow:
        await slow.begin(
            "POST",
            "/feedback",
            Cookie=ani.cookie,
            Sec_Fetch_Site="same-origin",
            Content_Type="application/x-www-form-urlencoded",
            Content_Length="1000",
        )
        for _ in range(20):
            await ani.get("/healthz")  # meanwhile the server has begun to wait for the form
        async with asyncio.timeout(20):
            assert (await push(ani, location, PDF)).status_code == 204

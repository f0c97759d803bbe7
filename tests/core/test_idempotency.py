"""Doing a thing once: a repeated request replays the answer, a different one is refused."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock, idempotency
from app.db import database
from app.errors import Conflict, Invalid
from app.idempotency import Stored, once

SCOPE = "user:1 POST /api/orders"
Table = idempotency.idempotency


class Effect:
    """Work that counts how often it is done."""

    def __init__(self) -> None:
        self.done = 0

    async def __call__(self) -> tuple[int, bytes]:
        self.done += 1
        await asyncio.sleep(0)
        return 201, b'{"id":%d}' % self.done


async def rows() -> int:
    found: int = await database.fetch_val(select(func.count()).select_from(Table))
    return found


async def test_twenty_parallel_requests_have_one_effect(any_database: str) -> None:
    work = Effect()
    answers = await asyncio.gather(*(once(SCOPE, "key", b"{}", work) for _ in range(20)))
    assert work.done == 1
    assert {(answer.status, answer.body) for answer in answers} == {(201, b'{"id":1}')}
    assert sorted(answer.replayed for answer in answers) == [False] + [True] * 19


async def test_the_same_key_with_another_body_is_refused(any_database: str) -> None:
    work = Effect()
    await once(SCOPE, "key", b"one", work)
    with pytest.raises(Invalid) as refused:
        await once(SCOPE, "key", b"two", work)
    assert (refused.value.status, refused.value.code) == (422, "idempotency_mismatch")
    assert work.done == 1


async def test_scopes_are_separate(sqlite_database: str) -> None:
    work = Effect()
    await once(SCOPE, "key", b"", work)
    await once("user:2 POST /api/orders", "key", b"", work)
    assert work.done == 2


async def test_a_failed_attempt_is_forgotten(sqlite_database: str) -> None:
    async def fail() -> tuple[int, bytes]:
        raise Conflict("stale")

    with pytest.raises(Conflict):
        await once(SCOPE, "key", b"", fail)
    assert await once(SCOPE, "key", b"", Effect()) == Stored(201, b'{"id":1}', replayed=False)


async def test_without_a_key_nothing_is_remembered(sqlite_database: str) -> None:
    work = Effect()
    await once(SCOPE, "", b"", work)
    await once(SCOPE, "", b"", work)
    assert (work.done, await rows()) == (2, 0)


async def test_a_key_over_255_characters_is_refused(sqlite_database: str) -> None:
    with pytest.raises(Invalid):
        await once(SCOPE, "k" * 256, b"", Effect())


async def test_answers_are_forgotten_after_seven_days(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await once(SCOPE, "key", b"", Effect())
    await idempotency.forget_old_answers()
    assert await rows() == 1
    later = clock.now() + timedelta(days=7, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    await idempotency.forget_old_answers()
    assert await rows() == 0

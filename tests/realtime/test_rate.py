"""How fast a socket may send, and how deeply nested."""

from typing import Any

import pytest

from app.realtime.rate import Bucket, too_deep
from tests.realtime.conftest import Engine
from tests.realtime.raw import Raw


async def test_a_burst_is_answered_and_what_comes_on_top_is_not(
    engine: Engine, limits: Any
) -> None:
    limits(rate=20, burst=40)
    async with Raw(engine.url, who="ani") as raw:
        await raw.send(*[{"id": number, "ping": {}} for number in range(2, 52)])
        answers = [await raw.next() for _ in range(50)]
        refused = [each["error"]["code"] for each in answers if "error" in each]
        assert "ping" in answers[38]
        assert "error" in answers[49]
        assert set(refused) == {111}
        await raw.send(*[{"id": number, "ping": {}} for number in range(52, 152)])
        assert await raw.closed() == 3013


async def test_answers_to_pings_are_no_commands(engine: Engine, limits: Any) -> None:
    limits(rate=1, burst=3)
    async with Raw(engine.url, who="ani") as raw:
        await raw.send(*["{}"] * 100)
        assert "ping" in await raw.ask({"id": 2, "ping": {}})


def test_a_bucket_fills_again() -> None:
    bucket = Bucket(2, 3)
    assert [bucket.take(100) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(101) for _ in range(3)] == [True, True, False]
    assert [bucket.take(1000) for _ in range(4)] == [True, True, True, False]


def test_a_rate_of_nothing_counts_nothing() -> None:
    bucket = Bucket(0, 1)
    assert all(bucket.take(0) for _ in range(100))


@pytest.mark.parametrize(
    ("line", "is_deep"),
    [
        ("[" * 8 + "]" * 8, False),
        ("[" * 9 + "]" * 9, True),
        ('{"a":' * 9 + "1" + "}" * 9, True),
        ('{"a":' * 8 + "1" + "}" * 8, False),
        ("[" + "[]," * 50 + "[]]", False),
        ('{"body":"' + "[{" * 50 + '"}', False),
        ('{"body":"' + '\\"[' * 50 + '"}', False),
        ('{"body":"\\\\",' + '"x":' + "[" * 8 + "]" * 8 + "}", True),
        ("[" * 70_000, True),
        ('"' + '\\"' * 30_000 + "[" * 20, False),
        (b"[" * 8 + b"]" * 8, False),
    ],
)
def test_depth_is_what_the_brackets_outside_of_strings_say(
    line: str | bytes, is_deep: bool
) -> None:
    assert too_deep(line) is is_deep


async def test_a_command_that_nests_too_deeply_is_a_bad_request(engine: Engine) -> None:
    async with Raw(engine.url, who="ani") as raw:
        for inner, code in (("[" * 6 + "]" * 6, 104), ("[" * 7 + "]" * 7, 107)):
            answer = await raw.ask('{"id":2,"rpc":{"method":"no","data":' + inner + "}}")
            assert answer["error"]["code"] == code

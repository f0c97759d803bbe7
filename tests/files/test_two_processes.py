"""Two server processes over one disk and one database: still one writer per upload."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.files.sending import PDF, digest
from tests.files.studio import (
    declare,
    furnished,
    hanging,
    offset,
    piece,
    signed_in,
    taken_over,
)
from tests.process import ServerProcess

MIB = 1024 * 1024
CONTENT = PDF + os.urandom(3 * MIB)


@pytest.fixture
async def pair(template: Path, tmp_path: Path) -> AsyncIterator[tuple[str, str]]:
    first = furnished(tmp_path, template)
    second = ServerProcess(tmp_path)
    await first.start()
    await second.start()
    yield first.url, second.url
    first.stop()
    second.stop()


async def test_pieces_may_go_to_either_process(pair: tuple[str, str]) -> None:
    async with signed_in(pair[0]) as one, signed_in(pair[1]) as other:
        location = await declare(one, len(CONTENT))
        at = 0
        for http in (one, other, one, other, one, other):
            assert await offset(http, location) == at
            end = min(len(CONTENT), at + MIB - 7)
            assert (await piece(http, location, CONTENT[at:end], at)).status_code == 204
            at = end
            if at == len(CONTENT):
                break
        told = (await one.get(location)).json()
        assert told["state"] == "ready"
        assert digest((await other.get(told["url"])).content) == digest(CONTENT)


async def test_a_newer_sender_takes_over_from_one_that_hangs_at_the_other_process(
    pair: tuple[str, str],
) -> None:
    async with signed_in(pair[0]) as one, signed_in(pair[1]) as other:
        location = await declare(one, len(CONTENT))
        async with hanging(one, location, CONTENT[:MIB]):
            at = await taken_over(other, location)
            assert at <= MIB
            answer = await piece(other, location, CONTENT[at:], at)
            while answer.status_code == 409:
                at = int(answer.headers["Upload-Offset"])
                answer = await piece(other, location, CONTENT[at:], at)
            assert answer.status_code == 204
        told = (await other.get(location)).json()
        assert digest((await one.get(told["url"])).content) == digest(CONTENT)


async def test_both_send_the_same_last_piece_and_one_file_is_made(pair: tuple[str, str]) -> None:
    async with signed_in(pair[0]) as one, signed_in(pair[1]) as other:
        location = await declare(one, len(CONTENT))
        answers = await asyncio.gather(
            piece(one, location, CONTENT, 0), piece(other, location, CONTENT, 0)
        )
        codes = {answer.status_code for answer in answers}
        assert codes <= {204, 403, 409, 423}
        at = await offset(one, location)
        if at < len(CONTENT):
            assert (await piece(one, location, CONTENT[at:], at)).status_code == 204
        told = (await one.get(location)).json()
        assert digest((await other.get(told["url"])).content) == digest(CONTENT)

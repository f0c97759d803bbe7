"""What only a bare socket can try: whole frames, silence, and a server that stands still."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.conformance.conftest import Site, serving, token
from tests.conformance.programs import program
from tests.conformance.server import LANES

PATIENCE = 30


@asynccontextmanager
async def bare(site: Site) -> AsyncIterator[ClientConnection]:
    async with connect(site.socket, compression=None) as socket:
        yield socket


async def send(socket: ClientConnection, *commands: dict[str, Any]) -> None:
    """Send several commands in one frame."""
    await socket.send("\n".join(json.dumps(command) for command in commands))


async def replies(socket: ClientConnection, count: int) -> list[dict[str, Any]]:
    """Read so many replies, answering pings; pushes are left out."""
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(PATIENCE):
        while len(found) < count:
            for line in str(await socket.recv()).split("\n"):
                if line == "{}":
                    await socket.send("{}")
                found += [said for said in [json.loads(line)] if "id" in said]
    return found


async def end(socket: ClientConnection) -> int:
    """Wait until the server closes; returns its code."""
    await asyncio.wait_for(socket.wait_closed(), PATIENCE)
    assert socket.close_code is not None
    return socket.close_code


async def test_commands_of_one_frame_are_answered_in_their_order(site: Site) -> None:
    name = f"room:{uuid4()}"
    async with bare(site) as socket:
        echoes = [{"id": n, "rpc": {"method": "echo", "data": n}} for n in range(3, 30)]
        again = {"id": 30, "subscribe": {"channel": name}}
        await send(
            socket,
            {"id": 1, "connect": {}},
            {"id": 2, "subscribe": {"channel": name}},
            *echoes,
            again,
            {"id": 31, "unsubscribe": {"channel": name}},
            {"id": 32, "subscribe": {"channel": name}},
        )
        answers = await replies(socket, 32)
        assert [each["id"] for each in answers] == list(range(1, 33))
        assert [each["rpc"]["data"] for each in answers[2:29]] == list(range(3, 30))
        assert answers[29]["error"]["code"] == 105
        assert answers[31]["subscribe"]["recoverable"] is True


async def test_the_connect_reply_promises_pings(site: Site) -> None:
    async with bare(site) as socket:
        await send(socket, {"id": 1, "connect": {}})
        connected = (await replies(socket, 1))[0]["connect"]
        assert (connected["ping"], connected["pong"]) == (1, True)
        assert await asyncio.wait_for(socket.recv(), PATIENCE) == "{}"


async def test_who_never_answers_a_ping_is_let_go_and_may_come_back(site: Site) -> None:
    async with bare(site) as socket:
        await send(socket, {"id": 1, "connect": {}})
        assert await end(socket) == 3012


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ({"id": 1, "subscribe": {"channel": "room:1"}}, 3501),
        ({"id": 1, "connect": {"token": "no token"}}, 3500),
        ({"id": 1, "connect": {"token": jwt.encode({"sub": "1"}, "", "none")}}, 3500),
        ({"id": 1, "connect": {"token": token("another secret of the same length")}}, 3500),
    ],
)
async def test_a_wrong_beginning_ends_the_socket(
    site: Site, first: dict[str, Any], code: int
) -> None:
    async with bare(site) as socket:
        await send(socket, first)
        assert await end(socket) == code


async def test_a_second_connect_ends_the_socket(site: Site) -> None:
    async with bare(site) as socket:
        await send(socket, {"id": 1, "connect": {}}, {"id": 2, "connect": {}})
        assert await end(socket) == 3501


@pytest.mark.parametrize("lane", LANES)
async def test_a_server_that_stands_still_is_left_and_found_again(
    tmp_path: Path, lane: str
) -> None:
    async with serving(tmp_path, lane) as site:
        name = f"room:{uuid4()}"
        async with program(site.socket, max_server_ping_delay=0.5) as ani:
            await ani.told.next("connecting")
            _, heard = await ani.hear(name)
            await site.publish(name, 1)
            assert site.process is not None
            site.process.send_signal(signal.SIGSTOP)
            try:
                assert (await ani.told.next("connecting")).code == 2
            finally:
                site.process.send_signal(signal.SIGCONT)
            await ani.connected()
            await site.publish(name, 2)
            assert await heard.bodies(2) == [1, 2]

"""The two ways below a socket: our protocol on hypercorn's transport, and ASGI anywhere else."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select
from websockets.asyncio.client import connect

from app.db import database
from app.realtime.channels import rpc
from app.realtime.fast_lane import FastLane
from app.realtime.hub import hub
from tests.realtime.conftest import Engine
from tests.realtime.engine_app import said
from tests.realtime.raw import Raw


class Hold(msgspec.Struct):
    """The parameters of a command that waits."""


class Gate:
    """A command that ends when it may, and how often it began."""

    def __init__(self) -> None:
        self.begun = 0
        self.open = asyncio.Event()

    async def hold(self, person: object, params: Hold) -> None:
        self.begun += 1
        await self.open.wait()


@pytest.fixture
def gate(engine: Engine) -> Gate:
    made = Gate()
    rpc("hold", Hold)(made.hold)
    return made


def call(number: int, method: str, **data: Any) -> dict[str, Any]:
    return {"id": number, "rpc": {"method": method, "data": data}}


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 (what happens below us sends no event)
            await asyncio.sleep(0.01)


def lane() -> FastLane:
    """Return the lane of the only socket."""
    (connection,) = hub.connections
    assert isinstance(connection.lane, FastLane)
    return connection.lane


async def test_hypercorn_gives_its_transport_and_gets_the_end_of_the_socket(
    engine: Engine,
) -> None:
    before = asyncio.all_tasks()
    async with Raw(engine.url, who="ani") as raw:
        await raw.ask({"id": 2, "subscribe": {"channel": "room:1"}})
        assert lane().outbox.pending == 0
    await until(lambda: not hub.connections)
    await until(lambda: len(asyncio.all_tasks() - before) <= 1)  # the hub's watch


async def test_a_cut_connection_leaves_nothing_behind(engine: Engine) -> None:
    async with Raw(engine.url, who="ani") as raw:
        await raw.ask({"id": 2, "subscribe": {"channel": "room:1"}})
        raw.socket.transport.abort()
        await until(lambda: not hub.connections)
    assert not hub.topics


async def test_what_was_sent_just_before_leaving_is_done(engine: Engine) -> None:
    async with Raw(engine.url, who="ani") as raw:
        for number in range(5):
            await raw.send(call(number + 2, "say", room="1", id=f"last-{number}", body="Sampai!"))
    await until(lambda: not hub.connections)
    assert await database.fetch_val(select(func.count()).select_from(said)) == 5


async def test_a_socket_is_not_read_while_its_inbox_is_full(
    engine: Engine, gate: Gate, limits: Any
) -> None:
    limits(inbox=4, rate=0)
    async with Raw(engine.url, who="ani") as raw:
        for number in range(40):
            await raw.send(call(number + 2, "hold"))
        await until(lambda: gate.begun == 1)
        await until(lambda: not lane().transport.is_reading())
        gate.open.set()
        answers = [(await raw.next())["id"] for _ in range(40)]
        assert answers == list(range(2, 42))
        assert lane().transport.is_reading()


async def test_pings_of_the_protocol_are_answered(engine: Engine) -> None:
    async with Raw(engine.url, who="ani") as raw:
        waiter = await raw.socket.ping(b"halo")
        assert await asyncio.wait_for(waiter, 5) >= 0


async def test_an_upgrade_without_a_key_is_refused_by_the_server(engine: Engine) -> None:
    host, port = engine.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = "GET /connection/websocket HTTP/1.1\r\nHost: {}:{}\r\nUpgrade: websocket\r\n"
    writer.write((head.format(host, port) + "Connection: Upgrade\r\n\r\n").encode())
    assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.1 400")
    writer.close()
    assert not hub.connections


async def test_a_message_in_fragments_is_one_command(engine: Engine) -> None:
    address = engine.url.replace("http", "ws") + "/connection/websocket"
    async with connect(address, compression=None) as socket:
        text = json.dumps({"id": 1, "connect": {}})
        await socket.send(iter([text[:5], text[5:9], text[9:]]))
        answer = json.loads(await asyncio.wait_for(socket.recv(), 5))
    assert answer["id"] == 1


async def test_commands_that_overlap_begin_in_order_and_hold_nobody_up(
    engine: Engine, limits: Any
) -> None:
    limits(rate=0)
    begun: list[str] = []
    gates = {name: asyncio.Event() for name in ("a", "b", "c", "d")}

    class Wait(msgspec.Struct):
        name: str

    async def wait(person: object, params: Wait) -> str:
        begun.append(params.name)
        await gates[params.name].wait()
        return params.name

    rpc("wait", Wait, overlaps=True)(wait)
    async with Raw(engine.url, who="ani") as raw:
        await raw.send(call(2, "wait", name="a"))
        await until(lambda: begun == ["a"])
        for number, name in enumerate("bcd", 3):
            await raw.send(call(number, "wait", name=name))
        await raw.send({"id": 6, "presence_stats": {"channel": "room:1"}})
        gates["a"].set()
        await until(lambda: begun == ["a", "b", "c", "d"])
        gates["d"].set()
        gates["b"].set()
        assert [(await raw.next())["id"] for _ in range(3)] == [2, 5, 3]
        gates["c"].set()
        assert [(await raw.next())["id"] for _ in range(2)] == [4, 6]

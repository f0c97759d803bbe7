"""Who takes a connection, and what happens when there is no room for one."""

import asyncio
import os
import resource
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from app import listening
from app.listening import Acceptor, Board, listening_socket
from tests.listener import Listener
from tests.process import EngineProcess

FILES, CROWD = 256, 200
FEW_FILES = ("sh", "-c", f'ulimit -n {FILES} && exec "$@"', "sh")
GREETING = b"welcome\n"
COMPLAINT = "Too many open files"


@pytest.fixture
def board() -> Iterator[int]:
    with TemporaryFile() as file:
        Board.prepare(file.fileno(), 3)
        yield file.fileno()


class Host:
    """Greets everybody who is let in, and keeps them until they leave."""

    def __init__(self, board: Board | None = None) -> None:
        self.socket = listening_socket("127.0.0.1:0")
        self.port = self.socket.getsockname()[1]
        self.acceptor = Acceptor(self.socket, self._greet, board)

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(GREETING)
        await reader.read()
        writer.close()
        await writer.wait_closed()

    async def guests(self, count: int) -> list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        return [await asyncio.open_connection("127.0.0.1", self.port) for _ in range(count)]


@asynccontextmanager
async def hosting(board: Board | None = None) -> AsyncIterator[Host]:
    host = Host(board)
    host.acceptor.start()
    try:
        yield host
    finally:
        host.acceptor.close()
        await host.acceptor.end()


@contextmanager
def no_descriptors() -> Iterator[None]:
    """Take every descriptor of this process that is free."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken = [os.dup(0)]
    resource.setrlimit(resource.RLIMIT_NOFILE, (taken[0] + 1, hard))
    try:
        with suppress(OSError):
            while True:
                taken.append(os.dup(0))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for file in taken:
            os.close(file)


async def is_greeted(reader: asyncio.StreamReader, within: float = 10) -> bool:
    try:
        return await asyncio.wait_for(reader.readline(), within) == GREETING
    except TimeoutError:
        return False


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 (a fact, not an event)
            await asyncio.sleep(0.01)


async def test_who_finds_no_room_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "most_connections", lambda: 2)
    async with hosting() as host:
        first, second, third = await host.guests(3)
        assert await is_greeted(first[0])
        assert await is_greeted(second[0])
        assert not await is_greeted(third[0], within=0.2)
        first[1].close()
        assert await is_greeted(third[0])
        for _, writer in (second, third):
            writer.close()


async def test_no_descriptor_is_left_for_a_moment(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(listening, "BREATH", 0.05)
    loop = asyncio.get_running_loop()
    async with hosting() as host:
        with socket.socket() as guest:
            guest.setblocking(False)
            with no_descriptors():
                await loop.sock_connect(guest, ("127.0.0.1", host.port))
                await until(lambda: COMPLAINT in caplog.text)
                assert not host.acceptor.connections
            assert await loop.sock_recv(guest, 100) == GREETING
    assert caplog.text.count(COMPLAINT) == 1  # it says so once, however often it tries


async def test_who_is_connected_when_the_door_closes_is_served() -> None:
    host = Host()
    guests = await host.guests(3)  # the kernel has let them in, nobody else has
    host.acceptor.start()
    host.acceptor.close()
    for reader, writer in guests:
        assert await is_greeted(reader)
        writer.close()
    with pytest.raises(ConnectionRefusedError):
        await host.guests(1)
    await host.acceptor.end()


async def test_a_process_with_more_connections_lets_the_others_go_first(board: int) -> None:
    ours, other = Board(board, 0), Board(board, 1)
    assert not ours.is_ahead(50)  # nobody else is there
    other.note(10)
    assert ours.is_ahead(50)
    assert not ours.is_ahead(11)
    other.note(Board.AWAY)
    assert not ours.is_ahead(50)
    other.note(10)
    Board.clear(board, 1)
    assert not ours.is_ahead(50)


async def test_courtesy_delays_but_never_refuses(board: int) -> None:
    Board(board, 1).note(0)  # it takes nobody, for whatever reason
    async with hosting(Board(board, 0)) as host:
        guests = await host.guests(20)
        for reader, writer in guests:
            assert await is_greeted(reader)
            writer.close()


async def test_descriptors_run_out_and_come_back(tmp_path: Path) -> None:
    server = EngineProcess(tmp_path)
    server.launcher = FEW_FILES
    await server.start()
    try:
        async with httpx.AsyncClient(base_url=server.url, timeout=60) as known:
            await known.get("/readyz")
            crowd = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(CROWD)]
            begun, before = time.monotonic(), processor_seconds(server)
            assert (await known.get("/readyz")).status_code == 200
            await asyncio.sleep(1)
            spent = processor_seconds(server) - before
            assert spent < 0.7 * (time.monotonic() - begun), "it turns in circles"
            for _, writer in crowd:
                writer.close()
            answer = await known.get("/readyz", headers={"Connection": "close"})
            assert answer.status_code == 200
        async with httpx.AsyncClient(base_url=server.url, timeout=60) as new:
            assert (await new.get("/readyz")).status_code == 200
    finally:
        assert server.stop() == 0


async def test_live_sockets_leave_room_for_pages(tmp_path: Path) -> None:
    server = EngineProcess(tmp_path)
    server.launcher = FEW_FILES
    await server.start()
    try:
        async with AsyncExitStack() as stack:
            for _ in range(FILES * 3 // 4 * 3 // 4):
                page = Listener(server.url, "room:1", cookie="who=ani")
                await stack.enter_async_context(page)
            with pytest.raises(InvalidStatus) as refusal:
                await Listener(server.url, cookie="who=ani").__aenter__()
            assert refusal.value.response.status_code == 503
            assert "Retry-After" in refusal.value.response.headers
            async with httpx.AsyncClient(base_url=server.url, timeout=60) as http:
                assert (await http.get("/readyz")).status_code == 200
    finally:
        assert server.stop() == 0


def processor_seconds(server: EngineProcess) -> float:
    assert server.process is not None
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

"""Several processes on one socket: killed, reloaded, abandoned, stopped; nobody is refused."""

import asyncio
import json
import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest

from app.db import database
from app.realtime.log import events_after
from tests.faults.judging import all_exactly_once, scan
from tests.listener import Listener
from tests.postgres import postgres_cluster, postgres_url
from tests.process import ROOT, EngineProcess, ServerProcess
from tests.realtime.chatter import Chatter
from tests.realtime.engine_app import NAMES
from tests.sockets import children, holder

__all__ = ["postgres_cluster", "postgres_url"]

PROCESSES = 3
PATIENCE = 120


async def until(holds: Callable[[], object], what: str) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.05)


def processes(server: ServerProcess) -> list[int]:
    assert server.process is not None
    return children(server.process.pid)


def says(server: ServerProcess, sentence: str) -> bool:
    return sentence in server.log.read_text()


def is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def port_of(page: Listener) -> int:
    assert page._socket is not None
    return int(page._socket.local_address[1])


async def all_started(server: ServerProcess, count: int) -> None:
    """Wait until every process has been given a connection, so that each of them serves."""
    seen: set[int] = set()
    deadline = time.monotonic() + PATIENCE
    while len(seen) < count:
        assert time.monotonic() < deadline, f"only {seen} of {processes(server)} serve"
        pages = [Listener(server.url, "room:1", cookie="who=ani") for _ in range(3 * count)]
        for page in pages:
            await page.__aenter__()
        seen = {holder(port_of(page), processes(server)) for page in pages} - {0}
        for page in pages:
            await page.__aexit__(None, None, None)


@asynccontextmanager
async def serving(home: Path, count: int, **environ: str) -> AsyncIterator[EngineProcess]:
    """The engine alone, in several processes, each of which serves."""
    found = EngineProcess(home, **environ)
    await found.start(str(count))
    try:
        await all_started(found, count)
        yield found
    finally:
        found.stop()


@pytest.fixture(scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EngineProcess]:
    """Three processes on SQLite that every test leaves as it found them."""
    async with serving(tmp_path_factory.mktemp("engine"), PROCESSES) as found:
        yield found


@pytest.fixture
async def studio(template: Path, tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """The product itself, in two processes."""
    found = ServerProcess(tmp_path)
    (tmp_path / "instance").mkdir()
    shutil.copy(template, tmp_path / "instance" / "sanggar.db")
    await found.start("--processes", "2")
    try:
        yield found
    finally:
        found.stop()


def chatters(server: ServerProcess, count: int) -> list[Chatter]:
    def say(client_id: str, body: str) -> tuple[str, dict[str, str]]:
        return "say", {"room": "1", "id": client_id, "body": body}

    return [
        Chatter(server.url, f"who={NAMES[number % len(NAMES)]}", "room:1", say)
        for number in range(count)
    ]


def judge(ids: list[str], people: list[Chatter]) -> None:
    """Everybody applied the log exactly; what was acknowledged is in it once."""
    all_exactly_once(ids, people)
    for person in people:
        mine = set(person.acknowledged)
        assert [each for each in person.said if each in mine] == person.acknowledged


async def test_connections_are_shared_out(engine: EngineProcess) -> None:
    pages = [Listener(engine.url, "room:1", cookie="who=ani") for _ in range(30)]
    for page in pages:
        await page.__aenter__()
    shares = Counter(holder(port_of(page), processes(engine)) for page in pages)
    assert len(shares) == PROCESSES
    assert min(shares.values()) >= 5, shares
    for page in pages:
        await page.__aexit__(None, None, None)


async def test_a_killed_process_harms_nobody_else(engine: EngineProcess) -> None:
    pages = [Listener(engine.url, "room:1", cookie="who=ani") for _ in range(12)]
    for page in pages:
        await page.__aenter__()
    homes = [holder(port_of(page), processes(engine)) for page in pages]
    victim = homes[0]
    os.kill(victim, signal.SIGKILL)
    cut = [page for page, home in zip(pages, homes, strict=True) if home == victim]
    kept = [page for page, home in zip(pages, homes, strict=True) if home != victim]
    assert kept
    for page in cut:
        assert await page.closed() == 1006
    async with Listener(engine.url, "room:1", cookie="who=sari") as back:  # elsewhere, at once
        await back.rpc("say", {"room": "1", "id": "after", "body": "Halo"})
    for page in kept:
        assert (await page.next("message.posted")).data["id"] == "after"
    await until(lambda: len(processes(engine)) == PROCESSES, "the dead one is replaced")
    for page in pages:
        await page.__aexit__(None, None, None)


async def test_chat_survives_kills_of_single_processes(engine: EngineProcess) -> None:
    people = chatters(engine, 8)
    done = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for person in people:
            group.create_task(person.chat(done))
        for kill in range(2):
            await until(lambda: len(processes(engine)) == PROCESSES, "everybody is back")
            await asyncio.sleep(0.3)
            os.kill(processes(engine)[kill], signal.SIGKILL)
        done.set()
    for person in people:
        await person.catch_up()
    judge(scan(engine.home / "instance")["room:1"], people)
    await until(lambda: len(processes(engine)) == PROCESSES, "everybody is back")


async def test_two_processes_chat_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    async with serving(tmp_path, 2, SANGGAR_DATABASE_URL=postgres_url) as server:
        people = chatters(server, 6)
        done = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for person in people:
                group.create_task(person.chat(done))
            await until(lambda: all(len(p.acknowledged) >= 5 for p in people), "all were heard")
            done.set()
        for person in people:
            await person.catch_up()
        await database.open(postgres_url)
        try:
            events = await events_after("room:1", 0, 100_000)
        finally:
            await database.close()
        judge([json.loads(event.data)["id"] for event in events], people)


async def test_a_reload_refuses_nobody(studio: ServerProcess) -> None:
    await until(lambda: len(processes(studio)) == 2, "both have started")
    before = processes(studio)
    statuses: Counter[int] = Counter()
    done = asyncio.Event()

    async def ask(kept: bool) -> None:
        async with httpx.AsyncClient(timeout=30) as client:
            while not done.is_set():
                headers = {} if kept else {"Connection": "close"}
                answer = await client.get(studio.url + "/readyz", headers=headers)
                statuses[answer.status_code] += 1
                await asyncio.sleep(0.01)

    async with asyncio.TaskGroup() as group:
        for kept in (True, True, False):
            group.create_task(ask(kept))
        assert studio.process is not None
        studio.process.send_signal(signal.SIGHUP)
        await until(lambda: says(studio, "All processes are new."), "the reload is over")
        done.set()
    assert set(statuses) == {200}
    assert not set(before) & set(processes(studio))
    assert len(processes(studio)) == 2


async def test_a_reload_replaces_who_is_only_starting(studio: ServerProcess) -> None:
    await until(lambda: len(processes(studio)) == 2, "both have started")
    first = processes(studio)
    os.kill(first[0], signal.SIGKILL)
    await until(lambda: len(set(processes(studio)) - set(first)) == 1, "another one starts")
    before = processes(studio)
    assert studio.process is not None
    studio.process.send_signal(signal.SIGHUP)
    await until(lambda: says(studio, "All processes are new."), "the reload is over")
    assert not set(before) & set(processes(studio))


async def test_a_reload_moves_live_sockets(engine: EngineProcess) -> None:
    people = chatters(engine, 4)
    done = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for person in people:
            group.create_task(person.chat(done))
        await until(lambda: all(person.acknowledged for person in people), "all are in the room")
        assert engine.process is not None
        engine.process.send_signal(signal.SIGHUP)
        await until(lambda: says(engine, "All processes are new."), "the reload is over")
        await until(lambda: all(person.recoveries for person in people), "all were moved")
        done.set()
    for person in people:
        await person.catch_up()
    judge(scan(engine.home / "instance")["room:1"], people)


class BreakableProcess(EngineProcess):
    program = ("tests.realtime.breakable_app",)


async def test_a_broken_new_version_changes_nothing(tmp_path: Path) -> None:
    server = BreakableProcess(tmp_path)
    await server.start()
    try:
        await all_started(server, 2)
        before = processes(server)
        assert server.process is not None
        for flag, complaint in (
            ("broken-start", "Process 1 could not be replaced: the reload ends here."),
            ("broken-upgrade", "The upgrade failed: what serves goes on as it was."),
        ):
            (tmp_path / "instance" / flag).touch()
            server.process.send_signal(signal.SIGHUP)
            await until(partial(says, server, complaint), complaint)
            await until(lambda: processes(server) == before, "the old ones are alone again")
            async with Listener(server.url, "room:1", cookie="who=ani") as page:
                await page.rpc("say", {"room": "1", "id": flag, "body": "Halo"})
    finally:
        assert server.stop() == 0


async def test_nobody_stays_when_the_parent_is_gone(tmp_path: Path) -> None:
    async with serving(tmp_path, 2) as server:
        left = processes(server)
        async with Listener(server.url, "room:1", cookie="who=ani") as page:
            server.kill()
            assert await page.closed(timeout=PATIENCE) == 3001
        await until(lambda: not any(map(is_running, left)), "they end")


async def test_a_second_signal_ends_everything_at_once(tmp_path: Path) -> None:
    async with serving(tmp_path, 2) as server:
        left = processes(server)
        assert server.process is not None
        async with Listener(server.url, "room:1", cookie="who=ani"):
            server.process.send_signal(signal.SIGSTOP)  # so that both signals wait for it
            server.process.send_signal(signal.SIGTERM)
            server.process.send_signal(signal.SIGINT)
            server.process.send_signal(signal.SIGCONT)
            assert await asyncio.to_thread(server.process.wait, 10) == 1
        await until(lambda: not any(map(is_running, left)), "they are killed")


HOPELESS = """
import sys
from app import config, processes
processes.serve(config.read_settings(), [sys.executable, "-c", "raise SystemExit('No ink.')"], 2)
"""


async def test_processes_that_can_never_start_are_given_up(tmp_path: Path) -> None:
    given = {"SANGGAR_BIND": "127.0.0.1:0", "SANGGAR_INSTANCE": str(tmp_path)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOPELESS),
        cwd=ROOT,
        env={**os.environ, **given},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 1
    assert b"No ink." in output
    assert b"The processes cannot start" in output


@pytest.mark.parametrize("count", ["0", "65", "-1", "many"])
async def test_a_wrong_number_of_processes_is_refused(tmp_path: Path, count: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app", "serve", "--processes", count),
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 2
    assert b"a number from 1 to 64" in errors or b"expected one argument" in errors

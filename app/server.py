"""Serving: hypercorn's protocols in this process, on our own listening socket and to our own end.

Hypercorn's own server closes its listener last and waits for every connection on some versions of
Python (hypercorn#308); here the order is: accept nothing more, answer what is running, close the
live sockets, and go.
"""

import asyncio
import gc
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import cast

from hypercorn.asyncio.lifespan import Lifespan
from hypercorn.asyncio.worker_context import WorkerContext
from hypercorn.config import Config
from hypercorn.typing import AppWrapper, ASGIFramework, LifespanState
from hypercorn.utils import wrap_app
from quart import Quart

from app import hardening, leash, watchdog
from app.config import Settings
from app.guard import App
from app.leaving import InFlight, Leave
from app.listening import Acceptor, Board, listening_socket
from app.realtime.hub import hub
from app.realtime.limits import Limits

IN_FLIGHT = 5
"""Seconds that running requests get after the last connection was accepted."""
LAST_ARRIVALS = 0.1
"""Seconds in which the request of somebody who has just connected comes in."""
SPREAD = 4
"""Seconds over which many live sockets are closed, so that not all come back at once."""
GOODBYE = 2
"""Seconds that a live socket gets to answer its close frame."""
HARD_EXIT = 14
"""Seconds after which a process that was told to leave ends, whatever still holds it."""

Told = Callable[[Leave], None]


async def serve(app: Quart, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; a second signal ends the process at once.

    A process that was started by `app.processes` serves on its parent's socket until told to leave.
    """
    loop = asyncio.get_running_loop()
    leaving: asyncio.Future[Leave] = loop.create_future()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _signalled, leaving)
    held = leash.inherited()
    if held is None:
        listening = listening_socket(settings.bind)
        print(announcement(settings, listening), flush=True)
        await _serve(app, settings, listening, leaving, _settle)
    else:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # what it means is the parent's to say

        def ready() -> None:
            _settle()
            held.hold(partial(_leave_within_time, leaving))

        await _serve(app, settings, held.listening, leaving, ready, board=held.board)


@asynccontextmanager
async def running(app: Quart, settings: Settings) -> AsyncIterator[str]:
    """Serve on a free port of 127.0.0.1 in the running loop, for tests; yields the URL."""
    leaving: asyncio.Future[Leave] = asyncio.get_running_loop().create_future()
    ready = asyncio.Event()
    listening = listening_socket("127.0.0.1:0")
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    served = asyncio.ensure_future(_serve(app, settings, listening, leaving, ready.set))
    waiting = asyncio.ensure_future(ready.wait())
    try:
        await asyncio.wait({served, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not ready.is_set():
            await served
        yield url
    finally:
        waiting.cancel()
        if not leaving.done():
            leaving.set_result(Leave.STOP)
        await served


def _settle() -> None:
    # Modules and routes stay for ever: a full collection that looks at them holds the loop 100 ms.
    gc.collect()
    gc.freeze()


def announcement(settings: Settings, listening: socket.socket) -> str:
    """Say where we are."""
    host, port = listening.getsockname()[:2]
    return f"Sanggar is at {settings.public_url} (listening on {host}:{port})"


def config(settings: Settings, port: int) -> Config:
    """Return the settings of hypercorn's protocols."""
    chosen = Config()
    chosen.server_names = server_names(settings, port)
    chosen.max_app_queue_size = 2  # parts of a body, 64 KiB each, that wait for a slow disk
    chosen.keep_alive_timeout = 5
    chosen.websocket_max_message_size = 65536
    chosen.websocket_ping_interval = None  # the engine sends its own, and waits for the answer
    chosen.h11_max_incomplete_size = 16384
    chosen.alpn_protocols = ["http/1.1"]
    chosen.include_server_header = False
    chosen.loglevel = "WARNING"
    return chosen


def server_names(settings: Settings, port: int) -> list[str]:
    """Return the Host headers that are answered; all of them when we cannot know our names."""
    host = settings.bind.rpartition(":")[0].strip("[]")
    if host in {"0.0.0.0", "::"} and settings.public_url == f"http://{settings.bind}":  # noqa: S104
        return []
    local = [f"{name}:{port}" for name in ("localhost", "127.0.0.1", "[::1]")]
    bound = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [settings.public_host, bound, *local]


async def _serve(
    app: Quart,
    settings: Settings,
    listening: socket.socket,
    leaving: "asyncio.Future[Leave]",
    ready: Callable[[], None],
    *,
    board: Board | None = None,
) -> None:
    hardening.apply()
    chosen = config(settings, listening.getsockname()[1])
    context, state, requests = WorkerContext(None), LifespanState(), InFlight(cast(App, app))
    wrapped = wrap_app(cast(ASGIFramework, requests), chosen.wsgi_max_body_size, "asgi")
    loop = asyncio.get_running_loop()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await hardening.OpenServer(wrapped, loop, chosen, context, state, reader, writer)

    acceptor = Acceptor(listening, connected, board)
    hub.limits = _with_room_for_pages(hub.limits, acceptor.most)
    try:
        async with _lifespan(wrapped, chosen, state):
            acceptor.start()
            ready()
            with watchdog.watching():
                await _leave(await leaving, acceptor, requests, context)
    finally:
        acceptor.close()


def _with_room_for_pages(limits: Limits, connections: int) -> Limits:
    """Refuse live sockets with a 503 before they take all the connections."""
    most = connections * 3 // 4
    return replace(limits, sockets=min(limits.sockets or most, most))


@asynccontextmanager
async def _lifespan(app: AppWrapper, chosen: Config, state: LifespanState) -> AsyncIterator[None]:
    """Open what the application opens for serving, and close it afterwards."""
    loop = asyncio.get_running_loop()
    lifespan = Lifespan(app, chosen, loop, state)
    task = loop.create_task(lifespan.handle_lifespan())
    await lifespan.wait_for_startup()
    if task.done():
        await task
    try:
        yield
    finally:
        await lifespan.wait_for_shutdown()
        task.cancel()
        await asyncio.wait({task})


async def _leave(
    how: Leave, acceptor: Acceptor, requests: InFlight, context: WorkerContext
) -> None:
    requests.is_leaving = True
    acceptor.close()
    if how is Leave.RETIRE:
        await _linger(acceptor, requests, IN_FLIGHT)
        await requests.finish(0)
    else:
        hub.is_closing = True  # from here on we are not ready
        await _linger(acceptor, requests, LAST_ARRIVALS)
        await requests.finish(IN_FLIGHT)
    await hub.close_all(spread=min(SPREAD, len(hub.connections) / 1000), patience=GOODBYE)
    await context.terminated.set()
    await acceptor.end()


async def _linger(acceptor: Acceptor, requests: InFlight, seconds: float) -> None:
    """Let kept connections come by with one more request, whose answer sends them elsewhere."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while (  # noqa: ASYNC110 (two counts that nobody announces)
        len(acceptor.connections) > requests.sockets and loop.time() < deadline
    ):
        await asyncio.sleep(0.05)


def _signalled(leaving: "asyncio.Future[Leave]") -> None:
    if leaving.done():
        os._exit(1)
    _leave_within_time(leaving, Leave.STOP)


def _leave_within_time(leaving: "asyncio.Future[Leave]", how: Leave) -> None:
    if leaving.done():
        return
    timer = threading.Timer(HARD_EXIT, os._exit, (0,))
    timer.daemon = True
    timer.start()
    leaving.set_result(how)

"""Serving: hypercorn in this process, on our own listening socket, with our own shutdown."""

import asyncio
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from quart import Quart

from app import hardening
from app.config import Settings
from app.realtime.hub import hub

BACKLOG = 2048
IN_FLIGHT = 8
"""Seconds that running requests get after the sockets are closed."""
HARD_EXIT = 14
"""Seconds after the signal at which the process ends, whatever still holds it."""
SPREAD = 4
"""Seconds over which many live sockets are closed, so that not all come back at once."""


async def serve(app: Quart, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; a second signal ends the process at once."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop, stopping)
    listening = listening_socket(settings.bind)
    host, port = listening.getsockname()[:2]
    print(f"Sanggar is at {settings.public_url} (listening on {host}:{port})", flush=True)
    await _serve(app, config(settings, listening), stopping)


@asynccontextmanager
async def running(app: Quart, settings: Settings) -> AsyncIterator[str]:
    """Serve on a free port of 127.0.0.1 in the running loop, for tests; yields the URL."""
    stopping = asyncio.Event()
    listening = listening_socket("127.0.0.1:0")
    port = listening.getsockname()[1]
    served = asyncio.ensure_future(_serve(app, config(settings, listening), stopping))
    try:
        await _answering(port, served)
        yield f"http://127.0.0.1:{port}"
    finally:
        stopping.set()
        await served


def listening_socket(bind: str) -> socket.socket:
    """Bind; the options are inherited by every accepted socket."""
    host, _, port = bind.rpartition(":")
    host = host.strip("[]")
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for name, value in (("TCP_KEEPIDLE", 60), ("TCP_USER_TIMEOUT", 30_000)):
        if hasattr(socket, name):  # Linux
            listening.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    listening.bind((host, int(port)))
    listening.setblocking(False)
    return listening


def config(settings: Settings, listening: socket.socket) -> Config:
    """Return hypercorn's settings; it takes the listening socket over."""
    chosen = Config()
    chosen.server_names = server_names(settings, listening.getsockname()[1])
    chosen.bind = [f"fd://{listening.detach()}"]
    chosen.backlog = BACKLOG
    chosen.max_app_queue_size = 2  # parts of a body, 64 KiB each, that wait for a slow disk
    chosen.graceful_timeout = IN_FLIGHT
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


async def _serve(app: Quart, chosen: Config, stopping: asyncio.Event) -> None:
    hardening.apply()
    await hypercorn_serve(app, chosen, shutdown_trigger=_trigger(stopping))


def _trigger(stopping: asyncio.Event) -> Callable[[], Awaitable[None]]:
    async def wait() -> None:
        await stopping.wait()
        await hub.close_all(spread=min(SPREAD, len(hub.connections) / 1000))

    return wait


def _stop(stopping: asyncio.Event) -> None:
    if stopping.is_set():
        os._exit(1)
    timer = threading.Timer(HARD_EXIT, os._exit, (0,))
    timer.daemon = True
    timer.start()
    stopping.set()


async def _answering(port: int, served: "asyncio.Future[None]") -> None:
    """Wait until connections are accepted; raise what stopped the start."""
    while True:
        if served.done():
            await served
            raise RuntimeError("the server ended before it began")
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            return

"""The live engine alone, for anybody's test-suite: python -m tests.conformance.server.

It speaks Centrifugo's client protocol (JSON) at ws://127.0.0.1:8000/connection/websocket and prints
that address; tests/conformance/README.md tells what its channels, tokens, methods and doors do.
"""

import argparse
import asyncio
import tempfile
from os import environ
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
import uvloop
from msgspec import Raw
from quart import Quart

from app import server
from app.config import Settings, read_settings
from app.realtime.channels import channel, identify, registry, rpc
from tests.conformance import control, people
from tests.process import CROWD, free_port
from tests.realtime import engine_app

LANES = ("fast", "ordinary")
"""hypercorn, where frames go straight to the transport; uvicorn, where they go through ASGI."""
BRISK = {
    "SANGGAR_LIVE_PING_EVERY": "1",
    "SANGGAR_LIVE_PONG_WITHIN": "5",
    "SANGGAR_LIVE_PRESENCE_GRACE": "0.2",
    "SANGGAR_LIVE_STILL_VALID_EVERY": "1",
}
"""Shorter than a studio's, so that tests need not wait."""


class Slow(msgspec.Struct):
    """What `slow` is asked: to answer after so many seconds."""

    seconds: float


def register() -> None:
    """Open the channels, the methods and the doors for tokens and visitors."""
    registry.channels = people.OpenChannels()
    registry.commands = {}
    identify(cookie=people.by_cookie, token=people.by_token, still_valid=people.still_valid)
    channel("private", presence=True, anonymous=True)(people.named_in_token)
    channel("nobody", anonymous=True)(people.nobody)
    channel("plain", anonymous=True)(people.anybody)
    rpc("echo", Raw)(_echo)
    rpc("slow", Slow)(_slow)


async def _echo(holder: people.Holder, data: Raw) -> Raw:
    return data


async def _slow(holder: people.Holder, asked: Slow) -> dict[str, Any]:
    await asyncio.sleep(asked.seconds)
    return {"slept": asked.seconds}


def make_app(settings: Settings) -> Quart:
    """Build the application with its control door."""
    app = engine_app.make_app(settings)
    app.register_blueprint(control.blueprint)
    app.asgi_app = people.Doorkeeper(app.asgi_app)  # type: ignore[method-assign]

    @app.before_serving
    async def begin() -> None:
        print(f"ws://{settings.bind}/connection/websocket", flush=True)

    return app


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="0 takes a free one")
    parser.add_argument("--lane", choices=LANES, default="fast")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        settings = settings_in(Path(home), asked.port or free_port())
        register()
        if asked.lane == "fast":
            uvloop.run(server.serve(make_app(settings), settings))
        else:
            _serve_elsewhere(make_app(settings), settings)


def settings_in(home: Path, port: int) -> Settings:
    """Return the settings: a database of our own unless SANGGAR_DATABASE_URL names one."""
    chosen = {"SANGGAR_BIND": f"127.0.0.1:{port}", "SANGGAR_INSTANCE": str(home)}
    return read_settings({**CROWD, **BRISK, **environ, **chosen})


def _serve_elsewhere(app: Quart, settings: Settings) -> None:
    host, _, port = settings.bind.rpartition(":")
    uvicorn.run(app, host=host, port=int(port), ws="wsproto", log_level="warning")


if __name__ == "__main__":
    main()

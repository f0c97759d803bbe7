"""python-socketio under uvicorn: what the namespace /publish says is emitted to the main one."""

from typing import Any

import socketio

server = socketio.AsyncServer(async_mode="asgi", transports=["websocket"])
app = socketio.ASGIApp(server)


@server.event
async def connect(sid: str, environ: dict[str, Any]) -> None:
    """Let everybody listen."""


@server.on("publish", namespace="/publish")
async def publish(sid: str, promo: Any) -> None:
    """Give a promo to all listeners."""
    await server.emit("promo", promo)

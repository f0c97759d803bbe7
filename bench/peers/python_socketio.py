"""python-socketio under uvicorn: `emit` to everybody but the sender."""

from typing import Any

import socketio

server = socketio.AsyncServer(async_mode="asgi", transports=["websocket"])
app = socketio.ASGIApp(server)


@server.event
async def publish(sid: str, promo: Any) -> None:
    """Give a promo to everybody else."""
    await server.emit("promo", promo, skip_sid=sid)

"""Quart under hypercorn with a queue for each client: the recipe of Quart's own documentation."""

import asyncio

from quart import Quart, websocket

app = Quart(__name__)
connected: set[asyncio.Queue[str | bytes]] = set()


@app.websocket("/publish")
async def publish() -> None:
    """Put what is said into everybody's queue."""
    while True:
        text = await websocket.receive()
        for queue in connected:
            await queue.put(text)


@app.websocket("/listen")
async def listen() -> None:
    """Send what lies in the queue."""
    await websocket.accept()
    queue: asyncio.Queue[str | bytes] = asyncio.Queue()
    connected.add(queue)
    try:
        while True:
            await websocket.send(await queue.get())
    finally:
        connected.remove(queue)

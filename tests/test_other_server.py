"""The application under another ASGI server: no fast lane there, the same promises."""

import asyncio
from uuid import uuid4

import uvicorn

from app.chat.actions import general_room
from tests.conftest import Member


async def test_rooms_are_live_under_uvicorn_too(ani: Member, sari: Member) -> None:
    config = uvicorn.Config(ani.app, host="127.0.0.1", port=0, log_level="error", ws="wsproto")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        while not server.started:  # noqa: ASYNC110 (uvicorn has no event for it)
            await asyncio.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    ani.app.config["TEST_SERVER"] = f"http://127.0.0.1:{port}"
    room = await general_room(ani.id)
    async with sari.listening(f"room:{room}") as desk, ani.listening(f"room:{room}") as own:
        for number in range(20):
            command = {"room": room, "id": str(uuid4()), "body": f"Pesan {number}"}
            await own.rpc("chat.send", command)
        heard = [await desk.next("message.posted") for _ in range(20)]
    assert [event.data["body"] for event in heard] == [f"Pesan {n}" for n in range(20)]
    server.should_exit = True
    await asyncio.wait_for(serving, 10)

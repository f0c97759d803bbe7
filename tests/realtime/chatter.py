"""A client that chats through any number of cuts: sends until acknowledged, recovers by offset."""

import asyncio
import random
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from websockets.exceptions import WebSocketException

from tests.listener import Listener

Commands = Callable[[str, str], tuple[str, dict[str, Any]]]
"""Returns the rpc's method and parameters for a client id and a body."""

LOST = (OSError, TimeoutError, WebSocketException)


class Chatter:
    """One person's socket in one room; `heard` are the client ids of the messages, in order."""

    def __init__(self, url: str, cookie: str, channel: str, say: Commands) -> None:
        self.url, self.cookie, self.channel, self.say = url, cookie, channel, say
        self.known: dict[str, Any] | None = None
        self.pending = ""
        self.acknowledged: list[str] = []
        self.heard: list[str] = []
        self.recoveries: list[bool] = []
        self.offsets: list[int] = []

    async def chat(self, done: asyncio.Event) -> None:
        """Send message after message until told to stop; what was begun is finished."""
        while self.pending or not done.is_set():
            try:
                async with Listener(self.url, cookie=self.cookie) as page:
                    await self._subscribe(page)
                    await self._send(page, done)
            except LOST:
                await asyncio.sleep(0.05)

    async def catch_up(self) -> None:
        """Come back once more and hear what is left."""
        async with Listener(self.url, cookie=self.cookie) as page:
            await self._subscribe(page)

    async def _subscribe(self, page: Listener) -> None:
        answer = await page.subscribe(self.channel, self.known)
        if self.known is None:
            self.known = {"epoch": answer["epoch"], "offset": answer["offset"]}
        else:
            self.recoveries.append(answer.get("recovered", False))
        self._hear(page)

    async def _send(self, page: Listener, done: asyncio.Event) -> None:
        try:
            while self.pending or not done.is_set():
                self.pending = self.pending or str(uuid4())
                method, params = self.say(self.pending, f"halo {len(self.acknowledged)}")
                await page.rpc(method, params)
                self.acknowledged.append(self.pending)
                self.pending = ""
                self._hear(page)
                await asyncio.sleep(random.uniform(0, 0.05))
        finally:
            self._hear(page)

    def _hear(self, page: Listener) -> None:
        assert self.known is not None
        while not page.events.empty():
            event = page.events.get_nowait()
            if event.offset <= self.known["offset"]:
                continue
            self.known["offset"] = event.offset
            self.offsets.append(event.offset)
            if event.type == "message.posted":
                self.heard.append(event.data.get("client_id") or event.data["id"])

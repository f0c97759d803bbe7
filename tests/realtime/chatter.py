"""A client that chats through any number of cuts: sends until acknowledged, recovers by offset."""

import asyncio
import random
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.faults.follower import LOST, Follower
from tests.listener import Event, Listener

Commands = Callable[[str, str], tuple[str, dict[str, Any]]]
"""Returns the rpc's method and parameters for a client id and a body."""

PAUSE = 0.05
"""Seconds between two messages: 20 a second."""


class Chatter(Follower):
    """One person's socket in one room; `said` are the client ids of the messages, in order."""

    def __init__(self, url: str, cookie: str, channel: str, say: Commands) -> None:
        super().__init__(url, channel, cookie=cookie)
        self.say = say
        self.pending = ""
        self.acknowledged: list[str] = []
        self.said: list[str] = []

    async def chat(self, done: asyncio.Event) -> None:
        """Send message after message until told to stop; what was begun is finished."""
        while self.pending or not done.is_set():
            try:
                async with self.open() as page:
                    await self.join(page)
                    await self._send(page, done)
            except LOST:
                await asyncio.sleep(random.uniform(0, 2 * PAUSE))

    async def catch_up(self) -> None:
        """Come back once more and hear what is left."""
        async with self.open() as page:
            await self.join(page)

    async def _send(self, page: Listener, done: asyncio.Event) -> None:
        try:
            while self.pending or not done.is_set():
                self.pending = self.pending or str(uuid4())
                method, params = self.say(self.pending, f"halo {len(self.acknowledged)}")
                await page.rpc(method, params)
                self.acknowledged.append(self.pending)
                self.pending = ""
                self.hear(page)
                await asyncio.sleep(random.uniform(0, 2 * PAUSE))
        finally:
            self.hear(page)

    def heard(self, event: Event) -> None:
        """Apply one event; messages are kept by the ids that their senders made."""
        super().heard(event)
        if event.type == "message.posted":
            self.said.append(event.data.get("client_id") or event.data["id"])

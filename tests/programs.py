"""Programs that use the studio from outside, with clients that we did not write."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import centrifuge
import httpx

from tests.process import PASSWORD


@dataclass
class Heard(centrifuge.SubscriptionEventHandler):
    """What one subscription received."""

    events: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    positions: list[centrifuge.SubscribedContext] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def on_publication(self, ctx: centrifuge.PublicationContext) -> None:
        self.events.append((ctx.pub.offset, ctx.pub.data))
        self.news.set()

    async def on_subscribed(self, ctx: centrifuge.SubscribedContext) -> None:
        self.positions.append(ctx)

    async def until(self, type: str, timeout: float = 10) -> dict[str, Any]:
        """Wait for an event of a type and return its data."""
        async with asyncio.timeout(timeout):
            while True:
                for _, event in self.events:
                    if event["type"] == type:
                        found: dict[str, Any] = event["data"]
                        return found
                self.news.clear()
                await self.news.wait()


class Program:
    """Somebody's program: signed in over HTTP, listening with centrifuge-python."""

    def __init__(self, url: str, name: str = "") -> None:
        self.url, self.name = url, name
        self.http = httpx.AsyncClient(
            base_url=url, headers={"Accept": "application/json"}, timeout=30
        )
        self.live: centrifuge.Client | None = None

    async def __aenter__(self) -> "Program":
        if self.name:
            answer = await self.http.post(
                "/login", data={"email": f"{self.name}@sanggar.test", "password": PASSWORD}
            )
            assert answer.status_code == 200, answer.text
        address = self.url.replace("http", "ws", 1) + "/connection/websocket"
        self.live = centrifuge.Client(
            address, get_token=self._token if self.name else None, max_reconnect_delay=1
        )
        await self.live.connect()
        await self.live.ready(timeout=15)
        return self

    async def __aexit__(self, *error: object) -> None:
        assert self.live is not None
        await self.live.disconnect()
        await self.http.aclose()

    async def _token(self) -> str:
        return str((await self.http.post("/api/live-token")).json()["token"])

    @property
    def cookie(self) -> str:
        """The Cookie header of the session."""
        return "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())

    async def hear(self, channel: str) -> Heard:
        """Subscribe with recovery and return what will be heard."""
        assert self.live is not None
        heard = Heard()
        subscription = self.live.new_subscription(
            channel, events=heard, recoverable=True, positioned=True
        )
        await subscription.subscribe()
        await subscription.ready(timeout=15)
        return heard

    async def rpc(self, method: str, data: object) -> Any:
        """Call a method of the live channel."""
        assert self.live is not None
        return (await self.live.rpc(method, data)).data

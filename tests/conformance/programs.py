"""centrifuge-python as the tests use it: what client and subscriptions tell is kept in queues."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import centrifuge

PATIENCE = 20

Queues = defaultdict[str, asyncio.Queue[Any]]


class Heard(centrifuge.SubscriptionEventHandler):
    """What a subscription tells, by the name of the event."""

    def __init__(self) -> None:
        self.queues: Queues = defaultdict(asyncio.Queue)

    async def next(self, name: str) -> Any:
        """Return the next event of a name."""
        return await asyncio.wait_for(self.queues[name].get(), PATIENCE)

    async def bodies(self, count: int) -> list[Any]:
        """Return what so many publications carry."""
        return [(await self.next("publication")).pub.data["data"] for _ in range(count)]

    async def on_subscribing(self, ctx: centrifuge.SubscribingContext) -> None:
        self.queues["subscribing"].put_nowait(ctx)

    async def on_subscribed(self, ctx: centrifuge.SubscribedContext) -> None:
        self.queues["subscribed"].put_nowait(ctx)

    async def on_unsubscribed(self, ctx: centrifuge.UnsubscribedContext) -> None:
        self.queues["unsubscribed"].put_nowait(ctx)

    async def on_publication(self, ctx: centrifuge.PublicationContext) -> None:
        self.queues["publication"].put_nowait(ctx)

    async def on_join(self, ctx: centrifuge.JoinContext) -> None:
        self.queues["join"].put_nowait(ctx)

    async def on_leave(self, ctx: centrifuge.LeaveContext) -> None:
        self.queues["leave"].put_nowait(ctx)


class Told(centrifuge.ClientEventHandler):
    """What a client tells, by the name of the event."""

    def __init__(self) -> None:
        self.queues: Queues = defaultdict(asyncio.Queue)

    async def next(self, name: str) -> Any:
        """Return the next event of a name."""
        return await asyncio.wait_for(self.queues[name].get(), PATIENCE)

    async def on_connecting(self, ctx: centrifuge.ConnectingContext) -> None:
        self.queues["connecting"].put_nowait(ctx)

    async def on_connected(self, ctx: centrifuge.ConnectedContext) -> None:
        self.queues["connected"].put_nowait(ctx)

    async def on_disconnected(self, ctx: centrifuge.DisconnectedContext) -> None:
        self.queues["disconnected"].put_nowait(ctx)


class Program:
    """A client with what it told."""

    def __init__(self, address: str, **options: Any) -> None:
        self.told = Told()
        self.client = centrifuge.Client(
            address, events=self.told, min_reconnect_delay=0.01, max_reconnect_delay=0.1, **options
        )

    async def connected(self) -> str:
        """Wait for the next connection; returns the server's name of the client."""
        return str((await self.told.next("connected")).client)

    async def hear(self, channel: str, **options: Any) -> tuple[centrifuge.Subscription, Heard]:
        """Subscribe and wait until it has begun."""
        heard = Heard()
        subscription = self.client.new_subscription(
            channel, events=heard, min_resubscribe_delay=0.01, **options
        )
        await subscription.subscribe()
        await subscription.ready(timeout=PATIENCE)
        return subscription, heard


@asynccontextmanager
async def program(address: str, **options: Any) -> AsyncIterator[Program]:
    """Run a client that is connecting; it is gone at the end."""
    running = Program(address, **options)
    await running.client.connect()
    try:
        yield running
    finally:
        await running.client.disconnect()

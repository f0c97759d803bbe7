"""centrifuge-python, a client that we did not write, speaks with the engine."""

import asyncio
from typing import Any

import pytest
from centrifuge import (
    CentrifugeError,
    Client,
    ClientEventHandler,
    PublicationContext,
    SubscribedContext,
    SubscriptionEventHandler,
    UnsubscribedContext,
)

from app.realtime.channels import registry
from app.realtime.hub import hub
from app.realtime.publish import recheck_channel
from tests.realtime.conftest import Engine
from tests.realtime.engine_app import World


class Page(SubscriptionEventHandler):
    """What a page would keep: its events, and how it was subscribed."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[PublicationContext] = asyncio.Queue()
        self.subscribed: asyncio.Queue[SubscribedContext] = asyncio.Queue()
        self.unsubscribed: asyncio.Queue[UnsubscribedContext] = asyncio.Queue()

    async def on_publication(self, ctx: PublicationContext) -> None:
        self.events.put_nowait(ctx)

    async def on_subscribed(self, ctx: SubscribedContext) -> None:
        self.subscribed.put_nowait(ctx)

    async def on_unsubscribed(self, ctx: UnsubscribedContext) -> None:
        self.unsubscribed.put_nowait(ctx)


@pytest.fixture
async def client(engine: Engine) -> Any:
    address = engine.url.replace("http", "ws") + "/connection/websocket"
    found = Client(
        address,
        token="token-ani",
        events=ClientEventHandler(),
        min_reconnect_delay=0.05,
        max_reconnect_delay=0.1,
    )
    await found.connect()
    yield found
    await found.disconnect()


async def take(queue: "asyncio.Queue[Any]") -> Any:
    return await asyncio.wait_for(queue.get(), 5)


def cut() -> None:
    """Cut every transport, as a dead network does."""
    for connection in list(hub.connections):
        connection.abort()


async def test_it_is_cut_and_recovers_every_event(engine: Engine, client: Client) -> None:
    page = Page()
    await client.new_subscription("room:1", events=page).subscribe()
    assert (await take(page.subscribed)).recoverable is True
    for turn in range(3):
        await engine.say(f"live {turn}")
        assert (await take(page.events)).pub.offset == turn * 21 + 1
        cut()
        for number in range(20):
            await engine.say(f"missed {turn}/{number}")
        context = await take(page.subscribed)
        assert (context.was_recovering, context.recovered) == (True, True)
        got = [(await take(page.events)).pub.offset for _ in range(20)]
        assert got == list(range(turn * 21 + 2, turn * 21 + 22))
    assert page.events.empty()


async def test_it_calls_methods_and_reads_presence_and_history(
    engine: Engine, client: Client
) -> None:
    page = Page()
    subscription = client.new_subscription("room:1", events=page)
    await subscription.subscribe()
    await take(page.subscribed)
    answer = await client.rpc("say", {"room": "1", "id": "a", "body": "halo"})
    assert answer.data == {"offset": 1, "repeated": False}
    assert (await take(page.events)).pub.data["data"]["body"] == "halo"
    assert [each.user for each in (await subscription.presence()).clients.values()] == ["1"]
    assert (await subscription.presence_stats()).num_users == 1
    history = await subscription.history(limit=10)
    assert [each.offset for each in history.publications] == [1]


async def test_it_hears_refusals(engine: Engine, client: Client, world: World) -> None:
    with pytest.raises(CentrifugeError):
        await client.rpc("fail", {"kind": "conflict"})
    page = Page()
    await client.new_subscription("nowhere:1", events=page).subscribe()
    assert (await take(page.unsubscribed)).code == 103


async def test_it_stays_out_after_its_right_was_lost(
    engine: Engine, client: Client, world: World
) -> None:
    page = Page()
    await client.new_subscription("room:1", events=page).subscribe()
    await take(page.subscribed)
    world.bar("ani", "1")
    await recheck_channel("room:1")
    assert (await take(page.unsubscribed)).code == 2000
    assert "room" in registry.channels

"""Clients that stay with one channel through any number of cuts, and keep what they applied."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import centrifuge
from websockets.exceptions import InvalidStatus, WebSocketException

from tests.listener import Event, Listener

LOST = (OSError, TimeoutError, WebSocketException)
"""What a client sees of a cut."""

SHORTEST_WAIT, LONGEST_WAIT = 0.1, 1.0
"""The bounds of the back-off in seconds, jittered over its whole length."""


class Applied:
    """What a client applied, in order, nothing dropped: the judges find doubles and gaps here."""

    def __init__(self) -> None:
        self.start = -1
        self.events: list[tuple[int, str]] = []
        self.recoveries: list[bool] = []
        self._news = asyncio.Event()

    @property
    def offset(self) -> int:
        """The position: the last event applied, or where the client came in."""
        return self.events[-1][0] if self.events else self.start

    def joined(self, offset: int, recovered: bool | None) -> None:
        """Note a subscription: the first one with None, each later one with its recovery."""
        if recovered is None:
            self.start = offset
        else:
            self.recoveries.append(recovered)
        self._news.set()

    def apply(self, offset: int, event_id: str) -> None:
        """Note one event."""
        self.events.append((offset, event_id))
        self._news.set()

    async def until(self, offset: int, timeout: float = 60) -> None:
        """Wait until the client stands at an offset; 0 waits for its first subscription."""
        await self._until(lambda: self.offset >= offset, timeout)

    async def returned(self, times: int = 1, timeout: float = 60) -> None:
        """Wait until the client has subscribed again so many times."""
        await self._until(lambda: len(self.recoveries) >= times, timeout)

    async def _until(self, is_true: Callable[[], bool], timeout: float) -> None:
        async with asyncio.timeout(timeout):
            while not is_true():
                self._news.clear()
                await self._news.wait()


class Returning(Applied):
    """A client that comes back after every cut, with a jittered back-off."""

    shortest_wait, longest_wait = SHORTEST_WAIT, LONGEST_WAIT

    async def follow(self) -> None:
        """Stay until cancelled."""
        failures = 0
        while True:
            before = len(self.recoveries)
            try:
                await self.visit()
            except LOST as error:
                if isinstance(error, InvalidStatus) and error.response.status_code < 429:
                    raise  # a refusal, not a cut
                failures = failures + 1 if len(self.recoveries) == before else 0
            longest = min(self.longest_wait, self.shortest_wait * 2**failures)
            await asyncio.sleep(random.uniform(0, longest))

    async def visit(self) -> None:
        """Connect, subscribe and apply what comes, until the connection ends."""
        raise NotImplementedError


class Follower(Returning):
    """Our own client, which asks from its last offset."""

    def __init__(self, url: str, channel: str, *, cookie: str) -> None:
        super().__init__()
        self.url, self.channel, self.cookie = url, channel, cookie
        self.epoch = ""

    def open(self) -> Listener:
        """Return a new socket, not yet opened."""
        return Listener(self.url, cookie=self.cookie)

    async def visit(self) -> None:
        async with self.open() as page:
            await self.join(page)
            await self._listen(page)

    async def join(self, page: Listener) -> None:
        """Subscribe, with recovery unless it is the first time."""
        if self.start < 0:
            answer = await page.subscribe(self.channel)
            self.epoch = answer["epoch"]
            self.joined(answer["offset"], None)
        else:
            since: dict[str, Any] = {"epoch": self.epoch, "offset": self.offset}
            answer = await page.subscribe(self.channel, since)
            self.joined(answer["offset"], answer.get("recovered", False))
        self.hear(page)

    def hear(self, page: Listener) -> None:
        """Apply what has arrived."""
        while not page.events.empty():
            self.heard(page.events.get_nowait())

    def heard(self, event: Event) -> None:
        """Apply one event."""
        self.apply(event.offset, event.id)

    async def _listen(self, page: Listener) -> None:
        closed = asyncio.create_task(page.closed(timeout=3600))
        news = asyncio.create_task(page.events.get())
        try:
            while not closed.done():
                await asyncio.wait({news, closed}, return_when=asyncio.FIRST_COMPLETED)
                if news.done():
                    self.heard(news.result())
                    news = asyncio.create_task(page.events.get())
        finally:
            closed.cancel()
            news.cancel()
            self.hear(page)


class Stranger(Applied, centrifuge.SubscriptionEventHandler):
    """centrifuge-python, a client that we did not write, with its own reconnecting."""

    def __init__(self, url: str, channel: str, *, token: str, patience: float = 10) -> None:
        super().__init__()
        address = url.replace("http", "ws", 1) + "/connection/websocket"
        self.client = centrifuge.Client(
            address,
            token=token,
            min_reconnect_delay=SHORTEST_WAIT,
            max_reconnect_delay=LONGEST_WAIT,
            max_server_ping_delay=patience,
        )
        self.subscription = self.client.new_subscription(channel, events=self)

    async def follow(self) -> None:
        """Stay until cancelled."""
        try:
            await self.client.connect()
            await self.subscription.subscribe()
            await asyncio.Event().wait()
        finally:
            await self.client.disconnect()

    async def on_subscribed(self, ctx: centrifuge.SubscribedContext) -> None:
        position = ctx.stream_position
        offset = position.offset if position is not None else 0
        self.joined(offset, ctx.recovered if self.start >= 0 else None)

    async def on_publication(self, ctx: centrifuge.PublicationContext) -> None:
        self.apply(ctx.pub.offset, ctx.pub.data["id"])


@asynccontextmanager
async def following(*followers: Returning | Stranger) -> AsyncIterator[None]:
    """Have everyone subscribed inside the block, whatever happens to their connections."""
    tasks = [asyncio.create_task(each.follow()) for each in followers]
    try:
        await _unless_ended(tasks, *(each.until(0) for each in followers))
        yield
        await _unless_ended(tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _unless_ended(tasks: list[asyncio.Task[None]], *waits: Coroutine[Any, Any, None]) -> None:
    """Wait; raise what ended one of the tasks."""
    waiting = asyncio.gather(*waits)
    await asyncio.wait({waiting, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        if task.done():
            waiting.cancel()
            await task
    await waiting

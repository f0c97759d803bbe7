"""The engine as a process of its own, somebody who never stops talking, and the verdict."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.faults.follower import Applied, Follower, following
from tests.faults.judging import all_exactly_once, scan
from tests.faults.proxy import Proxy
from tests.listener import Listener
from tests.process import CROWD, EngineProcess, ServerProcess

CHANNEL = "room:1"
PROBES = 2
"""The connections of `Stage.served`: who speaks and who listens."""


class Stage:
    """One engine, and what is asked of it in every fault."""

    def __init__(self, server: ServerProcess, proxy: Proxy) -> None:
        self.server, self.proxy = server, proxy
        self.said = 0
        self.sent_at: dict[str, float] = {}

    @classmethod
    @asynccontextmanager
    async def opened(
        cls,
        home: Path,
        *,
        host: str = "127.0.0.1",
        program: type[ServerProcess] = EngineProcess,
        **environ: str,
    ) -> AsyncIterator["Stage"]:
        """Start the engine behind a fault proxy, which is the address that people type."""
        server = program(home, host=host, **{**CROWD, **environ})
        async with Proxy(server.url) as proxy:
            server.environ.setdefault("SANGGAR_PUBLIC_URL", proxy.url)
            await server.start()
            try:
                yield cls(server, proxy)
            finally:
                server.stop()

    @asynccontextmanager
    async def served(self, *, every: float = 0.05, size: int = 64) -> AsyncIterator[Follower]:
        """The probe: somebody speaks and listens past the proxy all the time, undisturbed.

        Inside the block an event of `size` bytes is published every `every` seconds. Each must be
        acknowledged, and the listener, who is yielded, must never lose the connection.
        """
        bystander = Follower(self.server.url, CHANNEL, cookie="who=sari")
        stop = asyncio.Event()
        async with following(bystander):
            async with asyncio.TaskGroup() as group:
                group.create_task(self._talk(every, "x" * size, stop))
                try:
                    await bystander.until(self.said + 1)
                    yield bystander
                finally:
                    stop.set()
            await bystander.until(self.said)
        assert not bystander.recoveries

    async def judge(self, *clients: Applied) -> None:
        """Wait until everyone is level with the log, then compare every client with it."""
        for each in clients:
            await each.until(self.said)
        ids = scan(self.server.home / "instance")[CHANNEL]
        assert len(ids) == self.said
        all_exactly_once(ids, clients)

    async def say(self, times: int) -> None:
        """Publish some events."""
        async with Listener(self.server.url, cookie="who=rina") as page:
            for _ in range(times):
                await self._say(page, "halo")

    async def _talk(self, every: float, body: str, stop: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        async with Listener(self.server.url, cookie="who=rina") as page:
            due = loop.time()
            while not stop.is_set():
                await self._say(page, body)
                due += every
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), max(0, due - loop.time()))

    async def _say(self, page: Listener, body: str) -> None:
        params = {"room": "1", "id": f"talk-{self.said}", "body": body}
        self.sent_at[params["id"]] = time.monotonic()
        answer = await page.rpc("say", params)
        self.said += 1
        assert answer == {"offset": self.said, "repeated": False}

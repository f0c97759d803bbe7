"""What keeps a process level with the database and its people, whatever the bus loses."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from app.errors import AppError
from app.realtime import revocations
from app.realtime.counters import counters
from app.realtime.heads import ahead
from app.realtime.pressure import relieve
from app.realtime.rights import apply_rights

if TYPE_CHECKING:
    from app.realtime.hub import Hub

LOOK_EVERY = 1.0
"""Seconds between two looks at lost rights, stuck sockets and presence."""
PAUSE = 0.2
"""Seconds between two sweeps that were asked for."""
REMEMBERED = 1000
"""So many losses of rights are known before old ones are forgotten."""

logger = structlog.get_logger(__name__)


class Sweep:
    """Compares the heads of this process's channels with the database, and its rights."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self._asked = asyncio.Event()
        self._applied: set[int] = set()
        self._failing: set[str] = set()

    def soon(self) -> None:
        """Ask for a sweep now: something may have been missed."""
        self._asked.set()

    def knows(self, number: int) -> None:
        """Note a loss of rights that has been acted on."""
        self._applied.add(number)

    async def keep_level(self) -> None:
        """Sweep for as long as the process lives, every `sweep_every` seconds and when asked."""
        while True:
            pause = min(PAUSE, self.hub.limits.sweep_every / 2)
            with suppress(TimeoutError):
                async with asyncio.timeout(self.hub.limits.sweep_every - pause):
                    await self._asked.wait()
            self._asked.clear()
            await self._try("heads", self._heads)
            await asyncio.sleep(pause)

    async def keep_rights(self) -> None:
        """Look for lost rights, so that they end what they should within two seconds."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            await self._try("rights", self._rights)

    async def keep_time(self) -> None:
        """Cut stuck sockets, and look after presence; never waits for the database."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(min(LOOK_EVERY, self.hub.limits.sweep_every))
            for connection in [c for c in self.hub.connections if c.outbox.is_stuck(loop.time())]:
                connection.abort()
            relieve(self.hub.connections, self.hub.limits.waiting_bytes_in_all)
            self.hub.presence.look(loop.time())

    async def _heads(self) -> None:
        known = {
            name: topic.head for name, topic in self.hub.topics.items() if topic.head is not None
        }
        for name, head in (await ahead(known)).items():
            if self.hub.catch_up(name, head):
                counters.sweep_hits += 1

    async def _rights(self) -> None:
        if not self.hub.connections:
            return
        found = await revocations.recent()
        for change in found:
            if change.id not in self._applied:
                self.knows(change.id)
                apply_rights(self.hub, change)
        if len(self._applied) > REMEMBERED:
            self._applied = {change.id for change in found}

    async def _try(self, name: str, look: Callable[[], Awaitable[None]]) -> None:
        """Look, and go on when the database cannot answer; say so once."""
        try:
            await look()
        except Exception as error:
            if name not in self._failing:
                is_outage = isinstance(error, AppError)
                logger.warning("the sweep cannot read", of=name, exc_info=not is_outage)
            self._failing.add(name)
        else:
            self._failing.discard(name)

"""A client behind a cable of its own: a thread in another network namespace, joined by a veth pair.

Needs root and the `ip` of Debian's iproute2.
"""

import asyncio
import ctypes
import os
import secrets
import subprocess
import threading
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from typing import Any

from tests.faults.follower import Stranger

CLONE_NEWNET = 0x40000000


def ip(*words: str) -> None:
    """Run `ip` in the network namespace of the calling thread."""
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=10)


class Cable:
    """The near end is this machine's, at `address`; the far end goes to the client."""

    def __init__(self) -> None:
        tag = secrets.token_hex(3)
        self.near, self.far = f"sg{tag}n", f"sg{tag}f"
        first, last = f"198.18.{secrets.randbelow(256)}", 4 * secrets.randbelow(64)  # RFC 2544
        self.address, self.far_address = f"{first}.{last + 1}", f"{first}.{last + 2}"
        ip("link", "add", self.near, "type", "veth", "peer", "name", self.far)
        ip("addr", "add", f"{self.address}/30", "dev", self.near)
        ip("link", "set", self.near, "up")

    def remove(self) -> None:
        """Take both ends away, unless the far end's namespace took them with it."""
        with suppress(subprocess.CalledProcessError):
            ip("link", "del", self.near)


class FarClient:
    """centrifuge-python at the far end, in a thread and a loop of its own."""

    def __init__(self, cable: Cable, url: str, channel: str, *, patience: float) -> None:
        self.cable, self.url, self.channel, self.patience = cable, url, channel, patience
        self.applied: Stranger
        self._there: Future[int] = Future()
        self._joined: Future[None] = Future()
        self._plugged = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._task: asyncio.Task[Any] | None = None

    @asynccontextmanager
    async def subscribed(self) -> AsyncIterator[Stranger]:
        """Have the client subscribed inside the block; yields what it applies."""
        thread_of_its_own = threading.Thread(target=self._live)
        thread_of_its_own.start()
        try:
            thread = await asyncio.wrap_future(self._there)
            ip("link", "set", self.cable.far, "netns", str(thread))
            self._plugged.set()
            await asyncio.wrap_future(self._joined)
            await self.run(self.applied.until(0))
            yield self.applied
        finally:
            self._plugged.set()
            if self._task is not None:
                self._loop.call_soon_threadsafe(self._task.cancel)
            await asyncio.to_thread(thread_of_its_own.join)

    async def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Await something in the client's own loop."""
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def unplug(self) -> None:
        """Take the far interface down: no FIN, no RST, nothing."""
        await self.run(self._set_link("down"))

    async def plug_in(self) -> None:
        """Bring it up again."""
        await self.run(self._set_link("up"))

    async def _set_link(self, state: str) -> None:
        ip("link", "set", self.cable.far, state)

    def _live(self) -> None:
        try:
            unshare_network()
            self._there.set_result(threading.get_native_id())
            self._plugged.wait()
            ip("addr", "add", f"{self.cable.far_address}/30", "dev", self.cable.far)
            ip("link", "set", self.cable.far, "up")
            with suppress(asyncio.CancelledError):
                asyncio.run(self._follow())
        except Exception as error:
            for waiting in (self._there, self._joined):
                if not waiting.done():
                    waiting.set_exception(error)

    async def _follow(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        self.applied = Stranger(self.url, self.channel, token="token-budi", patience=self.patience)
        self._joined.set_result(None)
        try:
            await self.applied.follow()
        finally:  # the library closes its sockets behind our back
            others = asyncio.all_tasks() - {self._task}
            await asyncio.wait(others, timeout=5) if others else None
            await asyncio.sleep(0)


def unshare_network() -> None:
    """Give the calling thread a network of its own, which ends with it; raises OSError."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

"""Several serving processes on one listening socket: started, restarted, reloaded and stopped.

Each is a fresh interpreter, not a fork: it brings nothing of ours along, and after an upgrade it
runs the new code. Ours stays what it was, so everything that may change runs as a command.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import NoReturn

from app.child import Child
from app.config import Settings
from app.leash import Handed
from app.listening import Board, listening_socket

START_SECONDS = 60.0
"""A process that does not serve after this time never will."""
STEADY_SECONDS = 30.0
"""Who served so long is replaced at once when it dies; who dies younger is waited for."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
TRIES = 3
"""So many failed starts before any process ever served are the end."""
END_SECONDS = 14.5
"""Processes that were told to leave are gone after this time, or killed."""


@dataclass(eq=False)
class _Post:
    """One of the N, and who holds it."""

    number: int
    child: Child | None = None
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    """Unset while somebody is being started to hold it."""


class Processes:
    """The parent of `count` processes that run `command`."""

    def __init__(
        self,
        settings: Settings,
        command: Sequence[str],
        count: int,
        *,
        upgrade: Sequence[str],
        board: int,
    ) -> None:
        self.settings, self.command, self.upgrade = settings, command, upgrade
        self._posts = [_Post(number) for number in range(1, count + 1)]
        self._listening = listening_socket(settings.bind)
        # During a reload each post may be held twice: by who leaves and by who comes.
        self._places = set(range(2 * count))
        self._board = board
        Board.prepare(board, 2 * count)
        self._children: set[Child] = set()
        self._failures = 0
        self._has_served = False
        self._has_given_up = False
        self._stop = asyncio.Event()
        self._reload = asyncio.Event()

    async def run(self) -> int:
        """Serve until SIGTERM or SIGINT and return the exit status; SIGHUP reloads."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._signalled)
        loop.add_signal_handler(signal.SIGHUP, self._reload.set)
        host, port = self._listening.getsockname()[:2]
        _say(
            f"Sanggar is at {self.settings.public_url} "
            f"(listening on {host}:{port}, {len(self._posts)} processes)"
        )
        keeping = [loop.create_task(self._keep(post)) for post in self._posts]
        keeping.append(loop.create_task(self._reload_when_told()))
        await self._stop.wait()
        for task in keeping:
            task.cancel()
        await asyncio.wait(keeping)
        self._listening.close()
        await self._end()
        return 1 if self._has_given_up else 0

    async def _keep(self, post: _Post) -> None:
        """Fill a post and fill it again whenever its holder dies."""
        loop = asyncio.get_running_loop()
        pause = 0.0
        while True:
            begun = loop.time()
            post.settled.clear()
            post.child = await self._started()
            post.settled.set()
            if post.child is not None:
                await self._until_empty(post)
                _say(f"Process {post.number} ended; another one is started.")
            elif not self._has_served and self._failures >= TRIES:
                _say("The processes cannot start: see above for the reason.")
                self._has_given_up = True
                self._stop.set()
                return
            if loop.time() - begun >= STEADY_SECONDS:
                pause = 0.0
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, max(FIRST_PAUSE, 2 * pause))

    async def _until_empty(self, post: _Post) -> None:
        """Wait until the holder is gone and was not replaced by a reload."""
        while (child := post.child) is not None:
            await asyncio.wait({child.gone})
            if post.child is child:
                post.child = None

    async def _started(self) -> Child | None:
        """Start a process; None unless it comes to serve."""
        place = min(self._places)
        handed = Handed(self._listening.fileno(), -1, self._board, place)
        self._places.discard(place)
        child = await Child.start(self.command, handed, self._environ())
        self._children.add(child)
        child.gone.add_done_callback(lambda _: self._forget(child, place))
        try:
            async with asyncio.timeout(START_SECONDS):
                serves = await child.serves()
        except TimeoutError:
            child.kill()
            serves = False
        self._failures = 0 if serves else self._failures + 1
        self._has_served = self._has_served or serves
        return child if serves else None

    def _forget(self, child: Child, place: int) -> None:
        self._children.discard(child)
        Board.clear(self._board, place)
        self._places.add(place)

    def _environ(self) -> dict[str, str]:
        bus = self.settings.bus_url or f"unix://{self.settings.instance / 'bus'}"
        return {**os.environ, "SANGGAR_BUS_URL": bus}

    async def _reload_when_told(self) -> None:
        while True:
            await self._reload.wait()
            self._reload.clear()
            if not await self._upgraded():
                _say("The upgrade failed: what serves goes on as it was.")
                continue
            for post in self._posts:
                if not await self._replace(post):
                    _say(f"Process {post.number} could not be replaced: the reload ends here.")
                    break
            else:
                _say("All processes are new.")

    async def _upgraded(self) -> bool:
        if not self.upgrade:
            return True
        upgrade = await asyncio.create_subprocess_exec(*self.upgrade)
        return await upgrade.wait() == 0

    async def _replace(self, post: _Post) -> bool:
        """Let a new process serve, then the old one retire.

        Who was being started when the reload began runs the old code: it is waited for and
        replaced like the others. A post that is empty even then gets a new one by itself.
        """
        await post.settled.wait()
        old = post.child
        if old is None:
            return True
        new = await self._started()
        if new is None:
            return False
        if post.child is not old:  # it died, and the post is being filled
            new.let_go()
            return True
        post.child = new
        old.retire()
        await asyncio.wait({old.gone}, timeout=END_SECONDS)
        old.kill()
        return True

    async def _end(self) -> None:
        children = list(self._children)
        for child in children:
            child.let_go()
        if children:
            await asyncio.wait({child.gone for child in children}, timeout=END_SECONDS)
        for child in children:
            child.kill()

    def _signalled(self) -> None:
        if self._stop.is_set():
            for child in self._children:
                child.kill()
            os._exit(1)
        self._stop.set()


def serve(
    settings: Settings, command: Sequence[str], count: int, *, upgrade: Sequence[str] = ()
) -> NoReturn:
    """Run `count` processes of `command`; `upgrade` is run before new ones replace the old."""

    with TemporaryFile() as board:

        async def run() -> int:
            return await Processes(
                settings, command, count, upgrade=upgrade, board=board.fileno()
            ).run()

        sys.exit(asyncio.run(run()))


def _say(sentence: str) -> None:
    print(sentence, flush=True)

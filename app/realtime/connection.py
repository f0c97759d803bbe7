"""One websocket: reads commands one after another, owns its outgoing queue and its timers."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from uuid import uuid4

import msgspec

from app.realtime import commands
from app.realtime.actor import Actor
from app.realtime.channels import Listener
from app.realtime.counters import counters
from app.realtime.frames import text_frame
from app.realtime.hub import Hub
from app.realtime.lanes import Lane
from app.realtime.protocol import (
    ClientInfo,
    Close,
    Code,
    Command,
    IdOnly,
    decode_command,
    decode_id,
    error_reply,
)
from app.realtime.rate import Bucket, too_deep
from app.realtime.rights import is_still_valid
from app.realtime.seats import Seat


class Connection:
    """A client's socket, from the accepted upgrade to its end."""

    def __init__(
        self,
        hub: Hub,
        viewer: Listener,
        *,
        identify: Callable[[], Awaitable[Listener | None]],
        lane: Lane,
        seat: Seat,
    ) -> None:
        self.hub = hub
        self.limits = hub.limits
        self.viewer = viewer
        self.identify = identify
        self.lane = lane
        self.seat = seat
        self.outbox = lane.outbox
        self.client = str(uuid4())
        self.channels: set[str] = set()
        self.is_connected = False
        self.ping_every = self.limits.ping_every
        self._inbox: deque[bytes] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._has_peer_left = False
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._pings = 0
        self._bad = 0
        self._bucket = Bucket(self.limits.rate, self.limits.burst)
        self._refused = 0

    @property
    def info(self) -> ClientInfo:
        """Return how presence shows this socket."""
        viewer = self.viewer
        actor = Actor(id=viewer.id, name=viewer.name, role=str(viewer.role))
        return ClientInfo(user=str(viewer.id), client=self.client, conn_info=actor)

    @property
    def has_room(self) -> bool:
        """Tell whether another frame may be read; the rest waits in the kernel."""
        return len(self._inbox) + len(self._running) < self.limits.inbox

    def begin(self) -> None:
        """Enter the hub: the upgrade has been accepted."""
        self.hub.enter(self)
        self._later("connect", self.limits.connect_within, self._stale)

    def receive(self, frame: bytes) -> None:
        """Take a frame of the client; its commands run one after another, or overlap in order."""
        if frame == EMPTY:
            self._ponged()
        elif self._is_wanted:
            self._inbox.append(frame)
            if self._worker is None:
                self._worker = asyncio.get_running_loop().create_task(self._work())

    def peer_left(self) -> None:
        """Note that the client went by itself: what it had sent is still done."""
        self._has_peer_left = True

    async def end(self) -> None:
        """Leave the hub: the socket is gone."""
        for timer in self._timers.values():
            timer.cancel()
        try:
            while self._busy:
                await asyncio.wait(self._busy)
        finally:
            self.hub.exit(self)

    def close(self, code: int, reason: str) -> None:
        """Write what waits and close; a peer that does not answer is cut after a while."""
        self.outbox.close(code, reason)

    def abort(self) -> None:
        """Cut the peer off without another byte: its kernel takes nothing any more."""
        counters.write_aborts += 1
        self.lane.abort()

    def refuse(self, command_id: int, code: Code, message: str) -> None:
        """Answer a command with an error."""
        counters.errors[int(code)] += 1
        self.outbox.put(error_reply(command_id, code, message))

    def bad_request(self, command_id: int, message: str = "bad request") -> None:
        """Refuse a malformed command; too many of them end the connection."""
        self._bad += 1
        self.refuse(command_id, Code.BAD_REQUEST, message)
        if self._bad >= self.limits.bad_requests:
            self.close(Close.TOO_MANY_ERRORS, "too many errors")

    def is_within_rate(self) -> bool:
        """Count one message of the client; who goes on above the rate loses the connection."""
        if self._bucket.take(asyncio.get_running_loop().time()):
            self._refused = max(0, self._refused - 1)
            return True
        self._refused += 1
        if self._refused > self.limits.burst:
            self.close(Close.TOO_MANY_REQUESTS, "too many requests")
        return False

    def connected(self) -> None:
        """Begin the socket's ordinary life."""
        self.is_connected = True
        self._timers.pop("connect").cancel()
        self._ping_later()

    async def _work(self) -> None:
        try:
            while self._inbox and self._is_wanted:
                await self._take_frame(self._inbox.popleft())
                self._read_on()
        finally:
            self._worker = None

    def _read_on(self) -> None:
        if (len(self._inbox) + len(self._running)) * 2 <= self.limits.inbox:
            self.lane.read_on()

    @property
    def _busy(self) -> list[asyncio.Task[None]]:
        return [*self._running, *([self._worker] if self._worker is not None else [])]

    @property
    def _is_wanted(self) -> bool:
        return self._has_peer_left or self.outbox.closing is None

    async def _take_frame(self, frame: bytes) -> None:
        for line in frame.split(b"\n") if b"\n" in frame else (frame,):
            if not self._is_wanted:
                return
            if self.outbox.size > self.limits.frame_bytes:
                await self.outbox.drained()
            if line == EMPTY:
                self._ponged()
            elif line and not line.isspace():
                await self._take(line)

    async def _take(self, line: bytes) -> None:
        if too_deep(line):
            self.bad_request(0)
            return
        try:
            command = decode_command(line)
        except (msgspec.DecodeError, UnicodeError):
            self.bad_request(_id_of(line))
            return
        if command == NOTHING:
            self._ponged()
        elif self.is_within_rate():
            await self._run(command)
        else:
            self.refuse(command.id, Code.TOO_MANY_REQUESTS, "too many requests")

    async def _run(self, command: Command) -> None:
        """Run a command; one that may overlap does not hold up those that wait behind it."""
        if (self._inbox or self._running) and commands.may_overlap(self, command):
            while len(self._running) >= self.limits.inbox:
                await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            task = asyncio.get_running_loop().create_task(commands.run(self, command))
            self._running.add(task)
            task.add_done_callback(self._ran)
            return
        if self._running:
            await asyncio.wait(self._running)
        await commands.run(self, command)

    def _ran(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._read_on()

    def _later(self, name: str, seconds: float, call: Callable[[], None]) -> None:
        before = self._timers.pop(name, None)
        if before is not None:
            before.cancel()
        self._timers[name] = asyncio.get_running_loop().call_later(seconds, call)

    def _stale(self) -> None:
        self.close(Close.STALE, "stale")

    def _ping_later(self) -> None:
        spread = random.uniform(1 - self.limits.ping_spread, 1 + self.limits.ping_spread)  # noqa: S311
        self._later("ping", self.ping_every * spread, self._ping)

    def _ping(self) -> None:
        self.outbox.put(EMPTY, PING_FRAME)
        self._pings += 1
        if "pong" not in self._timers:
            self._later("pong", self.limits.pong_within, self._no_pong)
        self._ping_later()
        if self._pings % self.limits.still_valid_every == 0 and self.viewer.id:
            self.hub.spawn(self._look_at_session())

    def _ponged(self) -> None:
        timer = self._timers.pop("pong", None)
        if timer is not None:
            timer.cancel()

    def _no_pong(self) -> None:
        """Close, unless we ourselves have not come to read the answer."""
        late = asyncio.get_running_loop().time() - self._timers["pong"].when()
        if self._busy or late > HELD_UP:
            self._later("pong", self.limits.pong_within, self._no_pong)
        else:
            self.outbox.drop(Close.NO_PONG, "no pong")

    async def _look_at_session(self) -> None:
        if not await is_still_valid(self.viewer):
            self.close(Close.EXPIRED, "session ended")


HELD_UP = 1.0
"""A timer that is later than this, in seconds, says that the loop stood still."""
EMPTY = b"{}"
"""The server's ping and the client's answer to it."""
PING_FRAME = text_frame(EMPTY)
NOTHING = Command()


def _id_of(line: bytes) -> int:
    try:
        found: IdOnly = decode_id(line)
    except (msgspec.DecodeError, UnicodeError):
        return 0
    return found.id

"""One websocket: reads commands one after another, owns its outgoing queue and its timers."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import msgspec
import structlog

from app.realtime import commands
from app.realtime.actor import Actor
from app.realtime.channels import Listener
from app.realtime.hub import Hub
from app.realtime.outbox import Outbox
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
from app.realtime.rights import is_still_valid

MESSAGE_TOO_BIG = 1009

logger = structlog.get_logger(__name__)


class Connection:
    """A client's socket, from the accepted upgrade to its end."""

    def __init__(
        self,
        hub: Hub,
        viewer: Listener,
        *,
        identify: Callable[[], Awaitable[Listener | None]],
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[Any], Awaitable[None]],
        transport: asyncio.WriteTransport | None,
    ) -> None:
        self.hub = hub
        self.limits = hub.limits
        self.viewer = viewer
        self.identify = identify
        self.client = str(uuid4())
        self.channels: set[str] = set()
        self.outbox = Outbox(send, hub.limits, transport)
        self.is_connected = False
        self.ping_every = self.limits.ping_every
        self._receive = receive
        self._transport = transport
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._is_busy = False
        self._pings = 0
        self._bad = 0
        self._tokens = float(self.limits.burst)
        self._counted_at = 0.0
        self._refused = 0

    @property
    def info(self) -> ClientInfo:
        """Return how presence shows this socket."""
        viewer = self.viewer
        actor = Actor(id=viewer.id, name=viewer.name, role=str(viewer.role))
        return ClientInfo(user=str(viewer.id), client=self.client, conn_info=actor)

    async def run(self) -> None:
        """Serve the socket until either side ends it."""
        self.hub.enter(self)
        self._later("connect", self.limits.connect_within, self._stale)
        writer = asyncio.get_running_loop().create_task(self._write())
        try:
            await self._read()
        finally:
            for timer in self._timers.values():
                timer.cancel()
            self.hub.exit(self)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    def close(self, code: int, reason: str) -> None:
        """Write what waits and close; a peer that does not answer is cut after a while."""
        self.outbox.close(code, reason)

    def abort(self) -> None:
        """Cut the transport without another byte."""
        self.outbox.drop(Close.WRITE_ERROR, "write error")
        if self._transport is not None:
            self._transport.abort()

    def refuse(self, command_id: int, code: Code, message: str) -> None:
        """Answer a command with an error."""
        self.outbox.put(error_reply(command_id, code, message))

    def bad_request(self, command_id: int, message: str = "bad request") -> None:
        """Refuse a malformed command; too many of them end the connection."""
        self._bad += 1
        self.refuse(command_id, Code.BAD_REQUEST, message)
        if self._bad >= self.limits.bad_requests:
            self.close(Close.TOO_MANY_ERRORS, "too many errors")

    def connected(self) -> None:
        """Begin the socket's ordinary life."""
        self.is_connected = True
        self._timers.pop("connect").cancel()
        self._ping_later()

    async def _read(self) -> None:
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return
            if self.outbox.closing is not None:
                continue
            frame = message.get("text") or message.get("bytes") or ""
            if len(frame) * 4 > self.limits.message_bytes and self._is_too_big(frame):
                self.close(MESSAGE_TOO_BIG, "message too big")
                continue
            self._is_busy = True
            await self._take_frame(frame)
            self._is_busy = False

    def _is_too_big(self, frame: str | bytes) -> bool:
        raw = frame.encode() if isinstance(frame, str) else frame
        return len(raw) > self.limits.message_bytes

    async def _take_frame(self, frame: str | bytes) -> None:
        lines = frame.split("\n") if isinstance(frame, str) else frame.split(b"\n")
        for line in lines:
            if self.outbox.closing is not None:
                return
            if self.outbox.size > self.limits.frame_bytes:
                await self.outbox.drained()
            if line.strip():
                await self._take(line)

    async def _take(self, line: str | bytes) -> None:
        try:
            command = decode_command(line)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            self.bad_request(_id_of(line))
            return
        if command == PONG:
            self._ponged()
        elif not self._may_send_now():
            self._over_rate(command)
        else:
            await commands.run(self, command)

    async def _write(self) -> None:
        try:
            await self.outbox.run()
        except Exception:
            logger.info("a socket could not be written", client=self.client)
            self.abort()
            return
        self._later("close", self.limits.write_within / 2, self.abort)

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
        self.outbox.put("{}")
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
        if self._is_busy:
            self._later("pong", self.limits.pong_within, self._no_pong)
        else:
            self.outbox.drop(Close.NO_PONG, "no pong")

    async def _look_at_session(self) -> None:
        if not await is_still_valid(self.viewer):
            self.close(Close.EXPIRED, "session ended")

    def _may_send_now(self) -> bool:
        if not self.limits.rate:
            return True
        now = asyncio.get_running_loop().time()
        gained = (now - self._counted_at) * self.limits.rate
        self._tokens = min(float(self.limits.burst), self._tokens + gained)
        self._counted_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def _over_rate(self, command: Command) -> None:
        self._refused += 1
        self.refuse(command.id, Code.TOO_MANY_REQUESTS, "too many requests")
        if self._refused > self.limits.burst:
            self.close(Close.TOO_MANY_REQUESTS, "too many requests")


PONG = Command()


def _id_of(line: str | bytes) -> int:
    try:
        found: IdOnly = decode_id(line)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return 0
    return found.id

"""What a process owes to its clients when it leaves: running requests get their answer."""

import asyncio
from enum import Enum
from typing import Any, cast

from app.guard import App, Message, Receive, Scope, Send

LAST_WORDS = 1.5
"""Seconds in which a request that is cut saves what it has."""
CLOSE = (b"connection", b"close")


class Leave(Enum):
    """Why a process leaves."""

    STOP = "stop"
    """Nobody serves here any more."""
    RETIRE = "retire"
    """Another process serves already, so every client is sent there without a refusal."""


class InFlight:
    """ASGI: knows what is being answered; once we leave, every answer ends its connection."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.sockets = 0
        self.is_leaving = False
        self._requests: set[asyncio.Task[Any]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one scope."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            self.sockets += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self.sockets -= 1
        else:
            await self.app(scope, receive, send)

    async def finish(self, seconds: float) -> None:
        """Wait for the running requests; those that take longer are cut with a 503."""
        await _over(self._requests, seconds)
        for request in self._requests:
            request.cancel()
        await _over(self._requests, LAST_WORDS)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def answer(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                if self.is_leaving:
                    message = {**message, "headers": [*message.get("headers", ()), CLOSE]}
            await send(message)

        request = cast("asyncio.Task[Any]", asyncio.current_task())
        self._requests.add(request)
        try:
            await self.app(scope, receive, answer)
        except asyncio.CancelledError:
            if self.is_leaving and not has_begun:
                await _refuse(send)
            raise
        finally:
            self._requests.discard(request)


async def _over(tasks: set[asyncio.Task[Any]], seconds: float) -> None:
    """Wait until the set is empty, whoever joins it meanwhile."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while tasks and (left := deadline - loop.time()) > 0:
        await asyncio.wait(set(tasks), timeout=left, return_when=asyncio.FIRST_COMPLETED)


async def _refuse(send: Send) -> None:
    headers = [(b"content-length", b"0"), (b"retry-after", b"5"), CLOSE]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})

"""A budget for the body of every request, in front of the framework.

Quart counts only what nobody has read yet, and takes bodies as fast as the socket gives them. Here
every request, whatever its method and route, may send so many bytes and no more; at most a window
of them waits in memory for a handler that reads slowly.
"""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

from quart import Quart

from app import early
from app.requests import CREDIT, GuardedRequest

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

BODY = 1024 * 1024
FORM_WITH_FILES = 11 * 1024 * 1024
WINDOW = 256 * 1024
IDLE = 30.0
"""Seconds that a body may stand still."""
ASKED = ("accept", "accept-language", "cookie")
"""The headers that say how somebody wants to be answered."""
POLICY = (
    b"default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    b"frame-ancestors 'none'"
)
LINGER = 2.0
LINGER_BYTES = 32 * 1024 * 1024

_TAKES_FILES = re.compile(r"/(?:files|orders|order|rooms|feedback|uploads)(?:/.*)?")
_UPLOAD = re.compile(r"/uploads/[0-9a-f]{32}")


def install(app: Quart) -> None:
    """Put the guard in front of everything that the application answers."""
    app.request_class = GuardedRequest
    wrap(app, Guard)


def wrap(app: Quart, door: Callable[[App], App]) -> None:
    """Put a door in front of what the application answers."""
    app.asgi_app = door(cast(App, app.asgi_app))  # type: ignore[method-assign, assignment]


class Guard:
    """The ASGI wrapper; websockets and bodiless requests pass untouched."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or _is_bodiless(scope) or is_streamed(scope):
            await self.app(scope, receive, send)
            return
        limit = budget(scope)
        if declared_length(scope) > limit:
            await refuse(scope, receive, send, 413)
            return
        await _Budget(scope, receive, send, limit).run(self.app)


class _Budget:
    """One request's account: what it may still send, and what the handler has not read yet."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self.limit, self.seen, self.waiting = limit, 0, 0
        self.answering = False
        self.refusal = 0
        self.refused = asyncio.Event()
        self.complete = asyncio.Event()
        self.credit = asyncio.Event()
        self.credit.set()

    async def run(self, app: App) -> None:
        self.scope[CREDIT] = self._consumed
        serving = asyncio.ensure_future(app(self.scope, self._receive, self._send))
        refused = asyncio.ensure_future(self.refused.wait())
        try:
            await asyncio.wait({serving, refused}, return_when=asyncio.FIRST_COMPLETED)
            if self.refusal:
                await _stop(serving)
                await refuse(self.scope, self.receive, self.send, self.refusal)
            else:
                await serving
        finally:
            await _stop(refused)
            await _stop(serving)

    async def _receive(self) -> Message:
        if not self.answering:
            await self.credit.wait()
        if self.complete.is_set():
            return await self.receive()
        try:
            async with asyncio.timeout(IDLE):
                message = await self.receive()
        except TimeoutError:
            return await self._refuse(408)
        if message["type"] != "http.request":
            self.complete.set()
            return message
        return await self._account(message)

    async def _account(self, message: Message) -> Message:
        size = len(message.get("body", b""))
        self.seen += size
        if self.seen > self.limit:
            return await self._refuse(413)
        if self.answering:
            message = {**message, "body": b""}
        else:
            self.waiting += size
            if self.waiting >= WINDOW:
                self.credit.clear()
        if not message.get("more_body", False):
            self.complete.set()
        return message

    async def _refuse(self, status: int) -> Message:
        self.refusal = status
        self.refused.set()
        await asyncio.Future()  # until run() stops the application
        raise AssertionError

    async def _send(self, message: Message) -> None:
        """Hold an early answer back until the body is in, so that a budget has no side door."""
        if message["type"] == "http.response.start" and not self.complete.is_set():
            self.answering = True
            self.credit.set()
            try:
                async with asyncio.timeout(IDLE):
                    await self.complete.wait()
            except TimeoutError:
                await self._refuse(408)
        await self.send(message)

    def _consumed(self, size: int | None) -> None:
        """Take note of what the handler has read; None: it asks for the whole body at once."""
        if size is None:
            self.waiting = -self.limit
        else:
            self.waiting -= size
        if self.waiting < WINDOW:
            self.credit.set()


def budget(scope: Scope) -> int:
    """Return how many bytes the body of this request may have."""
    form = header(scope, b"content-type").lower().startswith(b"multipart/form-data")
    if form and scope["method"] == "POST" and _TAKES_FILES.fullmatch(scope["path"]):
        return FORM_WITH_FILES
    return BODY


def is_streamed(scope: Scope) -> bool:
    """Tell whether the body is an upload's bytes, which app/files/door.py holds to their length."""
    if scope["type"] != "http":
        return False
    if scope["method"] == "PATCH":
        return _UPLOAD.fullmatch(scope["path"]) is not None
    kind = header(scope, b"content-type").partition(b";")[0].strip().lower()
    to_uploads = scope["method"] == "POST" and scope["path"] == "/uploads"
    return to_uploads and kind == b"application/offset+octet-stream"


def header(scope: Scope, name: bytes) -> bytes:
    """Return a header's value, or nothing."""
    return next((bytes(v) for n, v in scope["headers"] if n.lower() == name), b"")


def declared_length(scope: Scope) -> int:
    """Return Content-Length, or 0 where the body comes in chunks."""
    text = header(scope, b"content-length")
    return int(text) if text.isdigit() else 0


async def refuse(scope: Scope, receive: Receive, send: Send, status: int) -> None:
    """Answer with a page or JSON of its own and close the connection."""
    asked = {name: header(scope, name.encode()).decode("latin-1") for name in ASKED}
    kind, body, number = early.refusal(
        status, accept=asked["accept"], languages=asked["accept-language"], cookies=asked["cookie"]
    )
    headers = [
        (b"content-type", kind.encode()),
        (b"x-request-id", number.encode()),
        (b"content-security-policy", POLICY),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await answer_early(receive, send, status, headers, body)


async def answer_early(
    receive: Receive, send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    """Answer a request that is still arriving.

    The sender gets a moment to read it: a connection closed over unread bytes is reset, and the
    answer lost. The server's own queue is kept empty meanwhile: it reports a lost connection
    through the same queue, and would wait for room in it inside of our own sending.
    """
    arrived = asyncio.Event()

    async def taken() -> Message:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            arrived.set()
        return message

    start: Message = {"type": "http.response.start", "status": status, "headers": headers}
    await _send_reading(start, taken, send)
    more: Message = {"type": "http.response.body", "body": body, "more_body": True}
    await _send_reading(more, taken, send)
    if not arrived.is_set():
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LINGER):
                await drain(taken, LINGER_BYTES)
    last: Message = {"type": "http.response.body", "body": b"", "more_body": False}
    await _send_reading(last, taken, send)


async def _send_reading(message: Message, receive: Receive, send: Send) -> None:
    sending = asyncio.ensure_future(send(message))
    while not sending.done():
        reading = asyncio.ensure_future(receive())
        await asyncio.wait({sending, reading}, return_when=asyncio.FIRST_COMPLETED)
        await _stop(reading)
    await sending


async def drain(receive: Receive, limit: int) -> None:
    """Throw away what is still coming, up to a limit."""
    while limit > 0:
        message = await receive()
        limit -= len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            return


async def _stop(task: asyncio.Future[Any]) -> None:
    if not task.done():
        task.cancel()
        await asyncio.wait({task})


def _is_bodiless(scope: Scope) -> bool:
    if not scope.get("http_version", "1.1").startswith("1"):
        return False
    return not header(scope, b"transfer-encoding") and declared_length(scope) == 0

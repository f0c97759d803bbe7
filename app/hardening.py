"""Closes gaps of hypercorn 0.18 that no setting closes; each has its test.

- permessage-deflate is always negotiated, without a bound on what a message inflates to.
- HTTP/2 without TLS (`Upgrade: h2c`, `PRI *`) cannot be switched off.
- A websocket message over the limit is refused, but kept in memory and added to.

And two openings: the scope of a websocket shows its transport, for the live engine's fast lane,
and that of a request what sends files by the kernel.
"""

from typing import Any, cast

import h11
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.events import Closed
from hypercorn.protocol import ws_stream
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.typing import AppWrapper
from wsproto.events import Message, TextMessage

from app.realtime.fast_lane import TRANSPORT
from app.sendfile import SENDFILE, Sender

VERSION_NOT_SUPPORTED = 505


def apply() -> None:
    """Replace the parts; twice is once."""
    ws_stream.Handshake = PlainHandshake  # type: ignore[misc]
    ws_stream.WebsocketBuffer = BoundedBuffer  # type: ignore[misc]
    H11Protocol._check_protocol = _check_nothing  # type: ignore[method-assign]
    H11Protocol._create_stream = _create_stream  # type: ignore[method-assign]


class OpenServer(TCPServer):
    """A connection that shows the application how to go past the server's queues."""

    def __init__(self, app: AppWrapper, *rest: Any) -> None:
        super().__init__(app, *rest)
        self.inner = app
        self.app: Any = self._show

    async def _show(self, scope: Any, *rest: Any) -> None:
        """Serve one scope; streams of HTTP/2 and TLS do not own the bytes of their socket."""
        plain = self.writer.get_extra_info("ssl_object") is None
        if plain and scope["http_version"] == "1.1":
            if scope["type"] == "websocket":
                scope["extensions"][TRANSPORT] = self.writer.transport
            else:
                scope["extensions"][SENDFILE] = Sender(self.writer, self._counted, self._lost)
        await self.inner(scope, *rest)

    def _counted(self, size: int) -> None:
        """Let h11 know of bytes of a body that went past it, as its documentation has it."""
        placeholder = cast(Any, range(size))
        connection = cast(H11Protocol, self.protocol.protocol).connection
        cast(h11.Connection, connection).send_with_data_passthrough(h11.Data(data=placeholder))

    async def _lost(self) -> None:
        await self.protocol.handle(Closed())


class PlainHandshake(ws_stream.Handshake):
    """An upgrade that sees no extension offered, so none is accepted."""

    def __init__(self, headers: list[tuple[bytes, bytes]], http_version: str) -> None:
        super().__init__(headers, http_version)
        self.extensions = None

    def is_valid(self) -> bool:
        """Refuse an upgrade to nothing instead of failing on it."""
        return self.upgrade is not None and super().is_valid()


class BoundedBuffer(ws_stream.WebsocketBuffer):
    """Counts bytes, and forgets a message that has grown too large."""

    def extend(self, event: Message[Any]) -> None:
        """Add a part of a message."""
        data = event.data
        size = len(data.encode()) if isinstance(event, TextMessage) else len(data)
        if self.length + size > self.max_length:
            self.value = None
            self.length = self.max_length
            raise ws_stream.FrameTooLargeError
        before = self.length
        super().extend(event)
        self.length = before + size


_create_http1_stream = H11Protocol._create_stream


async def _check_nothing(self: H11Protocol, event: h11.Request) -> None:
    """Stay with HTTP/1.1 whatever the client would like to upgrade to."""


async def _create_stream(self: Any, request: h11.Request) -> None:
    if request.method == b"PRI":
        await self._send_error_response(VERSION_NOT_SUPPORTED)
        await self.send(Closed())
    else:
        await _create_http1_stream(self, request)

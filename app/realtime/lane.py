"""The fast lane: the transport below an ASGI `send`, and frames built once for all listeners.

The transport also serves to cut a peer that takes nothing any more.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any


def transport_of(send: Callable[[Any], Awaitable[None]]) -> asyncio.WriteTransport | None:
    """Return hypercorn's HTTP/1.1 transport; None under any other server or protocol."""
    step: Any = send
    while isinstance(step, partial):
        step = step.func
    try:
        stream = step.__self__
        protocol = stream.send.__self__
        server = protocol.send.__self__
        transport: asyncio.WriteTransport = server.writer.transport
    except AttributeError:
        return None
    return transport


def text_frame(text: str) -> bytes:
    """Build the server's websocket frame (RFC 6455, unmasked, final) around a text."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return b"\x81" + size.to_bytes(1) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2) + payload
    return b"\x81\x7f" + size.to_bytes(8) + payload

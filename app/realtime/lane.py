"""Finds the transport below an ASGI `send`, to cut a peer that takes nothing any more."""

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

"""Who may connect and listen on the conformance server: anybody, by token or without one."""

import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import jwt

from app.realtime.channels import BadToken, Channel, Handshake, TokenExpired

SECRET = os.environ.get("CONFORMANCE_SECRET", "secret")
"""Signs the tokens, HS256."""
VISITORS_FROM = 1_000_000
"""Who comes without a token is numbered from here."""


@dataclass(frozen=True)
class Holder:
    """Whoever a token names, or a visitor with a number of their own."""

    id: int | str
    name: str = ""
    role: str = "visitor"
    session: int = 0
    locale: str = "en"
    zone: str = "UTC"
    channels: frozenset[str] = frozenset()
    expires: float | None = None


async def by_token(text: str) -> Holder:
    """Read a token with Centrifugo's claims: sub, exp, info (name, role), channels."""
    try:
        claims = jwt.decode(text, SECRET, algorithms=["HS256"])
    except jwt.ExpiredSignatureError as error:
        raise TokenExpired from error
    except jwt.InvalidTokenError as error:
        raise BadToken from error
    user, info = claims.get("sub", ""), claims.get("info") or {}
    return Holder(
        id=int(user) if user.isdigit() else user or next(_numbers),
        name=str(info.get("name", user)),
        role=str(info.get("role", "customer")),
        channels=frozenset(claims.get("channels", ())),
        expires=claims.get("exp"),
    )


async def by_cookie(handshake: Handshake) -> Holder | None:
    """Return the visitor that `Doorkeeper` numbered."""
    return Holder(id=int(handshake.cookies["visitor"]), name="visitor")


async def still_valid(holder: Holder) -> bool:
    """Tell whether the token has not run out meanwhile."""
    return holder.expires is None or holder.expires > time.time()


async def anybody(holder: Holder, key: str) -> bool:
    """Let everyone listen."""
    return True


async def nobody(holder: Holder, key: str) -> bool:
    """Let no one listen."""
    return False


async def named_in_token(holder: Holder, key: str) -> bool:
    """Let those listen whose token carries the channel."""
    return f"private:{key}" in holder.channels


class OpenChannels(dict[str, Channel]):
    """Every name that is not registered is a channel that is open to all."""

    def get(self, kind: str, default: Any = None) -> Channel:
        """Return the registration of a kind of channel."""
        return super().get(kind) or OPEN


OPEN = Channel(anybody, presence=True, anonymous=True, client_publish=True)


class Doorkeeper:
    """ASGI in front: every socket comes from a browser of its own, whatever page opened it."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one ASGI scope."""
        if scope["type"] == "websocket":
            kept = [pair for pair in scope["headers"] if pair[0] not in {b"origin", b"cookie"}]
            host = dict(scope["headers"])[b"host"]
            visitor = b"visitor=%d" % next(_numbers)
            headers = [*kept, (b"origin", b"http://" + host), (b"cookie", visitor)]
            scope = {**scope, "headers": headers}
        await self.app(scope, receive, send)


_numbers = count(VISITORS_FROM)

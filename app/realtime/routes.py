"""The door: GET /connection/websocket, below Quart so that a socket costs no more than it must.

Origin, limits and session are checked before the upgrade is accepted. A browser is known by its
cookie; a client that sends no Origin is known by `connect.token` alone.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import structlog
from quart import Quart
from werkzeug.datastructures import Headers
from werkzeug.sansio.request import Request as Handshake

from app import audit
from app.config import Settings
from app.realtime import lag
from app.realtime.channels import Listener, registry
from app.realtime.connection import Connection
from app.realtime.counters import counters
from app.realtime.fast_lane import TRANSPORT, FastLane
from app.realtime.foreign import ForeignOrigins
from app.realtime.hub import hub
from app.realtime.lanes import Lane, OrdinaryLane, Receive
from app.realtime.limits import read_limits
from app.realtime.outbox import Send
from app.realtime.seats import Seat, Seats

PATH = "/connection/websocket"

STATUS = {"origin": 403, "ip": 429, "session": 429, "user": 429, "full": 503, "closing": 503}
"""What a refused upgrade is answered with."""
RETRY_AFTER = {429: b"30", 503: b"5"}
"""Seconds."""

App = Callable[[Any, Receive, Send], Awaitable[None]]

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Nobody:
    """The viewer of a socket without a session."""

    id: int = 0
    name: str = ""
    role: str = "visitor"
    session: int = 0
    locale: str = ""
    zone: str = "Asia/Jakarta"


NOBODY = Nobody()


def install(app: Quart) -> None:
    """Put the endpoint in front of the application and end its sockets with it."""
    settings: Settings = app.config["SETTINGS"]
    hub.limits = read_limits(settings.live)
    endpoint = Endpoint(app.asgi_app, settings.public_host)
    app.asgi_app = endpoint  # type: ignore[method-assign]
    app.after_serving(hub.stop)

    @app.before_serving
    async def begin() -> None:
        await hub.start(app.config["SETTINGS"])
        hub.spawn(lag.keep_looking())


class Endpoint:
    """ASGI in front of Quart: takes the live sockets, passes everything else on."""

    def __init__(self, app: App, public_host: str) -> None:
        self.app = app
        self.public_host = public_host
        self.seats = Seats()
        self.foreign = ForeignOrigins()
        self._is_proxy_told = False

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""
        if scope["type"] != "websocket" or scope["path"] != PATH:
            await self.app(scope, receive, send)
            return
        await receive()
        seat = Seat(self.seats, hub.limits)
        try:
            await self._serve(seat, scope, receive, send)
        finally:
            seat.leave()

    async def _serve(self, seat: Seat, scope: Any, receive: Receive, send: Send) -> None:
        handshake = _handshake(scope)
        refusal = self._refusal(handshake, seat)
        if not refusal:
            identify = partial(_viewer, _only_cookies(handshake))
            viewer = await identify()
            refusal = seat.sit(viewer)
        if not refusal:
            audit.set_origin(handshake.remote_addr or "", "", "socket")
            counters.connections += 1
            lane = _lane(scope, receive, send)
            await lane.serve(Connection(hub, viewer, identify=identify, lane=lane, seat=seat))
            return
        counters.refusals[refusal] += 1
        await _reject(scope, send, STATUS[refusal])
        if refusal == "origin":
            await self.foreign.record(handshake)
        if refusal == "ip" and "X-Forwarded-For" in handshake.headers:
            self._tell_of_the_proxy(handshake.remote_addr or "")

    def _tell_of_the_proxy(self, address: str) -> None:
        """Say once that all people behind a proxy are taken for one."""
        if not self._is_proxy_told:
            self._is_proxy_told = True
            logger.warning(
                "sockets are refused that came through a proxy: "
                "if it is yours, name it in SANGGAR_TRUSTED_PROXIES",
                address=address,
            )

    def _refusal(self, handshake: Handshake, seat: Seat) -> str:
        """Check what costs nothing, before anybody is looked up."""
        if hub.is_closing:
            return "closing"
        if not self._is_same_origin(handshake):
            return "origin"
        return seat.take(handshake.remote_addr or "")

    def _is_same_origin(self, handshake: Handshake) -> bool:
        origin = handshake.headers.get("Origin")
        if origin is None:
            return True
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or parts.path or "@" in parts.netloc:
            return False
        ours = {handshake.headers.get("Host", "").lower(), self.public_host.lower()} - {""}
        return parts.netloc.lower() in ours


def _lane(scope: Any, receive: Receive, send: Send) -> Lane:
    if TRANSPORT in (scope.get("extensions") or {}):
        return FastLane(hub.limits, scope, receive)
    return OrdinaryLane(hub.limits, receive, send)


async def _viewer(handshake: Handshake | None) -> Listener:
    """Return who the cookie says."""
    if registry.cookie is None or handshake is None:
        return NOBODY
    found: Listener | None = await registry.cookie(handshake)
    return found or NOBODY


def _only_cookies(handshake: Handshake) -> Handshake | None:
    """Keep what is needed to identify a socket again; an Origin must vouch for the cookies."""
    if "Origin" not in handshake.headers or "Cookie" not in handshake.headers:
        return None
    handshake.headers = Headers({"Cookie": handshake.headers["Cookie"]})
    return handshake


def _handshake(scope: Any) -> Handshake:
    headers = Headers(
        (name.decode("latin1").title(), value.decode("latin1")) for name, value in scope["headers"]
    )
    return Handshake(
        method="GET",
        scheme=scope.get("scheme", "ws"),
        server=scope.get("server"),
        root_path=scope.get("root_path", ""),
        path=scope["path"],
        query_string=scope.get("query_string", b""),
        headers=headers,
        remote_addr=(scope.get("client") or ("",))[0],
    )


async def _reject(scope: Any, send: Send, status: int) -> None:
    """Refuse the upgrade with a plain HTTP status."""
    if "websocket.http.response" not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    if status in RETRY_AFTER:
        headers.append((b"retry-after", RETRY_AFTER[status]))
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b"", "more_body": False})

"""Hands a sealed message to a push service; nothing of our own network can be reached this way."""

import asyncio
import socket
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from enum import Enum
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

import httpcore
import structlog

from app.config import Settings
from app.push import keys
from app.push.keys import decode, encode
from app.push.sealing import seal, stamp

SECONDS = 10.0
AT_ONCE = 10
WRAPPED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
"""IPv6 addresses that lead to an IPv4 one through a translator."""


log = structlog.get_logger(__name__)


class Outcome(Enum):
    """What became of a message."""

    SENT = "sent"
    GONE = "gone"
    LATER = "later"
    REFUSED = "refused"


class Office:
    """Connections to the push services, for the length of one delivery."""

    def __init__(self, settings: Settings, pool: httpcore.AsyncConnectionPool) -> None:
        self._settings = settings
        self._pool = pool

    async def post(self, device: Any, words: str, *, life: int, urgency: str, tag: str) -> Outcome:
        """Send to the device of a row of the outbox; `life` is in seconds."""
        try:
            body = seal(
                words.encode(), device=decode(device["p256dh"]), secret=decode(device["auth"])
            )
            headers = self._headers(device["endpoint"]) | {
                "TTL": str(life),
                "Urgency": urgency,
                # The service keeps one message on each matter for a device that is off.
                "Topic": encode(sha256(tag.encode()).digest())[:32],
            }
            async with asyncio.timeout(SECONDS):
                answer = await self._pool.request(
                    "POST", device["endpoint"], headers=headers, content=body
                )
        except NotPublic:
            return Outcome.REFUSED
        except Exception as failure:  # whatever it is, it counts as an attempt and is tried again
            log.info(
                "push service not reached", device=device["subscription_id"], why=repr(failure)
            )
            return Outcome.LATER
        return outcome_of(answer.status)

    def _headers(self, endpoint: str) -> dict[bytes | str, bytes | str]:
        parts = urlsplit(endpoint)
        key = keys.private_key(self._settings)
        origin, contact = f"{parts.scheme}://{parts.netloc}", keys.contact(self._settings)
        return {
            "Authorization": stamp(key, origin=origin, contact=contact),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
        }


class NotPublic(Exception):
    """A push service's name leads into a private network."""


@asynccontextmanager
async def office(settings: Settings) -> AsyncIterator[Office]:
    """Open the connections, and close them at the end."""
    guard = PublicOnly(settings.push_trusted)
    async with httpcore.AsyncConnectionPool(max_connections=AT_ONCE, network_backend=guard) as pool:
        yield Office(settings, pool)


def outcome_of(status: int) -> Outcome:
    """Read a push service's answer: redirects are not followed."""
    if 200 <= status < 300:
        return Outcome.SENT
    if status in {404, 410}:
        return Outcome.GONE
    return Outcome.LATER if status == 429 or status >= 500 else Outcome.REFUSED


class PublicOnly(httpcore.AsyncNetworkBackend):
    """Connects to public addresses alone, and to the very one that was looked at."""

    def __init__(self, trusted: Collection[str]) -> None:
        self._trusted = trusted
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Look the name up once, and connect to what was found."""
        address = host if f"{host}:{port}" in self._trusted else await public_address(host, port)
        return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        """Wait, for the pool's own retries."""
        await asyncio.sleep(seconds)


async def public_address(host: str, port: int) -> str:
    """Return an address of a host; raises NotPublic when one of them is not public."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(ip_address(address)) for address in addresses):
        raise NotPublic(host)
    return addresses[0]


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address belongs to the open internet, not by way of another one inside it."""
    if isinstance(address, IPv6Address) and (
        address.ipv4_mapped or address.sixtofour or address.teredo or _is_wrapped(address)
    ):
        return False
    return address.is_global and not address.is_multicast


def _is_wrapped(address: IPv6Address) -> bool:
    return any(address in network for network in WRAPPED)

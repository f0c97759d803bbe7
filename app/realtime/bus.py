"""Between processes: hints that something happened. The database stays the truth.

A hint may be lost, doubled, late or out of order; the hub only gets faster by it.
"""

from collections.abc import Callable
from hashlib import blake2b
from typing import Protocol
from urllib.parse import urlsplit

import msgspec

from app.config import WrongSetting
from app.realtime.protocol import ClientInfo


class Published(msgspec.Struct, frozen=True, tag="published"):
    """An event was committed; `data` is its wire form, empty where it was too long to travel."""

    channel: str
    offset: int
    data: bytes


class Ephemeral(msgspec.Struct, frozen=True, tag="ephemeral"):
    """Something that is not stored: typing, progress, what a client published itself."""

    channel: str
    data: bytes
    info: ClientInfo | None = None


class RightsChanged(msgspec.Struct, frozen=True, tag="rights"):
    """A session ended, a user's role or account changed, or a channel lost a member."""

    id: int = 0
    session: int = 0
    user: int = 0
    channel: str = ""


class Seen(msgspec.Struct, frozen=True, tag="seen"):
    """Sockets of the sender that are in a channel now, and those that have just left it."""

    channel: str
    here: list[ClientInfo] = []
    gone: list[ClientInfo] = []


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """The sender is new, or was away: it knows nobody, and what it said meanwhile was lost."""


Hint = Published | Ephemeral | RightsChanged | Seen | Hello


class Bus(Protocol):
    """Carries hints to the other processes."""

    @property
    def is_alone(self) -> bool:
        """Tell whether there can be no other process to talk to."""

    @property
    def is_connected(self) -> bool:
        """Tell whether the others can be heard just now."""

    def send(self, hint: Hint) -> None:
        """Hand a hint over without waiting; one that cannot travel now is dropped."""

    async def start(self, receive: Callable[[Hint], None], on_gap: Callable[[], None]) -> None:
        """Begin to call `receive` with the hints of the others, `on_gap` when some were lost."""

    async def stop(self) -> None:
        """End it."""


class InProcessBus:
    """The bus of a single process: there is nobody else to tell."""

    is_alone = True
    is_connected = True

    def send(self, hint: Hint) -> None:
        """Do nothing."""

    async def start(self, receive: Callable[[Hint], None], on_gap: Callable[[], None]) -> None:
        """Do nothing."""

    async def stop(self) -> None:
        """Do nothing."""


def open_bus(url: str, *, secret: str) -> Bus:
    """Return the bus of a checked `SANGGAR_BUS_URL`; it connects when it is started.

    Installations that share a server do not hear each other: their topic's name comes from the
    installation's secret key.
    """
    name = "sanggar_" + blake2b(secret.encode(), digest_size=8, person=b"bus").hexdigest()
    scheme = urlsplit(url).scheme
    if scheme == "":
        return InProcessBus()
    from app.realtime.bus_remote import RemoteBus

    if scheme == "unix":
        from app.realtime import bus_unix

        return RemoteBus(bus_unix.Mesh(urlsplit(url).path, name), bus_unix.LARGEST)
    if scheme in {"redis", "rediss"}:
        from app.realtime import bus_redis

        return RemoteBus(bus_redis.Redis(url, name), bus_redis.LARGEST)
    if scheme == "postgresql":
        from app.realtime import bus_postgres

        return RemoteBus(bus_postgres.Postgres(url, name), bus_postgres.LARGEST)
    raise WrongSetting(f"SANGGAR_BUS_URL names no bus that we have: {scheme}.")

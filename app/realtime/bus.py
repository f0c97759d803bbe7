"""Between processes: hints that something happened. The database stays the truth.

A hint may be lost, doubled, late or out of order; the hub only gets faster by it.
"""

from collections.abc import Callable
from typing import Protocol

import msgspec


class Published(msgspec.Struct, frozen=True, tag="published"):
    """An event was committed; `data` is its wire form."""

    channel: str
    offset: int
    data: bytes


class Ephemeral(msgspec.Struct, frozen=True, tag="ephemeral"):
    """Something that is not stored: typing, progress."""

    channel: str
    data: bytes


class RightsChanged(msgspec.Struct, frozen=True, tag="rights"):
    """A session ended, a user's role or account changed, or a channel lost a member."""

    session: int = 0
    user: int = 0
    channel: str = ""


Hint = Published | Ephemeral | RightsChanged


class Bus(Protocol):
    """Carries hints to the other processes."""

    def send(self, hint: Hint) -> None:
        """Hand a hint over without waiting."""

    async def start(self, receive: Callable[[Hint], None]) -> None:
        """Begin to call `receive` with the hints of the others."""

    async def stop(self) -> None:
        """End it."""


class InProcessBus:
    """The bus of a single process: there is nobody else to tell."""

    def send(self, hint: Hint) -> None:
        """Do nothing."""

    async def start(self, receive: Callable[[Hint], None]) -> None:
        """Do nothing."""

    async def stop(self) -> None:
        """Do nothing."""

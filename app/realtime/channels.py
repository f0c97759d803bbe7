"""What features register: who may listen to which channels, commands, and who a socket belongs to.

Handlers get the viewer that the registered `identify` returned; the engine itself reads only
`id`, `name`, `role`, `session` and `locale` of it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import msgspec
from werkzeug.sansio.request import Request as Handshake

from app.errors import AppError

V = TypeVar("V")
C = TypeVar("C", bound=Callable[..., Awaitable[bool]])
R = TypeVar("R", bound=Callable[..., Awaitable[object]])

__all__ = ["BadToken", "Handshake", "TokenExpired", "channel", "identify", "rpc"]


class Listener(Protocol):
    """What the engine reads of a viewer; id 0 is nobody."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def session(self) -> int: ...
    @property
    def locale(self) -> str: ...
    @property
    def zone(self) -> str: ...


class TokenExpired(AppError):
    """The token was good once; the client fetches a new one and connects again (109)."""

    status = 401
    code = "token_expired"


class BadToken(AppError):
    """Not a token of ours: the socket is closed for good (3500)."""

    status = 401
    code = "bad_token"


@dataclass(frozen=True, slots=True)
class Channel:
    """A registered kind of channel, `name:<key>`, or `name` alone with the key ""."""

    may_listen: Callable[..., Awaitable[bool]]
    presence: bool
    anonymous: bool
    client_publish: bool


@dataclass(frozen=True, slots=True)
class Command:
    """A registered rpc method."""

    handler: Callable[..., Awaitable[object]]
    decode: Callable[[bytes | msgspec.Raw], Any]
    overlaps: bool = False


@dataclass(slots=True)
class Registry:
    """Everything registered; tests swap it for their own."""

    channels: dict[str, Channel] = field(default_factory=dict)
    commands: dict[str, Command] = field(default_factory=dict)
    cookie: Callable[[Handshake], Awaitable[Any]] | None = None
    token: Callable[[str], Awaitable[Any]] | None = None
    still_valid: Callable[[Any], Awaitable[bool]] | None = None


registry = Registry()


def channel(
    name: str,
    *,
    presence: bool = False,
    anonymous: bool = False,
    client_publish: bool = False,
) -> Callable[[C], C]:
    """Register `async may_listen(viewer, key) -> bool` for the channels `name:<key>`.

    `presence` keeps who is here; `anonymous` lets visitors ask too; with `client_publish` listeners
    may tell each other something at most once: as they wrote it, and with who they are.
    """

    def register(may_listen: C) -> C:
        registry.channels[name] = Channel(may_listen, presence, anonymous, client_publish)
        return may_listen

    return register


def rpc(method: str, params: type[object], *, overlaps: bool = False) -> Callable[[R], R]:
    """Register `async handler(viewer, params) -> object`; an AppError becomes the rpc's error.

    With `overlaps`, calls that a socket makes one right after another begin in their order but do
    not wait for each other's end: for work that is committed together and keeps its order there.
    """

    def register(handler: R) -> R:
        decode = msgspec.json.Decoder(params).decode
        registry.commands[method] = Command(handler, decode, overlaps)
        return handler

    return register


def identify(
    *,
    cookie: Callable[[Handshake], Awaitable[V]],
    token: Callable[[str], Awaitable[V]],
    still_valid: Callable[[V], Awaitable[bool]],
) -> None:
    """Register how a socket gets its viewer.

    `cookie(handshake)` reads `handshake.cookies`; `token(text)` raises TokenExpired or BadToken;
    `still_valid(viewer)` tells whether session, account and role are unchanged.
    """
    registry.cookie = cookie
    registry.token = token
    registry.still_valid = still_valid


def find(name: str) -> tuple[Channel, str] | None:
    """Return the registration and key of a channel's name, or None."""
    kind, _, key = name.partition(":")
    found = registry.channels.get(kind)
    return None if found is None else (found, key)

"""The wire: Centrifugo's client protocol in JSON. Commands in, replies and pushes out."""

from datetime import datetime
from enum import IntEnum
from typing import Annotated

import msgspec
from msgspec import Raw, Struct

from app.realtime.actor import Actor

encode = msgspec.json.Encoder().encode


class Code(IntEnum):
    """Error codes of a reply; CONFLICT is ours, from the range for applications."""

    INTERNAL = 100
    UNAUTHORIZED = 101
    UNKNOWN_CHANNEL = 102
    PERMISSION_DENIED = 103
    METHOD_NOT_FOUND = 104
    ALREADY_SUBSCRIBED = 105
    LIMIT_EXCEEDED = 106
    BAD_REQUEST = 107
    NOT_AVAILABLE = 108
    TOKEN_EXPIRED = 109
    TOO_MANY_REQUESTS = 111
    UNRECOVERABLE_POSITION = 112
    CONFLICT = 1090


TEMPORARY = frozenset({Code.INTERNAL, Code.TOO_MANY_REQUESTS})


class Close(IntEnum):
    """Disconnect codes; from 3500 on the client does not come back by itself."""

    CLOSED = 3000
    SHUTDOWN = 3001
    INTERNAL_ERROR = 3004
    EXPIRED = 3005
    SLOW = 3008
    WRITE_ERROR = 3009
    INSUFFICIENT_STATE = 3010
    FORCE_RECONNECT = 3011
    NO_PONG = 3012
    TOO_MANY_REQUESTS = 3013
    INVALID_TOKEN = 3500
    BAD_REQUEST = 3501
    STALE = 3502
    FORCE_DISCONNECT = 3503
    CONNECTION_LIMIT = 3504
    CHANNEL_LIMIT = 3505
    PERMISSION_DENIED = 3507
    TOO_MANY_ERRORS = 3509


RIGHT_LOST = 2000
"""Code of an unsubscribe push after which the client does not subscribe again."""

INSUFFICIENT_STATE = 2500
"""Code of an unsubscribe push after which the client subscribes again."""

REJECT_UNRECOVERED = 2
"""Flag of a subscribe: answer an unrecoverable position with error 112."""


Offset = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class Since(Struct, frozen=True):
    """A place in a stream."""

    offset: Offset = 0
    epoch: str = ""


class Connect(Struct, frozen=True):
    """The first command of every socket."""

    token: str = ""


class Subscribe(Struct, frozen=True):
    """Listen to a channel, with `recover` from the position (epoch, offset)."""

    channel: str
    recover: bool = False
    epoch: str = ""
    offset: Offset = 0
    flag: int = 0


class ChannelOnly(Struct, frozen=True):
    """A command that names a channel and nothing else."""

    channel: str


class History(Struct, frozen=True):
    """Read a stream; `limit` 0 asks for the position alone, -1 for everything."""

    channel: str
    limit: int = 0
    since: Since | None = None
    reverse: bool = False


class Rpc(Struct, frozen=True):
    """Call a registered command."""

    method: str
    data: Raw = Raw(b"null")


class Publish(Struct, frozen=True):
    """Tell the others on an ephemeral channel."""

    channel: str
    data: Raw


class Nothing(Struct, frozen=True):
    """A command of which we read nothing."""


class Command(Struct, frozen=True):
    """One object of an inbound frame: an id and exactly one of the commands; empty is a pong."""

    id: Annotated[int, msgspec.Meta(ge=0, lt=2**53)] = 0
    connect: Connect | None = None
    subscribe: Subscribe | None = None
    unsubscribe: ChannelOnly | None = None
    publish: Publish | None = None
    presence: ChannelOnly | None = None
    presence_stats: ChannelOnly | None = None
    history: History | None = None
    rpc: Rpc | None = None
    send: Nothing | None = None
    ping: Nothing | None = None


class IdOnly(Struct, frozen=True):
    """What can be saved of a malformed command: where to send its refusal."""

    id: int = 0


decode_command = msgspec.json.Decoder(Command).decode
decode_id = msgspec.json.Decoder(IdOnly).decode


class ClientInfo(Struct, frozen=True, omit_defaults=True):
    """One person on one socket, as presence shows them."""

    user: str
    client: str
    conn_info: Actor | None = None


class Publication(Struct, frozen=True, omit_defaults=True):
    """One event of a channel; offset 0 (left out) marks an ephemeral one."""

    data: Raw
    offset: int = 0
    info: ClientInfo | None = None
    """Who published it, where a client did."""


class Event(Struct, frozen=True):
    """What `data` of a publication holds: the same bytes for every listener."""

    type: str
    id: str
    at: datetime
    actor: Raw
    data: Raw


class Subscribed(Struct, frozen=True, omit_defaults=True):
    """The reply to a subscribe."""

    epoch: str
    offset: int
    recoverable: bool = False
    positioned: bool = False
    recovered: bool = False
    was_recovering: bool = False
    publications: list[Publication] = []


class Pub(Struct, frozen=True):
    """A push with a publication."""

    channel: str
    pub: Publication


class _Push(Struct, frozen=True):
    push: object


class _Presence(Struct, frozen=True):
    info: ClientInfo


def publication_push(
    channel: str, offset: int, data: bytes, info: ClientInfo | None = None
) -> bytes:
    """Build the push of one publication: once per channel, whoever listens."""
    return encode(_Push(Pub(channel, Publication(Raw(data), offset, info))))


def presence_push(channel: str, kind: str, info: ClientInfo) -> bytes:
    """Build a `join` or `leave` push."""
    return encode(_Push({"channel": channel, kind: _Presence(info)}))


def unsubscribe_push(channel: str, code: int, reason: str) -> bytes:
    """Build the push that ends one subscription."""
    return encode(_Push({"channel": channel, "unsubscribe": {"code": code, "reason": reason}}))


def reply(command_id: int, kind: str, result: object) -> bytes:
    """Build the reply to a command."""
    return encode({"id": command_id, kind: result})


def error_reply(command_id: int, code: int, message: str) -> bytes:
    """Build the refusal of a command."""
    error: dict[str, object] = {"code": int(code), "message": message}
    if code in TEMPORARY:
        error["temporary"] = True
    return encode({"id": command_id, "error": error})

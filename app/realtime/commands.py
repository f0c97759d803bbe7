"""What each command does. A command is answered after its effects are committed."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import structlog
from msgspec import Raw

from app.db import database
from app.errors import AppError
from app.i18n import use_locale
from app.realtime import log
from app.realtime.bus import Ephemeral
from app.realtime.channels import Listener, TokenExpired, find, registry
from app.realtime.counters import counters
from app.realtime.protocol import (
    ChannelOnly,
    Close,
    Code,
    Command,
    Connect,
    History,
    Nothing,
    Publication,
    Publish,
    Rpc,
    Subscribe,
    reply,
)
from app.realtime.rights import may_listen
from app.realtime.subscriptions import pages, subscribe

if TYPE_CHECKING:
    from app.realtime.connection import Connection

VERSION = "sanggar"
HISTORY = 1000
"""Most events of one history reply."""

CODES = {
    401: Code.UNAUTHORIZED,
    403: Code.PERMISSION_DENIED,
    404: Code.PERMISSION_DENIED,
    409: Code.CONFLICT,
    413: Code.LIMIT_EXCEEDED,
    422: Code.BAD_REQUEST,
    429: Code.TOO_MANY_REQUESTS,
    503: Code.NOT_AVAILABLE,
}

logger = structlog.get_logger(__name__)


def may_overlap(connection: "Connection", command: Command) -> bool:
    """Tell whether the command may begin while such commands of its socket are running."""
    if command.rpc is None or not connection.is_connected:
        return False
    found = registry.commands.get(command.rpc.method)
    return found is not None and found.overlaps and database.commits_together


async def run(connection: "Connection", command: Command) -> None:
    """Do one command and answer it."""
    asked = [(name, value) for name in HANDLERS if (value := getattr(command, name)) is not None]
    if command.send is not None and not asked:
        return
    if len(asked) != 1 or command.id < 1:
        connection.bad_request(command.id)
        return
    name, value = asked[0]
    if connection.is_connected == (name == "connect"):
        connection.close(Close.BAD_REQUEST, "connect comes first, and once")
        return
    counters.commands += 1
    try:
        with use_locale(connection.viewer.locale, connection.viewer.zone):
            await HANDLERS[name](connection, command.id, value)
    except AppError as error:
        code = CODES.get(error.status, Code.INTERNAL)
        connection.refuse(command.id, code, error.message or error.code)
    except Exception:
        logger.exception("a live command failed", command=name, user=connection.viewer.id)
        connection.refuse(command.id, Code.INTERNAL, "internal error")


async def _connect(connection: "Connection", command_id: int, request: Connect) -> None:
    if request.token:
        try:
            connection.viewer = await _viewer_of(request.token)
            connection.identify = partial(_viewer_of, request.token)
        except TokenExpired:
            connection.refuse(command_id, Code.TOKEN_EXPIRED, "token expired")
            return
        except AppError:
            connection.close(Close.INVALID_TOKEN, "invalid token")
            return
        full = connection.seat.sit(connection.viewer)
        if full:
            counters.refusals[full] += 1
            connection.close(Close.CONNECTION_LIMIT, "connection limit")
            return
    connection.connected()
    result = {
        "client": connection.client,
        "version": VERSION,
        "ping": max(1, round(connection.ping_every)),
        "pong": True,
    }
    connection.outbox.put(reply(command_id, "connect", result))


async def _viewer_of(token: str) -> Listener:
    if registry.token is None:
        raise AppError(code="bad_token")
    viewer: Listener = await registry.token(token)
    return viewer


async def _subscribe(connection: "Connection", command_id: int, request: Subscribe) -> None:
    await subscribe(connection, command_id, request)


async def _unsubscribe(connection: "Connection", command_id: int, request: ChannelOnly) -> None:
    if request.channel in connection.channels:
        connection.channels.discard(request.channel)
        connection.hub.leave(connection, request.channel)
    connection.outbox.put(reply(command_id, "unsubscribe", {}))


async def _publish(connection: "Connection", command_id: int, request: Publish) -> None:
    found = find(request.channel)
    allowed = found is not None and found[0].client_publish
    if not allowed or request.channel not in connection.channels:
        connection.refuse(command_id, Code.PERMISSION_DENIED, "permission denied")
        return
    connection.hub.tell(Ephemeral(request.channel, bytes(request.data), connection.info))
    connection.outbox.put(reply(command_id, "publish", {}))


async def _presence(connection: "Connection", command_id: int, request: ChannelOnly) -> None:
    if await _may_see_presence(connection, command_id, request.channel):
        clients = connection.hub.presence.clients(request.channel)
        connection.outbox.put(reply(command_id, "presence", {"presence": clients}))


async def _presence_stats(connection: "Connection", command_id: int, request: ChannelOnly) -> None:
    if await _may_see_presence(connection, command_id, request.channel):
        clients, users = connection.hub.presence.counts(request.channel)
        result = {"num_clients": clients, "num_users": users}
        connection.outbox.put(reply(command_id, "presence_stats", result))


async def _may_see_presence(connection: "Connection", command_id: int, channel: str) -> bool:
    if not await may_listen(connection.viewer, channel):
        connection.refuse(command_id, Code.PERMISSION_DENIED, "permission denied")
        return False
    found = find(channel)
    if found is None or not found[0].presence:
        connection.refuse(command_id, Code.NOT_AVAILABLE, "not available")
        return False
    return True


async def _history(connection: "Connection", command_id: int, request: History) -> None:
    if not await may_listen(connection.viewer, request.channel):
        connection.refuse(command_id, Code.PERMISSION_DENIED, "permission denied")
        return
    head = await log.position(request.channel)
    since = request.since
    if since is not None and since.epoch not in {"", head.epoch}:
        connection.refuse(command_id, Code.UNRECOVERABLE_POSITION, "unrecoverable position")
        return
    limit = HISTORY if request.limit < 0 else min(request.limit, HISTORY)
    if limit == 0:
        events = []
    elif request.reverse:
        before = since.offset if since is not None else head.offset + 1
        events = await log.events_before(request.channel, before, limit)
    else:
        events = await log.events_after(request.channel, since.offset if since else 0, limit)
    page = pages(events)[0] if events else []
    publications = [Publication(Raw(event.data), event.offset) for event in page]
    result = {"publications": publications, "epoch": head.epoch, "offset": head.offset}
    connection.outbox.put(reply(command_id, "history", result))


async def _rpc(connection: "Connection", command_id: int, request: Rpc) -> None:
    found = registry.commands.get(request.method)
    if found is None:
        connection.refuse(command_id, Code.METHOD_NOT_FOUND, "method not found")
        return
    try:
        params = found.decode(request.data)
    except (msgspec.DecodeError, RecursionError) as error:
        connection.bad_request(command_id, str(error))
        return
    result = await found.handler(connection.viewer, params)
    connection.outbox.put(reply(command_id, "rpc", {"data": result}))


async def _ping(connection: "Connection", command_id: int, request: Nothing) -> None:
    connection.outbox.put(reply(command_id, "ping", {}))


HANDLERS: dict[str, Callable[["Connection", int, Any], Awaitable[None]]] = {
    "connect": _connect,
    "subscribe": _subscribe,
    "unsubscribe": _unsubscribe,
    "publish": _publish,
    "presence": _presence,
    "presence_stats": _presence_stats,
    "history": _history,
    "rpc": _rpc,
    "ping": _ping,
}

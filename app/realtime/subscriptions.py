"""Subscribing: live first and held, then the rights, then the log, then what was held above it."""

from typing import TYPE_CHECKING

from msgspec import Raw

from app.realtime import log
from app.realtime.channels import find
from app.realtime.counters import counters
from app.realtime.log import Logged, Position
from app.realtime.protocol import (
    REJECT_UNRECOVERED,
    Code,
    Publication,
    Subscribe,
    Subscribed,
    publication_push,
    reply,
)
from app.realtime.rights import may_listen
from app.realtime.topics import Joining, Topic

if TYPE_CHECKING:
    from app.realtime.connection import Connection

PAGE_BYTES = 512 * 1024
"""A reply carries missed events up to about this size; the rest follows as pushes."""


async def subscribe(connection: "Connection", command_id: int, request: Subscribe) -> None:
    """Answer a subscribe command."""
    channel = request.channel
    refusal = _refusal(connection, channel)
    if refusal is not None:
        connection.refuse(command_id, *refusal)
        return
    topic = connection.hub.topic(channel)
    joining = topic.hold(connection)
    connection.channels.add(channel)
    done = False
    try:
        done = await _join(connection, command_id, request, topic, joining)
    finally:
        if not done and channel in connection.channels:
            connection.channels.discard(channel)
            connection.hub.leave(connection, channel)


def _refusal(connection: "Connection", channel: str) -> tuple[Code, str] | None:
    limits = connection.limits
    if channel in connection.channels:
        return Code.ALREADY_SUBSCRIBED, "already subscribed"
    if len(connection.channels) >= limits.subscriptions:
        return Code.LIMIT_EXCEEDED, "limit exceeded"
    if not channel or len(channel) > limits.channel_length:
        return Code.BAD_REQUEST, "bad request"
    return None


async def _join(
    connection: "Connection",
    command_id: int,
    request: Subscribe,
    topic: Topic,
    joining: Joining,
) -> bool:
    if not await may_listen(connection.viewer, topic.name):
        connection.refuse(command_id, Code.PERMISSION_DENIED, "permission denied")
        return False
    since = Position(request.epoch, request.offset) if request.recover else None
    head, events = await _read(connection, topic, joining, since)
    if since is not None:
        _count(since, head, limit=connection.limits.recover_events, is_recovered=events is not None)
    if events is None and since is not None and request.flag & REJECT_UNRECOVERED:
        connection.refuse(command_id, Code.UNRECOVERABLE_POSITION, "unrecoverable position")
        return False
    if topic.name not in connection.channels:  # the right was lost while the log was read
        connection.refuse(command_id, Code.PERMISSION_DENIED, "permission denied")
        return True
    reply_pages = pages(events or []) if since is not None else []
    result = _subscribed(head, reply_pages, since=since, is_recovered=events is not None)
    connection.outbox.put(reply(command_id, "subscribe", result))
    for page in reply_pages[1:]:
        await connection.outbox.drained()
        pushes = [publication_push(topic.name, each.offset, each.data) for each in page]
        connection.outbox.put(b"\n".join(pushes))
    if topic.name in connection.channels:
        topic.release(joining, head.offset)
        _show_presence(connection, topic.name)
    return True


async def _read(
    connection: "Connection", topic: Topic, joining: Joining, since: Position | None
) -> tuple[Position, list[Logged] | None]:
    """Return the head, and the events after `since`: one read, unless the topic was faster."""
    limit = connection.limits.recover_events
    if since is None:
        head, events = await log.position(topic.name), None
        found: list[Logged] = []
    else:
        missed = await log.missed(topic.name, since, limit)
        head, events = missed.position, missed.events
        found = list(events or ())
    while not joining.covers(head.offset, topic.head):
        more = await log.missed(topic.name, head, limit)
        if more.events is None:
            topic.begin(more.position.offset)
            return more.position, None
        head = more.position
        found.extend(more.events)
    topic.begin(head.offset)
    return head, None if since is not None and events is None else found


def _count(since: Position, head: Position, *, limit: int, is_recovered: bool) -> None:
    if is_recovered:
        counters.recovered += 1
    elif since.epoch != head.epoch:
        counters.recovery_failed["epoch"] += 1
    elif since.offset > head.offset:
        counters.recovery_failed["ahead"] += 1
    else:
        reason = "too_many" if head.offset - since.offset > limit else "trimmed"
        counters.recovery_failed[reason] += 1


def _subscribed(
    head: Position, reply_pages: list[list[Logged]], *, since: Position | None, is_recovered: bool
) -> Subscribed:
    first = reply_pages[0] if reply_pages else []
    return Subscribed(
        epoch=head.epoch,
        offset=first[-1].offset if len(reply_pages) > 1 else head.offset,
        recoverable=True,
        positioned=True,
        recovered=since is not None and is_recovered,
        was_recovering=since is not None,
        publications=[Publication(Raw(event.data), event.offset) for event in first],
    )


def pages(events: list[Logged]) -> list[list[Logged]]:
    """Cut events into pages of about PAGE_BYTES."""
    found: list[list[Logged]] = []
    size = PAGE_BYTES
    for event in events:
        if size + len(event.data) > PAGE_BYTES:
            found.append([])
            size = 0
        found[-1].append(event)
        size += len(event.data) + 64
    return found


def _show_presence(connection: "Connection", channel: str) -> None:
    found = find(channel)
    if found is not None and found[0].presence and connection.viewer.id:
        connection.hub.presence.join(connection, channel)

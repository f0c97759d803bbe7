"""What features call: publish inside a transaction; listeners hear of it after COMMIT."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from msgspec import Raw

from app import clock
from app.db import after_commit, in_transaction, transaction
from app.realtime import log, revocations
from app.realtime.actor import Actor
from app.realtime.bus import Ephemeral, RightsChanged
from app.realtime.bus import Published as PublishedHint
from app.realtime.hub import hub
from app.realtime.ids import uuid7
from app.realtime.protocol import Event, encode


class News(NamedTuple):
    """What a channel is told; see `publish`."""

    channel: str
    kind: str
    data: object


class Published(NamedTuple):
    """Where an event went."""

    offset: int
    id: str
    epoch: str = ""


async def publish(channel: str, kind: str, data: object, *, by: Actor | None = None) -> Published:
    """Store an event in the channel's stream and tell its listeners after COMMIT.

    `kind` is past tense ("message.posted"); `data` is anything that msgspec encodes. Call it inside
    `transaction()`, so that a rollback takes the event and its offset back.
    """
    (published,) = await publish_all([News(channel, kind, data)], by=by)
    return published


async def publish_all(news: Sequence[News], *, by: Actor | None = None) -> list[Published]:
    """Publish to several channels at once, one event each: cheaper, and without deadlocks."""
    if not in_transaction():
        raise RuntimeError("publish() needs a transaction()")
    entries = [log.Entry(each.channel, new_event(each.kind, each.data, by=by)) for each in news]
    published = []
    for (channel, wire), place in zip(entries, await log.append(entries), strict=True):
        after_commit(partial(hub.tell, PublishedHint(channel, place.offset, encode(wire))))
        published.append(Published(place.offset, wire.id, place.epoch))
    return published


def publish_ephemeral(channel: str, kind: str, data: object, *, by: Actor | None = None) -> None:
    """Tell whoever listens right now, at most once: no offset, never stored."""
    hint = Ephemeral(channel, encode(new_event(kind, data, by=by)))
    if in_transaction():
        after_commit(lambda: hub.tell(hint))
    else:
        hub.tell(hint)


async def revoke_session(session_id: int) -> None:
    """Close the sockets of a session that has ended (3503), after COMMIT."""
    await _revoke(RightsChanged(session=session_id))


async def revoke_user(user_id: int) -> None:
    """Look at a user's sockets again after COMMIT: reconnect them, or close them for good."""
    await _revoke(RightsChanged(user=user_id))


async def recheck_channel(channel: str) -> None:
    """Ask again who may listen to a channel, after COMMIT; who may not is unsubscribed."""
    await _revoke(RightsChanged(channel=channel))


def new_event(kind: str, data: object, *, by: Actor | None) -> Event:
    """Build an event with its id and time."""
    return Event(
        type=kind, id=uuid7(), at=clock.now(), actor=Raw(encode(by)), data=Raw(encode(data))
    )


async def _revoke(change: RightsChanged) -> None:
    """Store a loss of rights with its cause: a process that misses the hint finds it there."""
    async with transaction():
        kept = await revocations.keep(change)
        after_commit(lambda: hub.tell(kept))

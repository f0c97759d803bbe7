"""What features call: publish inside a transaction; listeners hear of it after COMMIT."""

from dataclasses import dataclass

from msgspec import Raw

from app import clock
from app.db import after_commit, in_transaction
from app.realtime import log
from app.realtime.actor import Actor
from app.realtime.bus import Ephemeral, RightsChanged
from app.realtime.bus import Published as PublishedHint
from app.realtime.hub import hub
from app.realtime.ids import uuid7
from app.realtime.protocol import Event, encode


@dataclass(frozen=True, slots=True)
class Published:
    """Where an event went."""

    offset: int
    id: str
    epoch: str = ""


async def publish(channel: str, kind: str, data: object, *, by: Actor | None = None) -> Published:
    """Store an event in the channel's stream and tell its listeners after COMMIT.

    `kind` is past tense ("message.posted"); `data` is anything that msgspec encodes. Call it inside
    `transaction()`, so that a rollback takes the event and its offset back.
    """
    if not in_transaction():
        raise RuntimeError("publish() needs a transaction()")
    wire = new_event(kind, data, by=by)
    place = await log.append(
        channel,
        event_id=wire.id,
        kind=kind,
        actor=bytes(wire.actor),
        data=bytes(wire.data),
        at=wire.at,
    )
    hint = PublishedHint(channel, place.offset, encode(wire))
    after_commit(lambda: hub.tell(hint))
    return Published(place.offset, wire.id, place.epoch)


def publish_ephemeral(channel: str, kind: str, data: object, *, by: Actor | None = None) -> None:
    """Tell whoever listens right now, at most once: no offset, never stored."""
    hint = Ephemeral(channel, encode(new_event(kind, data, by=by)))
    _after_commit_or_now(hint)


def revoke_session(session_id: int) -> None:
    """Close the sockets of a session that has ended (3503), after COMMIT."""
    _after_commit_or_now(RightsChanged(session=session_id))


def revoke_user(user_id: int) -> None:
    """Look at a user's sockets again after COMMIT: reconnect them, or close them for good."""
    _after_commit_or_now(RightsChanged(user=user_id))


def recheck_channel(channel: str) -> None:
    """Ask again who may listen to a channel, after COMMIT; who may not is unsubscribed."""
    _after_commit_or_now(RightsChanged(channel=channel))


def new_event(kind: str, data: object, *, by: Actor | None) -> Event:
    """Build an event with its id and time."""
    return Event(
        type=kind, id=uuid7(), at=clock.now(), actor=Raw(encode(by)), data=Raw(encode(data))
    )


def _after_commit_or_now(hint: Ephemeral | RightsChanged) -> None:
    if in_transaction():
        after_commit(lambda: hub.tell(hint))
    else:
        hub.tell(hint)

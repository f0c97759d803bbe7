"""What waits for all peers together: each queue has its bound, but thousands of them add up."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.realtime.protocol import Close

if TYPE_CHECKING:
    from app.realtime.connection import Connection

RELIEF = 0.8
"""Part of the bound that may be left, so that the next event is not over it again."""


def relieve(connections: Iterable["Connection"], most: int) -> None:
    """Close the peers for whom most waits until the rest is within bounds; to be called often.

    Who has been closed and still takes nothing is cut at the next call. All of them come back and
    resume from where they were.
    """
    waiting = {connection: connection.outbox.pending for connection in connections}
    total = sum(waiting.values())
    if total <= most:
        return
    for connection, size in sorted(waiting.items(), key=lambda each: each[1], reverse=True):
        if total <= most * RELIEF:
            return
        total -= size
        if connection.outbox.closing is None:
            connection.outbox.drop(Close.SLOW, "slow")
        else:
            connection.abort()

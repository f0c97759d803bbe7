"""Rights follow changes: sessions that ended, users who changed, channels that lost a member."""

from typing import TYPE_CHECKING

from app.errors import AppError, Unavailable
from app.realtime.bus import RightsChanged
from app.realtime.channels import Listener, TokenExpired, find, registry
from app.realtime.protocol import RIGHT_LOST, Close, unsubscribe_push

if TYPE_CHECKING:
    from app.realtime.connection import Connection
    from app.realtime.hub import Hub


async def may_listen(viewer: Listener, channel: str) -> bool:
    """Ask the channel's feature; unknown channels, foreign ones and wrong keys are all refused."""
    found = find(channel)
    if found is None or (viewer.id == 0 and not found[0].anonymous):
        return False
    try:
        return await found[0].may_listen(viewer, found[1])
    except (AppError, ValueError):
        return False


def apply_rights(hub: "Hub", hint: RightsChanged) -> None:
    """Act on a change of rights in this process."""
    if hint.session:
        for connection in list(hub.connections):
            if connection.viewer.session == hint.session:
                connection.close(Close.FORCE_DISCONNECT, "session ended")
    if hint.user:
        for connection in list(hub.connections):
            if connection.viewer.id == hint.user:
                hub.spawn(_identify_again(hub, connection))
    if hint.channel:
        hub.spawn(_recheck(hub, hint.channel))


async def is_still_valid(viewer: Listener) -> bool:
    """Tell whether the viewer's session still stands as it did."""
    if viewer.id == 0 or registry.still_valid is None:
        return True
    return await registry.still_valid(viewer)


async def _identify_again(hub: "Hub", connection: "Connection") -> None:
    """Give the socket its user's present rights, or close it for good when there are none."""
    try:
        viewer = await connection.identify()
    except (TokenExpired, Unavailable):
        connection.close(Close.FORCE_RECONNECT, "rights changed")
        return
    except AppError:
        viewer = None
    if viewer is None or viewer.id != connection.viewer.id:
        connection.close(Close.FORCE_DISCONNECT, "session ended")
        return
    connection.viewer = viewer
    for channel in list(connection.channels):
        await _recheck_one(hub, connection, channel)


async def _recheck(hub: "Hub", channel: str) -> None:
    for connection in [found for found in hub.connections if channel in found.channels]:
        await _recheck_one(hub, connection, channel)


async def _recheck_one(hub: "Hub", connection: "Connection", channel: str) -> None:
    allowed = await may_listen(connection.viewer, channel)
    if not allowed and channel in connection.channels:
        connection.channels.discard(channel)
        hub.leave(connection, channel)
        connection.outbox.put(unsubscribe_push(channel, RIGHT_LOST, "permission denied"))

"""Forgetting what is over: old sessions, links and tries."""

from app.accounts import resets, sessions, throttles
from app.jobs import every


@every(minutes=60)
async def forget_what_is_over() -> None:
    """Delete sessions and links that ended long ago, and tries of yesterday."""
    await sessions.sweep()
    await resets.sweep()
    await throttles.sweep()

"""Timed work of promos."""

from app.jobs import every
from app.promos import actions


@every(minutes=1)
async def keep_time() -> None:
    """Begin and end promos by the clock."""
    await actions.keep_time()

"""Timed work of promos."""

from app.jobs import every
from app.promos import actions, sightings


@every(minutes=1)
async def keep_time() -> None:
    """Begin and end promos by the clock."""
    await actions.keep_time()


@every(minutes=24 * 60)
async def forget_sightings() -> None:
    """Forget who saw promos that have long been over."""
    await sightings.forget_old()

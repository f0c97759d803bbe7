"""How late the event loop is: what everybody who is connected has to wait on top."""

import asyncio

from app.realtime.counters import counters

EVERY = 0.25
"""Seconds between two looks."""


async def keep_looking() -> None:
    """Sleep and see how much later than asked it ends, for as long as the process lives."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + EVERY
        await asyncio.sleep(EVERY)
        counters.loop_lag.observe(max(0.0, loop.time() - due))

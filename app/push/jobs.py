"""Timed work of pushes: sending (in `outbox`), and forgetting what is over."""

from app.jobs import every
from app.push.outbox import deliver, forget_ended, forget_old

__all__ = ["deliver", "forget_what_is_over"]


@every(minutes=30)
async def forget_what_is_over() -> None:
    """Delete devices of ended sessions and notes that nobody needs any more."""
    await forget_ended()
    await forget_old()

"""Timed work of rooms: telling people away from the page what they have not read."""

from app.chat import pushes
from app.jobs import every
from app.push import keys


@every(minutes=1 / 6)
async def tell_unread() -> None:
    """Look for what waits unread; what was looked at once is never told twice."""
    if keys.is_available():
        await pushes.tell_unread()

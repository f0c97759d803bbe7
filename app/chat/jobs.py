"""Timed work of rooms: what people have not read, what they deleted, files nobody speaks of."""

from app.chat import attachments, corrections, pushes
from app.jobs import every, settings
from app.push import keys


@every(minutes=1 / 6)
async def tell_unread() -> None:
    """Look for what waits unread; what was looked at once is never told twice."""
    if keys.is_available():
        await pushes.tell_unread()


@every(minutes=5)
async def forget_deleted() -> None:
    """Blank the words of messages whose deletion can no longer be undone."""
    await corrections.forget_deleted()


@every(minutes=6 * 60, lease=60)
async def free_unused_files() -> None:
    """Free the files of general rooms, each class after its days."""
    await attachments.free_unused(settings())

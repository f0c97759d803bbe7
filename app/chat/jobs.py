"""Timed work of rooms: what is unread, put aside or deleted, and files nobody speaks of."""

from app.accounts.access import SYSTEM
from app.chat import attachments, corrections, digests, handling, mail_answers, pushes, queues
from app.jobs import every, settings
from app.push import keys


@every(minutes=1 / 6)
async def tell_unread() -> None:
    """Look for what waits unread; what was looked at once is never told twice."""
    if keys.is_available():
        await pushes.tell_unread()


@every(minutes=5)
async def tell_by_mail() -> None:
    """Write to customers about what they have not read; what was told once is not told again."""
    await digests.tell_by_mail()


@every(minutes=24 * 60)
async def forget_mails() -> None:
    """Forget which mails came in months ago; running it twice changes nothing."""
    await mail_answers.forget()


@every(minutes=5)
async def forget_deleted() -> None:
    """Blank the words of messages whose deletion can no longer be undone."""
    await corrections.forget_deleted()


@every(minutes=6 * 60, lease=60)
async def free_unused_files() -> None:
    """Free the files of general rooms, each class after its days."""
    await attachments.free_unused(settings())


@every(minutes=1)
async def wake_rooms() -> None:
    """Bring back the conversations whose time aside is over; running it twice changes nothing."""
    for room_id in await queues.due_to_wake():
        await handling.wake(SYSTEM, room_id)

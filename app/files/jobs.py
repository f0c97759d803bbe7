"""Timed work: drop uploads that nobody continued and bytes that no row knows; keep room."""

from datetime import timedelta

from app import clock
from app.files import (
    balloon,
    examining,
    expiry,
    fsck,
    leases,
    reception,
    removal,
    retention,
    upkeep,
)
from app.jobs import every, settings
from app.storage import disk, in_thread

every(minutes=1, lease=30)(examining.examine_waiting)


@every(minutes=15)
async def expire_uploads() -> None:
    """End the uploads that have waited for a week."""
    for upload in await upkeep.uploads_due(clock.now()):
        if await reception.settle(upload):
            reception.forget(upload)
            await expiry.expire(upload)
    await expiry.forget_expired()
    await leases.forget_old()


@every(minutes=60)
async def purge_removed() -> None:
    """Free the bytes of files that were removed a month ago."""
    await removal.purge()


@every(minutes=6 * 60, lease=60)
async def purge_old() -> None:
    """Free the bytes of files that nobody works with any more, each class after its days."""
    await retention.purge(settings())


@every(minutes=5)
async def keep_room() -> None:
    """Take the room that a full disk needs, once there is some."""
    await in_thread(balloon.inflate, settings().disk_reserve_bytes)


@every(minutes=6 * 60, lease=60)
async def sweep_orphans() -> None:
    """Delete bytes that a crash left without a row, and parts that it left of a file."""
    for found in await fsck.strays():
        await in_thread(disk.remove, found)
    day_ago = clock.now() - timedelta(seconds=fsck.STRAY_AGE)
    await in_thread(disk.vault.give_up_parts, before=day_ago)

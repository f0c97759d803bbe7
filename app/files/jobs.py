"""Timed work: drop uploads that nobody continued and bytes that no row knows; keep room."""

from app import clock
from app.catalogue.queries import stored_pictures
from app.files import actions, balloon, queries, reception
from app.jobs import every, settings
from app.storage import disk, in_thread

ORPHAN_AGE = 24 * 3600.0
AT_ONCE = 500


@every(minutes=15)
async def expire_uploads() -> None:
    """End the uploads that have waited for a week."""
    for upload in await queries.uploads_due(clock.now()):
        if await reception.settle(upload):
            reception.forget(upload)
            await actions.expire(upload)
    await actions.forget_expired()


@every(minutes=5)
async def keep_room() -> None:
    """Take the room that a full disk needs, once there is some."""
    await in_thread(balloon.inflate, settings().disk_reserve_bytes)


@every(minutes=6 * 60)
async def sweep_orphans() -> None:
    """Delete files that a crash left on the disk without a row."""
    found = await in_thread(lambda: list(disk.kept(older_than=ORPHAN_AGE)))
    for start in range(0, len(found), AT_ONCE):
        batch = found[start : start + AT_ONCE]
        keys = [key for key, _ in batch]
        known = await queries.known_keys(keys) | await stored_pictures(keys)
        for key, path in batch:
            if key not in known:
                await in_thread(path.unlink, missing_ok=True)

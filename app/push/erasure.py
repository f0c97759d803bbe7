"""What somebody's devices were told, when they delete their account."""

from app.db import database
from app.push.tables import push_subscriptions, push_wishes


async def erase(user_id: int) -> None:
    """Forget their devices, what waits for these, and their wishes."""
    for table in (push_subscriptions, push_wishes):
        await database.execute(table.delete().where(table.c.user_id == user_id))

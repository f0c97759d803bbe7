"""Which promos somebody saw and put away, when they delete their account."""

from app.db import database
from app.promos.tables import promo_dismissals, promo_sightings


async def erase(user_id: int) -> None:
    """Forget both; what they redeemed belongs to their orders and stays."""
    for table in (promo_dismissals, promo_sightings):
        await database.execute(table.delete().where(table.c.user_id == user_id))
